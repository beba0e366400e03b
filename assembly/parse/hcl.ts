/** Azure's HCL reports. */
import { Code, fail } from "../fault";
import * as hcl from "../formats/hcl";
import { ReportType } from "../formats/hcl";
import { padding } from "../formats/snpCertTable";
import { snpReport } from "../formats/snpReport";
import { TDREPORT_SIZE } from "../formats/tdxReport";
import { addClaims } from "./hclClaims";
import { parseTdReport } from "./quote";
import { add, base, enter, leave, need } from "./sections";
import { parseReport } from "./snp";

/** Where the hardware's report starts, and the request behind it. */
const HARDWARE: u32 = hcl.hclHeader.size;
const REQUEST: u32 = HARDWARE + hcl.HARDWARE_SIZE;

/** Kind of the hardware's report, in the HCL report at p. */
export function hardwareOf(p: usize): ReportType {
  return <ReportType>hcl.reportType.u32(p + REQUEST);
}

/** Number of the hash function of the claims, as in crypto/hash.ts. */
export function claimsHashOf(p: usize): u32 {
  return hcl.hashType.u32(p + REQUEST) - 1;
}

/** The claims, whose exact bytes are hashed: where they start in a report, and how many the one at p has. */
export const CLAIMS: u32 = REQUEST + hcl.hclRequest.size;
export function claimsSizeOf(p: usize): u32 {
  return hcl.claimsSize.u32(p + REQUEST);
}

/** Goes to the hardware's report in the HCL report in hand; {@link leave} goes back. */
export function enterHardware(): void {
  enter(HARDWARE, hardwareOf(base) == ReportType.Tdx ? TDREPORT_SIZE : snpReport.size, hcl.hclParts.next);
}

/** Adds the hardware's report, and the zeros that fill its place up. */
function hardware(): i32 {
  const domain = hardwareOf(base) == ReportType.Tdx;
  enterHardware();
  const size = leave(domain ? parseTdReport() : parseReport());
  if (size < 0 || size == hcl.HARDWARE_SIZE) return size;
  return add(padding, 0, HARDWARE + size, hcl.HARDWARE_SIZE - size);
}

/** Does every length fit, and is everything of a kind that is known? */
function checkRequest(): i32 {
  const p = base + REQUEST;
  const version = hcl.requestVersion.u32(p);
  if (version != hcl.HCL_REQUEST_NEWEST)
    return fail(
      Code.UnknownVersion,
      REQUEST + hcl.requestVersion.at,
      version,
      hcl.HCL_REQUEST_NEWEST,
      hcl.requestVersion,
    );
  const type = hardwareOf(base);
  if (type != ReportType.Snp && type != ReportType.Tdx)
    return fail(Code.BadValue, REQUEST + hcl.reportType.at, type, ReportType.Snp, hcl.reportType);
  if (claimsHashOf(base) > 2)
    return fail(Code.BadValue, REQUEST + hcl.hashType.at, hcl.hashType.u32(p), 1, hcl.hashType);
  const size = hcl.claimsSize.u32(p);
  const data = hcl.dataSize.u32(p);
  if (<u64>size + hcl.hclRequest.size != data)
    return fail(Code.BadLength, REQUEST + hcl.claimsSize.at, size, data - hcl.hclRequest.size, hcl.claimsSize);
  const all = hcl.reportSize.u32(base);
  return <u64>data + REQUEST == all ? 0 : fail(Code.BadLength, hcl.reportSize.at, all, REQUEST + data, hcl.reportSize);
}

/** Parses a report. Zeros follow it up to the end of its NV index. Returns the bytes it takes, or a fault. */
export function parseHcl(): i32 {
  let fault = need(CLAIMS, hcl.hclHeader);
  if (fault < 0) return fault;
  const version = hcl.version.u32(base);
  if (version - 1 >= hcl.HCL_NEWEST)
    return fail(Code.UnknownVersion, hcl.version.at, version, hcl.HCL_NEWEST, hcl.version);
  fault = checkRequest();
  if (fault < 0) return fault;
  const size = claimsSizeOf(base);
  const end = CLAIMS + size;
  fault = need(end, hcl.claims);
  if (fault >= 0) fault = add(hcl.hclHeader, version, 0, hcl.hclHeader.size);
  if (fault >= 0) fault = hardware();
  if (fault >= 0) fault = add(hcl.hclRequest, 0, REQUEST, hcl.hclRequest.size);
  if (fault >= 0) fault = add(hcl.hclClaimsText, 0, CLAIMS, size);
  if (fault >= 0) fault = addClaims(CLAIMS, size);
  return fault < 0 ? fault : <i32>end;
}
