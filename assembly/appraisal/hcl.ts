/**
 * The appraisal of an Azure HCL report and of what lies beside it: nonce, quote of the virtual TPM, key of the TPM, claims that
 * have the key, hash of the claims in what the hardware signs. Each link counts only when the next holds. Azure confidential VM
 * guest attestation; TPM 2.0 part 3, 18.4.
 */
import { equal, isZero } from "../bytes";
import { digest, digestSize } from "../crypto/hash";
import { Check } from "../formats/checks";
import { Format } from "../formats/evidence";
import { Blob } from "../formats/evidenceJson";
import { ReportType } from "../formats/hcl";
import { Outcome } from "../formats/outcome";
import { reportData as snpReportData } from "../formats/snpReport";
import * as td from "../formats/tdReport";
import * as told from "../formats/tdxReport";
import { Row } from "../layout";
import { parseAs } from "../parse/evidence";
import { CLAIMS, claimsHashOf, claimsSizeOf, enterHardware, hardwareOf } from "../parse/hcl";
import { endBrought, parseBrought } from "../parse/read";
import { base, leave, sectionOf, total } from "../parse/sections";
import { findAzurePolicy } from "./azurePolicy";
import { affirm, find } from "./outcomes";
import { appraiseQuote } from "./quote";
import { body } from "./quoteParts";
import { appraiseSnp } from "./snp";
import { findAttestationKey, findTpmQuote } from "./tpmQuote";

const DIGEST: usize = memory.data(64, 16);

/** The hash of the exact bytes of the claims, then zeros, is in the hardware's report data. Returns whether it is. */
function findBinding(): bool {
  const size = digestSize(claimsHashOf(base));
  digest(claimsHashOf(base), base + CLAIMS, claimsSizeOf(base), DIGEST);
  const row: Row = hardwareOf(base) == ReportType.Tdx ? told.reportData : snpReportData;
  enterHardware();
  const data = row.of(base);
  const holds = equal(data, DIGEST, size) && isZero(data + size, row.size - size);
  const finding = affirm(Check.HclBinding, holds);
  finding.expected.hex(DIGEST, size);
  finding.actual.hex(data, row.size);
  finding.bytes(row.at, row.size);
  leave();
  return holds;
}

/** Is a field of a part of the TDREPORT what the quote says? */
function same(part: usize, field: Row, quoted: Row): bool {
  return equal(field.of(part), quoted.of(base + body!.at), field.size);
}

/** The quote in hand is of the domain of the TDREPORT at p: it carries the same report data, and the same measurements. */
function findDomain(p: usize, module: usize, info: usize): bool {
  const data = told.reportData;
  const section = body!;
  const isDomain = section.layout == td.tdReport;
  const quoted = td.reportData.of(base + section.at);
  const holds =
    isDomain &&
    equal(data.of(p), quoted, data.size) &&
    same(module, told.tcbSvn, td.teeTcbSvn) &&
    same(module, told.mrSeam, td.mrSeam) &&
    same(module, told.mrSignerSeam, td.mrSignerSeam) &&
    same(module, told.seamAttributes, td.seamAttributes) &&
    same(info, told.tdAttributes, td.tdAttributes) &&
    same(info, told.xfam, td.xfam) &&
    same(info, told.mrTd, td.mrTd) &&
    same(info, told.mrConfigId, td.mrConfigId) &&
    same(info, told.mrOwner, td.mrOwner) &&
    same(info, told.mrOwnerConfig, td.mrOwnerConfig) &&
    same(info, told.rtmr0, td.rtmr0) &&
    same(info, told.rtmr1, td.rtmr1) &&
    same(info, told.rtmr2, td.rtmr2) &&
    same(info, told.rtmr3, td.rtmr3);
  const finding = affirm(Check.HclTdQuote, holds);
  if (!isDomain) {
    finding.actual.text("a quote of an enclave");
    return false;
  }
  finding.expected.hex(data.of(p), data.size);
  finding.actual.hex(quoted, data.size);
  finding.bytes(section.at, section.size);
  return holds;
}

/** The rows about the TDREPORT's quote. Returns whether it is the domain's, or a fault when it can't be read. */
function appraiseDomain(now: i64): i32 {
  enterHardware();
  const report = base;
  leave();
  const module = base + sectionOf(told.teeTcbInfo)!.at;
  const info = base + sectionOf(told.tdInfo)!.at;
  const there = parseBrought(Blob.TdQuote);
  if (there < 0) return there;
  if (there == 0) {
    const missing = find(Check.HclTdQuote, Outcome.None);
    missing.actual.text("no quote: only the machine itself can check a TDREPORT");
    return 0;
  }
  appraiseQuote(now);
  return i32(findDomain(report, module, info));
}

/** Appraises the report that was parsed last, at a time in seconds since 1970. Returns 0, or a fault in what lies beside it. */
export function appraiseHcl(now: i64): i32 {
  const report = base;
  const size = total;
  let bound: i32 = i32(findBinding());
  if (hardwareOf(base) == ReportType.Snp) {
    enterHardware();
    appraiseSnp(now);
    leave();
  } else {
    const domain = appraiseDomain(now);
    if (domain < 0) return domain;
    bound &= domain;
    // The claims are read anew, and the report is in hand again.
    endBrought();
    parseAs(Format.AzureHclReport, report, size);
  }
  findAttestationKey(bound != 0);
  findAzurePolicy(bound != 0);
  const fault = findTpmQuote();
  if (fault < 0) return fault;
  endBrought();
  return parseAs(Format.AzureHclReport, report, size);
}
