/** The appraisal of an SGX or TDX quote: every row of it. Intel DCAP Quoting Library API, appendix A; PCS API v4. */
import { equal, isZero, spells } from "../bytes";
import { collectAdvisories } from "../collateral/advisories";
import { enclaveIdentity } from "../collateral/enclaveIdentity";
import { matches } from "../collateral/masked";
import { judge, moduleStatus } from "../collateral/tcbLevel";
import { Curve } from "../crypto/ec/curve";
import { verify } from "../crypto/ec/verify";
import { digest, Hash, Hasher } from "../crypto/hash";
import { Slot } from "../formats/certificate";
import { Check } from "../formats/checks";
import * as format from "../formats/collateral";
import { Outcome } from "../formats/outcome";
import { Member } from "../formats/policy";
import * as quote from "../formats/quote";
import * as enclave from "../formats/sgxReport";
import { TcbStatus, tcbStatuses } from "../formats/tcbStatus";
import * as td from "../formats/tdReport";
import { entryOf } from "../layout";
import { base, Section } from "../parse/sections";
import { findCollateral, haveIdentity, haveTcbInfo, identitySigner, infoSigner } from "./collateral";
import { affirm, find } from "./outcomes";
import { mask } from "./policy";
import { findQuoteChain, isQeSignedBy, pck, pckIssuer, pckRoot } from "./quoteChain";
import { body, isTd, qeAuth, qeReport, signature, signedSize, takeParts } from "./quoteParts";
import { findRevocation } from "./revocation";
import { findSgxPolicy, isDebug } from "./sgxPolicy";
import { findTdPolicy } from "./tdPolicy";

const DIGEST: usize = memory.data(32, 16);
const hasher = changetype<Hasher>(memory.data(offsetof<Hasher>(), 16));
/** The status of platform, module and quoting enclave together; None when it could not be judged. */
export let status: TcbStatus = TcbStatus.None;

function findHeader(): void {
  const version = affirm(Check.QuoteVersion, true);
  version.actual.number(quote.version.u16(base));
  version.bytes(quote.version.at, quote.version.size);
  const vendor = affirm(Check.QuoteVendor, spells(quote.vendors.next.text, quote.qeVendorId.of(base)));
  vendor.expected.text(quote.vendors.next.name);
  vendor.actual.hex(quote.qeVendorId.of(base), quote.qeVendorId.size);
  vendor.bytes(quote.qeVendorId.at, quote.qeVendorId.size);
}

/** The report of the quoting enclave is signed by the platform's key. */
function findQeSignature(report: Section): void {
  const certificate = pck;
  let outcome = Outcome.None;
  if (certificate) outcome = isQeSignedBy(certificate) ? Outcome.Affirming : Outcome.Contraindicated;
  const finding = find(Check.QeReportSignature, outcome);
  if (certificate) finding.actual.text(outcome == Outcome.Affirming ? "holds" : "does not hold");
  else finding.actual.text("no PCK certificate");
  finding.bytes(report.at, report.size);
}

/** SHA-256 of key and authentication data, then zeros, in the report data of the quoting enclave. */
function findBinding(report: Section): void {
  const auth = qeAuth!;
  const at = base + report.at + enclave.reportData.at;
  hasher.begin(Hash.Sha256);
  hasher.update(quote.attestationKey.of(base + signature!.at), quote.attestationKey.size);
  hasher.update(quote.authData.of(base + auth.at), auth.size - quote.authData.at);
  hasher.end(DIGEST);
  const finding = affirm(Check.QeBinding, equal(at, DIGEST, 32) && isZero(at + 32, 32));
  finding.expected.hex(DIGEST, 32);
  finding.actual.hex(at, 64);
  finding.bytes(report.at + enclave.reportData.at, enclave.reportData.size);
}

/** The quoting enclave is the one that the identity describes, and not one under debug. */
function findQeIdentity(section: Section): void {
  const report = base + section.at;
  let outcome = Outcome.None;
  if (haveIdentity) {
    const id = enclaveIdentity;
    const signer = equal(enclave.mrSigner.of(report), format.enclaveSigner.of(id), 32);
    const product = enclave.isvProdId.u16(report) == format.enclaveProduct.u32(id);
    // What the identity spells are bytes as they lie in the report.
    const misc = matches(
      enclave.miscSelect.of(report),
      format.enclaveMiscSelect.of(id),
      format.enclaveMiscSelectMask.of(id),
      4,
    );
    const attributes = matches(
      enclave.attributes.of(report),
      format.enclaveAttributes.of(id),
      format.enclaveAttributesMask.of(id),
      16,
    );
    const same = signer && product && misc && attributes;
    outcome = same && !isDebug(report) ? Outcome.Affirming : Outcome.Contraindicated;
  }
  const finding = find(Check.QeIdentityMatch, outcome);
  if (haveIdentity) finding.expected.hex(format.enclaveSigner.of(enclaveIdentity), 32);
  finding.actual.hex(enclave.mrSigner.of(report), 32);
  finding.bytes(section.at, section.size);
}

/** The rows about the quoting enclave. A quote that something else certifies has no report of it: they can't be made. */
function findQe(): void {
  const report = qeReport;
  if (!report) {
    find(Check.QeReportSignature, Outcome.None);
    find(Check.QeBinding, Outcome.None);
    find(Check.QeIdentityMatch, Outcome.None);
    return;
  }
  findQeSignature(report);
  findBinding(report);
  findQeIdentity(report);
}

function findQuoteSignature(): void {
  const key = quote.attestationKey.of(base + signature!.at);
  digest(Hash.Sha256, base, signedSize, DIGEST);
  const holds = verify(Curve.P256, key, quote.signature.of(base + signature!.at), DIGEST, 32);
  const finding = affirm(Check.QuoteSignature, holds);
  finding.actual.text(holds ? "holds" : "does not hold");
  finding.bytes(0, signedSize);
}

/** What comes of the security versions, with the collateral and the certificate at hand. */
function judgePlatform(): void {
  status = TcbStatus.None;
  const certificate = pck;
  const report = qeReport;
  if (!certificate || !report || !haveTcbInfo || !haveIdentity) return;
  const at = base + body!.at;
  const domain = isTd();
  status = judge(
    certificate.componentsAt,
    certificate.numberOf(Slot.PceSvn),
    domain ? td.teeTcbSvn.of(at) : 0,
    domain && body!.version == td.TD_15 ? td.teeTcbSvn2.of(at) : 0,
    domain ? td.mrSignerSeam.of(at) : 0,
    domain ? td.seamAttributes.of(at) : 0,
    enclave.isvSvn.u16(base + report.at),
  );
  collectAdvisories();
}

/** What the policy takes; Revoked and what Intel does not know are never taken. */
function outcomeOf(judged: TcbStatus): Outcome {
  if (judged == TcbStatus.None) return Outcome.None;
  if (judged == TcbStatus.Revoked || judged >= TcbStatus.NotSupported) return Outcome.Contraindicated;
  return (mask(Member.IntelTcbStatuses) >> judged) & 1 ? Outcome.Affirming : Outcome.Warning;
}

function findTcb(): void {
  judgePlatform();
  if (isTd()) {
    const known = moduleStatus != TcbStatus.TdxModuleMismatch;
    const outcome = status == TcbStatus.None ? Outcome.None : known ? Outcome.Affirming : Outcome.Contraindicated;
    const at = base + body!.at;
    const module = find(Check.TdxModule, outcome);
    module.actual.hex(td.mrSignerSeam.of(at), td.mrSignerSeam.size);
    module.bytes(body!.at + td.mrSignerSeam.at, td.mrSignerSeam.size);
  }
  const finding = find(Check.TcbStatus, outcomeOf(status));
  finding.expected.choices(Member.IntelTcbStatuses);
  const name = entryOf(tcbStatuses, status);
  if (name) finding.actual.text(name.name);
  else finding.actual.text("not judged");
}

/** Appraises the quote that was parsed last, at a time in seconds since 1970. */
export function appraiseQuote(now: i64): void {
  takeParts();
  findHeader();
  findQuoteChain(now);
  findCollateral(isTd(), now);
  const root = pckRoot;
  const issuer = pckIssuer;
  if (root && issuer) findRevocation(Check.RootRevocation, root, now, true, issuer, infoSigner, identitySigner);
  findQuoteSignature();
  findQe();
  findTcb();
  if (isTd()) findTdPolicy(body!.at);
  else findSgxPolicy(body!.at);
}
