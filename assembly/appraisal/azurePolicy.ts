/** Azure: what the verifier takes of the machine's set-up, and of the registers of its virtual TPM. */
import { equal, isZero } from "../bytes";
import { digest, Hash } from "../crypto/hash";
import { Check } from "../formats/checks";
import { ClaimSlot } from "../formats/hcl";
import { Outcome } from "../formats/outcome";
import { Member } from "../formats/policy";
import * as tpm from "../formats/tpm";
import { CLAIMS, claimsSizeOf } from "../parse/hcl";
import { claimAt, claimLength } from "../parse/hclClaims";
import { base } from "../parse/sections";
import { findListed, findMeasured } from "./measured";
import { find } from "./outcomes";
import { allowsText, count, flag, has, hexAt } from "./policy";

/** The register that attesters extend, once, with the digest of the data that the guest was started with. */
const INIT_DATA: u32 = 8;
/** A register before its first extension, then what it is extended with. */
const EXTENSION: usize = memory.data(64, 16);
const DIGEST: usize = memory.data(32, 16);

function isSet(slot: ClaimSlot): bool {
  return claimAt(slot) != 0 && load<u8>(claimAt(slot)) == 1;
}

/** The rows about the claims of the report in hand; claims that are not `bound` say nothing. */
export function findAzurePolicy(bound: bool): void {
  const size = claimsSizeOf(base);
  const required = flag(Member.AzureRequireSecureBoot);
  const secure = isSet(ClaimSlot.SecureBoot);
  const lacking = required ? Outcome.Contraindicated : Outcome.Warning;
  const boot = find(Check.AzureSecureBoot, !bound ? Outcome.None : secure ? Outcome.Affirming : lacking, required);
  if (bound) boot.actual.text(secure ? "on" : "off, or not told");
  boot.bytes(CLAIMS, size);
  if (flag(Member.AzureForbidConsole)) {
    // What is not told may be there.
    const none = claimAt(ClaimSlot.Console) != 0 && !isSet(ClaimSlot.Console) && !isSet(ClaimSlot.InteractiveConsole);
    const outcome = !bound ? Outcome.None : none ? Outcome.Affirming : Outcome.Contraindicated;
    const console = find(Check.AzureConsole, outcome);
    if (bound) console.actual.text(none ? "none" : "there is one, or it is not told");
    console.bytes(CLAIMS, size);
  }
  const id = claimAt(ClaimSlot.VmUniqueId);
  const length = claimLength(ClaimSlot.VmUniqueId);
  const listed = id != 0 && allowsText(Member.AzureVmUniqueIds, id, length);
  const machine = findListed(Check.AzureVmId, Member.AzureVmUniqueIds, listed);
  if (!bound) machine.outcome = Outcome.None;
  else if (id) machine.actual.chars(id, id + length);
  machine.bytes(CLAIMS, size);
}

function pcrMember(i: u32): Member {
  return <Member>(Member.AzurePcr0 + i);
}

/** Does the policy say anything of registers? */
export function hasPcrPolicy(): bool {
  for (let i: u32 = 0; i < tpm.PCRS; i++) if (has(pcrMember(i))) return true;
  return has(Member.AzureInitData);
}

/** Where the value of a register lies in the values in hand, which are of these registers, a bit each. */
function placeOf(i: u32, registers: u32): u32 {
  return tpm.PCR_SIZE * <u32>popcnt(registers & ((1 << i) - 1));
}

/** Has register 8 been extended once, with one of the digests that the policy names? */
function carriesInitData(value: usize): bool {
  for (let i: u32 = 0; i < count(Member.AzureInitData); i++) {
    memory.fill(EXTENSION, 0, tpm.PCR_SIZE);
    memory.copy(EXTENSION + tpm.PCR_SIZE, hexAt(Member.AzureInitData, i), tpm.PCR_SIZE);
    digest(Hash.Sha256, EXTENSION, 2 * tpm.PCR_SIZE, DIGEST);
    if (equal(DIGEST, value, tpm.PCR_SIZE)) return true;
  }
  return false;
}

function findInitData(registers: u32): void {
  if (!has(Member.AzureInitData)) return;
  if (((registers >> INIT_DATA) & 1) == 0) {
    const missing = find(Check.AzureInitData, Outcome.None);
    missing.expected.choices(Member.AzureInitData);
    missing.actual.text("register 8 is not in the quote, or its value is not there");
    return;
  }
  const at = placeOf(INIT_DATA, registers);
  const finding = findListed(Check.AzureInitData, Member.AzureInitData, carriesInitData(base + at));
  if (isZero(base + at, tpm.PCR_SIZE)) finding.actual.text("register 8 was never extended");
  else finding.actual.hex(base + at, tpm.PCR_SIZE);
  finding.bytes(at, tpm.PCR_SIZE);
}

/** The rows about registers that the policy names. Those whose values can be relied on, a bit each, are in hand. */
export function findPcrPolicy(registers: u32): void {
  for (let i: u32 = 0; i < tpm.PCRS; i++) {
    if (!has(pcrMember(i))) continue;
    const check = <Check>(Check.TpmPcr0 + i);
    if ((registers >> i) & 1) findMeasured(check, pcrMember(i), tpm.pcrValue, placeOf(i, registers));
    else {
      const missing = find(check, Outcome.None);
      missing.expected.choices(pcrMember(i));
      missing.actual.text("it is not in the quote, or its value is not there");
    }
  }
  findInitData(registers);
}
