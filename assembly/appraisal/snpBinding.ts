/** SEV-SNP: whether the certificate is that of this chip, this product, this cloud. AMD 57230 section 3.1; AMD 58369. */
import { equal, isZero } from "../bytes";
import { Slot } from "../formats/certificate";
import { Check } from "../formats/checks";
import { Outcome } from "../formats/outcome";
import { Member } from "../formats/policy";
import * as report from "../formats/snpReport";
import { SigningKey } from "../formats/snpReport";
import { Product, products } from "../formats/snpTcb";
import { entryOf } from "../layout";
import { base } from "../parse/sections";
import { productOf } from "../parse/snp";
import { Certificate } from "../x509/record";
import { findListed } from "./measured";
import { affirm, find } from "./outcomes";
import { allowsBytes, allowsText, flag, has } from "./policy";
import { chainProduct, chipIdMatches, endorsement } from "./snpChain";
import { isTurin, tcbMatches } from "./snpTcb";

/** Does a certificate's product name, such as Milan-B0, begin with the product's name, and go on with a stepping? */
function isFor(certificate: Certificate, product: Product): bool {
  const row = entryOf(products, product);
  if (!row) return false;
  const length = certificate.lengthOf(Slot.ProductName);
  const name = certificate.at(Slot.ProductName);
  if (length < row.name.length || !equal(name, row.name.chars, row.name.length)) return false;
  return length == row.name.length || load<u8>(name + row.name.length) == 45;
}

/** One product in the CPU, the certificate and the chain; a version 2 report does not name its CPU. */
function findProduct(certificate: Certificate): void {
  const told = report.version.u32(base) > 2;
  const product = told ? productOf(base) : chainProduct;
  const same = product != Product.Unknown && isFor(certificate, product);
  const finding = affirm(Check.SnpProduct, same && (chainProduct == product || chainProduct == Product.Unknown));
  const row = entryOf(products, product);
  if (row) finding.expected.text(row.name);
  if (certificate.has(Slot.ProductName)) {
    const name = certificate.at(Slot.ProductName);
    finding.actual.chars(name, name + certificate.lengthOf(Slot.ProductName));
  }
  if (told) finding.bytes(report.cpuidFamId.at, 3);
}

function findTcb(certificate: Certificate): void {
  const finding = affirm(Check.SnpEndorsedTcb, tcbMatches(certificate));
  finding.actual.tcb(report.reportedTcb.of(base), isTurin(certificate));
  finding.bytes(report.reportedTcb.at, report.reportedTcb.size);
}

/** Is the chip one that the policy names, if it names any? */
function isTaken(): bool {
  return !has(Member.SnpChipIds) || allowsBytes(Member.SnpChipIds, report.chipId.of(base), report.chipId.size);
}

/** A VCEK is a chip's own; with a VLEK there is only what the policy names. */
function findChip(certificate: Certificate, vlek: bool): void {
  const id = report.chipId.of(base);
  const masked = isZero(id, report.chipId.size);
  const allowed = flag(Member.SnpAllowMaskedChipId) && !has(Member.SnpChipIds);
  // What can't be compared was not checked; a policy may take it, and the row still says so.
  const outcome = masked
    ? allowed
      ? Outcome.Warning
      : Outcome.None
    : (vlek || chipIdMatches(certificate)) && isTaken()
      ? Outcome.Affirming
      : Outcome.Contraindicated;
  const finding = find(Check.SnpChipId, outcome, !(masked && allowed));
  if (vlek || !isTaken()) finding.expected.choices(Member.SnpChipIds);
  else finding.expected.hex(certificate.at(Slot.HwId), certificate.lengthOf(Slot.HwId));
  if (masked) finding.actual.text("masked by the host");
  else finding.actual.hex(id, report.chipId.size);
  finding.bytes(report.chipId.at, report.chipId.size);
}

function findCsp(certificate: Certificate): void {
  const name = certificate.at(Slot.CspId);
  const length = certificate.lengthOf(Slot.CspId);
  const finding = findListed(Check.SnpCspId, Member.SnpCspIds, allowsText(Member.SnpCspIds, name, length));
  finding.actual.chars(name, name + length);
}

/** The rows that bind the certificate to the report; none without one. */
export function findSnpBinding(key: u32): void {
  const certificate = endorsement;
  if (!certificate) return;
  findProduct(certificate);
  findTcb(certificate);
  const vlek = key == <u32>SigningKey.Vlek;
  if (vlek) findCsp(certificate);
  if (!vlek || has(Member.SnpChipIds)) findChip(certificate, vlek);
}
