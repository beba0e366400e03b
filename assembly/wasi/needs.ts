/**
 * What the verification of evidence needs: the kinds of endorsements, the checks that miss them, and where everybody but this
 * program, which has no network, may fetch them. The plan is that of hosts/endorsements/, amd.ts and intel.ts.
 */
import { isZero } from "../bytes";
import { certificate, Slot } from "../formats/certificate";
import { Check } from "../formats/checks";
import { Format } from "../formats/evidence";
import { Blob } from "../formats/evidenceJson";
import { ReportType } from "../formats/hcl";
import * as report from "../formats/snpReport";
import * as tcb from "../formats/snpTcb";
import { list, Row } from "../layout";
import { format } from "../parse/evidence";
import { enterHardware, hardwareOf } from "../parse/hcl";
import { parseBrought } from "../parse/read";
import { base, leave, Section, sectionAt, sectionCount } from "../parse/sections";
import { productName, productOf } from "../parse/snp";
import { startsWith } from "../parse/text";
import { Text } from "../text";
import { addChar, addHex, addText, begin, done, pathOf } from "./paths";

/** Kinds, in the order in which they are looked for: keys and chains, which never change, first. */
export const enum Kind {
  Vcek,
  Vlek,
  VcekChain,
  VlekChain,
  Pck,
  VcekCrl,
  VlekCrl,
  TcbInfo,
  QeIdentity,
  PckCrl,
  RootCaCrl,
}

/** Name of each kind; value = the kind, extra = the check that misses it. */
export const kinds = list("need", "What verifications need.");
kinds.entry(Kind.Vcek, "vcek", "", "", Check.SnpEndorsement);
kinds.entry(Kind.Vlek, "vlek", "", "", Check.SnpEndorsement);
kinds.entry(Kind.VcekChain, "vcek-chain", "", "", Check.SnpRoot);
kinds.entry(Kind.VlekChain, "vlek-chain", "", "", Check.SnpRoot);
kinds.entry(Kind.Pck, "pck", "", "", Check.PckCertificate);
kinds.entry(Kind.VcekCrl, "vcek-crl", "", "", Check.SnpRevocation);
kinds.entry(Kind.VlekCrl, "vlek-crl", "", "", Check.SnpRevocation);
kinds.entry(Kind.TcbInfo, "tcb-info", "", "", Check.TcbInfo);
kinds.entry(Kind.QeIdentity, "qe-identity", "", "", Check.QeIdentity);
kinds.entry(Kind.PckCrl, "pck-crl", "", "", Check.PckRevocation);
kinds.entry(Kind.RootCaCrl, "root-ca-crl", "", "", Check.RootRevocation);

/** A set of checks: those that are about a kind have numbers below 64. */
function one(check: Check): u64 {
  return (<u64>1) << check;
}

/** Checks that find fault with what is there of a kind, in the order in which they are told. */
export function faultAt(kind: Kind, i: u32): i32 {
  switch (kind) {
    case Kind.Vcek:
    case Kind.Vlek:
      return i < 5
        ? pick(i, Check.SnpProduct, Check.SnpEndorsedTcb, Check.SnpChipId, Check.SnpChain, Check.SnpChainValidity)
        : -1;
    case Kind.VcekChain:
    case Kind.VlekChain:
      return i < 3 ? pick(i, Check.SnpChain, Check.SnpChainTemplate, Check.SnpChainValidity) : -1;
    case Kind.VcekCrl:
    case Kind.VlekCrl:
      return i < 1 ? <i32>Check.SnpRevocation : -1;
    case Kind.TcbInfo:
      return i < 3 ? pick(i, Check.TcbInfoSignature, Check.TcbInfoDates, Check.TcbInfoMatch) : -1;
    case Kind.QeIdentity:
      return i < 2 ? pick(i, Check.QeIdentitySignature, Check.QeIdentityDates) : -1;
    case Kind.PckCrl:
      return i < 1 ? <i32>Check.PckRevocation : -1;
    case Kind.RootCaCrl:
      return i < 1 ? <i32>Check.RootRevocation : -1;
    default:
      return -1;
  }
}

function pick(i: u32, a: Check, b: Check, c: Check = Check.Count, d: Check = Check.Count, e: Check = Check.Count): i32 {
  return i == 0 ? a : i == 1 ? b : i == 2 ? c : i == 3 ? d : e;
}

/** Does a check fail, or can't it be made, without the right item of a kind? */
export function isAbout(kind: Kind, misses: u32, check: u32): bool {
  if (check == misses) return true;
  for (let i: u32 = 0; faultAt(kind, i) >= 0; i++) if (<u32>faultAt(kind, i) == check) return true;
  return check < 64 && ((follow(kind) >> check) & 1) != 0;
}

/** Checks that fail too when another item is in its place. */
function follow(kind: Kind): u64 {
  if (kind <= Kind.Vlek) return one(Check.SnpSignature) | one(Check.SnpChainTemplate);
  if (kind == Kind.TcbInfo) return one(Check.EvaluationNumber) | one(Check.TdxModule) | one(Check.TcbStatus);
  return kind == Kind.QeIdentity ? one(Check.EvaluationNumber) | one(Check.QeIdentityMatch) | one(Check.TcbStatus) : 0;
}

/** One thing that a verification needs. */
@unmanaged
export class Need {
  /** Row of {@link kinds}. */
  kind: Row;
  /** Needs of several products are alternatives; 0 for Intel's. */
  product: u32;
  /** Where everybody can fetch it, or 0. */
  url: usize;
  /** Else why nobody can, a text that ends with a zero byte. */
  unfetchable: usize;

  /** Does it never change? What else is needed hangs on it. */
  get immutable(): bool {
    return this.kind.at <= <u32>Kind.Pck;
  }
}

const needs = memory.data(8 * offsetof<Need>(), 4);
let count: u32 = 0;

export function needCount(): u32 {
  return count;
}
export function needAt(i: u32): Need {
  return changetype<Need>(needs + offsetof<Need>() * i);
}

function add(kind: Kind, product: u32, url: usize, unfetchable: usize = 0): void {
  const need = needAt(count++);
  need.kind = changetype<Row>(changetype<usize>(kinds.next) + offsetof<Row>() * <usize>kind);
  need.product = product;
  need.url = url;
  need.unfetchable = unfetchable;
}

function addNumber(value: u32): void {
  if (value > 9) addNumber(value / 10);
  addChar(48 + (value % 10));
}

function addVersion(name: Text, row: Row, word: usize): void {
  addText(name);
  addNumber(row.u8(word));
}

/** The versions that the VCEK was derived from, as the query has them. */
function addTcb(word: usize, turin: bool): void {
  if (turin) addVersion("fmcSPL=", tcb.turinFmc, word);
  addVersion(turin ? "&blSPL=" : "blSPL=", turin ? tcb.turinBootloader : tcb.bootloader, word);
  addVersion("&teeSPL=", turin ? tcb.turinTee : tcb.tee, word);
  addVersion("&snpSPL=", turin ? tcb.turinSnp : tcb.snp, word);
  addVersion("&ucodeSPL=", turin ? tcb.turinMicrocode : tcb.microcode, word);
}

function beginKds(vlek: bool, product: Row): void {
  begin();
  addText(vlek ? "https://kdsintf.amd.com/vlek/v1/" : "https://kdsintf.amd.com/vcek/v1/");
  addText(product.name);
}

function addSnpOf(product: Row, vlek: bool): void {
  const id = report.chipId.of(base);
  if (vlek)
    add(Kind.Vlek, product.at, 0, pathOf("AMD gives VLEKs to cloud providers alone, who put them into the auxblob"));
  else if (isZero(id, report.chipId.size)) {
    add(Kind.Vcek, product.at, 0, pathOf("the host masks the chip's identity, which names its certificate"));
  } else {
    const turin = product.at == <u32>tcb.Product.Turin;
    beginKds(false, product);
    addChar(47);
    addHex(id, turin ? 8 : 64);
    addChar(63);
    addTcb(report.reportedTcb.of(base), turin);
    add(Kind.Vcek, product.at, done());
  }
  beginKds(vlek, product);
  addText("/cert_chain");
  add(vlek ? Kind.VlekChain : Kind.VcekChain, product.at, done());
  beginKds(vlek, product);
  addText("/crl");
  add(vlek ? Kind.VlekCrl : Kind.VcekCrl, product.at, done());
}

/** What an SNP report needs: AMD 57230. Nothing when no key signed it: there is nothing to verify it with. */
function addSnp(): void {
  const key = (report.keyInfo.u32(base) >> report.KeyBit.SigningKey) & 7;
  if (key > <u32>report.SigningKey.Vlek) return;
  const vlek = key == <u32>report.SigningKey.Vlek;
  const product = productOf(base);
  if (product == tcb.Product.Unknown || product == tcb.Product.Venice) {
    begin();
    addText("it is not known where AMD has it for the product ");
    addText(productName(base));
    return add(vlek ? Kind.Vlek : Kind.Vcek, 0, 0, done());
  }
  const either = product == tcb.Product.Milan && report.version.u32(base) < 3;
  for (let row = tcb.products.next; row.inLayout; row = row.next) {
    if (row.at == <u32>product || (either && row.at == <u32>tcb.Product.Genoa)) addSnpOf(row, vlek);
  }
}

/** The certificate that names a platform; a chain may have it in any place. */
function pckSection(): Section | null {
  for (let i = 0; i < sectionCount(); i++) {
    const section = sectionAt(i);
    if (section.layout == certificate && load<usize>(section.slots + 8 * Slot.Fmspc) != 0) return section;
  }
  return null;
}

/** Does the issuer's name have these words in it? */
function isIssuedBy(section: Section, words: Text): bool {
  const from = load<usize>(section.slots + 8 * Slot.Issuer);
  const length = load<u32>(section.slots + 8 * Slot.Issuer, 4);
  for (let i: u32 = 0; i < length; i++) if (startsWith(from, i, length, words)) return true;
  return false;
}

const PCS: Text = "https://api.trustedservices.intel.com/";

function beginPcs(tee: Text): void {
  begin();
  addText(PCS);
  addText(tee);
  addText("/certification/v4/");
}

/** What an SGX or TDX quote needs: Intel's Provisioning Certification Service, version 4. */
function addQuote(): void {
  const tee: Text = format == Format.TdxQuote ? "tdx" : "sgx";
  const pck = pckSection();
  const unfetchable = pathOf("it goes by the PCK certificate, which the quote does not carry");
  if (!pck) add(Kind.Pck, 0, 0, pathOf("Intel gives PCK certificates to their platforms alone"));
  if (!pck) add(Kind.TcbInfo, 0, 0, unfetchable);
  else {
    beginPcs(tee);
    addText("tcb?fmspc=");
    addHex(load<usize>(pck.slots + 8 * Slot.Fmspc), load<u32>(pck.slots + 8 * Slot.Fmspc, 4));
    add(Kind.TcbInfo, 0, done());
  }
  beginPcs(tee);
  addText("qe/identity");
  add(Kind.QeIdentity, 0, done());
  const platform = pck !== null && isIssuedBy(pck, "Intel SGX PCK Platform CA");
  if (!platform && !(pck && isIssuedBy(pck, "Intel SGX PCK Processor CA"))) add(Kind.PckCrl, 0, 0, unfetchable);
  else {
    beginPcs("sgx");
    addText(platform ? "pckcrl?ca=platform&encoding=der" : "pckcrl?ca=processor&encoding=der");
    add(Kind.PckCrl, 0, done());
  }
  add(Kind.RootCaCrl, 0, pathOf("https://certificates.trustedservices.intel.com/IntelSGXRootCA.der"));
}

/** What an Azure HCL report needs: what the report of the hardware in it does, or the quote beside it. */
function addHcl(): void {
  if (hardwareOf(base) == ReportType.Snp) {
    enterHardware();
    addSnp();
    leave();
  } else if (parseBrought(Blob.TdQuote) > 0) addQuote();
}

/** Makes the plan for the evidence parsed last, in the order in which things are best looked for. */
export function planNeeds(): void {
  count = 0;
  if (format == Format.SnpReport) addSnp();
  else if (format == Format.AzureHclReport) addHcl();
  else if (format == Format.TdxQuote || format == Format.SgxQuote) addQuote();
}
