/**
 * What the runtime claims of an HCL report say. This only reads them: whether the hardware vouches for them is for the appraisal
 * to tell. Claims that are no JSON, or not of the types that they should have, are left as text.
 */

import { Shape } from "../formats/found";
import * as hcl from "../formats/hcl";
import { ClaimSlot, KeySlot } from "../formats/hcl";
import * as json from "../json/reader";
import { Row } from "../layout";
import { Text } from "../text";
import { addFound, base } from "./sections";
import { decodeBase64, decodeHex } from "./text";

/** Keys that are read, and bytes of a number of one; the numbers of a longer key are left out. */
const KEYS_MAX: u32 = 4;
const NUMBER_MAX: u32 = 512;
const USER_DATA_MAX: u32 = 64;
/** Places and lengths of values: of the claims, then of each key. */
const claimSlots = memory.data(8 * <i32>ClaimSlot.Count, 8);
const keySlots = memory.data(4 * 8 * <i32>KeySlot.Count, 8);
/** Values that are not there as they are shown: numbers, flags, decoded bytes. */
const numbers = memory.data(8 * <i32>ClaimSlot.Count, 8);
const keyNumbers = memory.data(4 * 2 * 512, 16);
const userData = memory.data(64, 16);
let keys: u32 = 0;
/** Keys that have the id of the one by which the TPM signs, and the last of them. */
let attestationKeys: u32 = 0;
let attestationKey: u32 = 0;

function keep(slots: usize, slot: u32, at: usize, size: u32): void {
  store<usize>(slots + 8 * slot, at);
  store<u32>(slots + 8 * slot, size, 4);
}

/** The row of a layout whose value the member that was read last has. */
function rowNamed(layout: Row, owner: Text): Row | null {
  for (let row = layout.next; row.inLayout; row = row.next) {
    if (row.more == owner && json.stringIs(row.text)) return row;
  }
  return null;
}

/** Keeps bytes that are spelled: base64url, or of the guest's data hex. */
function keepSpelled(slots: usize, slot: u32, to: usize, most: u32, hex: bool): void {
  const length = <u32>(json.to - json.from);
  if (length > (hex ? 2 * most : (4 * most + 2) / 3)) return;
  const size = hex ? decodeHex(json.from, 0, length, to) : decodeBase64(json.from, 0, length, to);
  if (size > 0 && <u32>size <= most) keep(slots, slot, to, size);
}

/** Reads the value of a claim. */
function readClaim(row: Row): void {
  const number = numbers + 8 * row.at;
  if (row.size == <u32>Shape.Flag) {
    store<u8>(number, u8(json.boolean()));
    keep(claimSlots, row.at, number, 1);
  } else if (row.size == <u32>Shape.Number) {
    store<u32>(number, bswap<u32>(<u32>json.unsigned(u32.MAX_VALUE)));
    keep(claimSlots, row.at, number, 4);
  } else if (!json.string()) return;
  else if (row.size == <u32>Shape.Text) keep(claimSlots, row.at, json.from, <u32>(json.to - json.from));
  else keepSpelled(claimSlots, row.at, userData, USER_DATA_MAX, true);
}

function readKey(): void {
  const slots = keySlots + 8 * KeySlot.Count * keys;
  const places = keyNumbers + 2 * NUMBER_MAX * keys;
  if (!json.object()) return;
  while (json.member()) {
    const row = rowNamed(hcl.hclKey, "");
    if (!row) json.skip();
    else if (!json.string()) return;
    else if (row.size == <u32>Shape.Bytes) {
      keepSpelled(slots, row.at, row.at == KeySlot.Modulus ? places : places + NUMBER_MAX, NUMBER_MAX, false);
    } else {
      keep(slots, row.at, json.from, <u32>(json.to - json.from));
      if (row.at != KeySlot.Kid || !json.stringIs(hcl.AK_KID)) continue;
      attestationKeys++;
      attestationKey = keys;
    }
  }
  keys++;
}

function readKeys(): void {
  if (!json.array()) return;
  while (json.element()) {
    if (keys < KEYS_MAX) readKey();
    else json.skip();
  }
}

/** Reads the members of an object that have rows. */
function readMembers(owner: Text): void {
  if (!json.object()) return;
  while (json.member()) {
    const row = rowNamed(hcl.hclClaims, owner);
    if (row) readClaim(row);
    else if (owner.length > 0) json.skip();
    else if (json.stringIs("keys")) readKeys();
    else if (json.stringIs(hcl.VM)) readMembers(hcl.VM);
    else json.skip();
  }
}

/** Where the value of a claim lies, and its bytes; 0 for one that is not there. */
export function claimAt(slot: ClaimSlot): usize {
  return load<usize>(claimSlots + 8 * <usize>slot);
}
export function claimLength(slot: ClaimSlot): u32 {
  return load<u32>(claimSlots + 8 * <usize>slot, 4);
}

/** Is there one key by which the TPM signs? Two are none, since one of them may not be the TPM's. */
export function hasAttestationKey(): bool {
  return attestationKeys == 1;
}
/** Of this key: where a value lies, and its bytes. */
export function keyAt(slot: KeySlot): usize {
  return load<usize>(keySlots + 8 * (<usize>KeySlot.Count * attestationKey + <usize>slot));
}
export function keyLength(slot: KeySlot): u32 {
  return load<u32>(keySlots + 8 * (<usize>KeySlot.Count * attestationKey + <usize>slot), 4);
}

/** Reads the claims in `size` bytes of the evidence, and adds what they say. Returns 0, or a fault. */
export function addClaims(at: u32, size: u32): i32 {
  memory.fill(claimSlots, 0, 8 * ClaimSlot.Count);
  memory.fill(keySlots, 0, KEYS_MAX * 8 * KeySlot.Count);
  keys = attestationKeys = attestationKey = 0;
  json.begin(base + at, base + at + size);
  readMembers("");
  if (!json.finish()) {
    attestationKeys = 0;
    memory.fill(claimSlots, 0, 8 * ClaimSlot.Count);
    return 0;
  }
  let fault = addFound(hcl.hclClaims, claimSlots, at, size, 1, hcl.claims);
  for (let i: u32 = 0; i < keys && fault >= 0; i++) {
    fault = addFound(hcl.hclKey, keySlots + 8 * KeySlot.Count * i, at, size, 1, hcl.claims);
  }
  return fault;
}
