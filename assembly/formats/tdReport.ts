/**
 * Intel TD report body: what a TDX quote says of a trust domain. 584 bytes for TDX 1.0, 648 for TDX 1.5.
 * Source: Intel TDX DCAP Quoting Library API, appendix A.3.2 (TD Quote Body); Intel TDX module base specification,
 * ATTRIBUTES.
 *
 * Layout versions: 10 for TDX 1.0, 15 for TDX 1.5.
 */
import { layout } from "../layout";
import { withTdAttributes } from "./tdAttributes";

/** Layout versions of {@link tdReport}. */
export const TD_10: u32 = 10;
export const TD_15: u32 = 15;

export const tdReport = layout("tdReport", 0, "Intel TDX DCAP Quoting Library API A.3.2, TD quote body");
const r = tdReport;

export const teeTcbSvn = r.bytes(0, 16, "teeTcbSvn", "Security versions of the TDX module and its loader, one a byte.").short();
export const mrSeam = r.bytes(16, 48, "mrSeam", "SHA-384 of the TDX module.");
export const mrSignerSeam = r.bytes(64, 48, "mrSignerSeam", "SHA-384 of the module signer's key; zero for Intel's module.");
export const seamAttributes = r.uint(112, 8, "seamAttributes", "Attributes of the TDX module; must be zero.");
export const tdAttributes = withTdAttributes(r.uint(120, 8, "tdAttributes", "Attributes of the trust domain."));
export const xfam = r.uint(128, 8, "xfam", "Extended features the domain may use.");
export const mrTd = r.bytes(136, 48, "mrTd", "SHA-384 measurement of the domain's initial contents.").short();
export const mrConfigId = r.bytes(184, 48, "mrConfigId", "Configuration id set by the owner.");
export const mrOwner = r.bytes(232, 48, "mrOwner", "Owner's id.");
export const mrOwnerConfig = r.bytes(280, 48, "mrOwnerConfig", "Owner's configuration.");
export const rtmr0 = r.bytes(328, 48, "rtmr0", "Run-time measurement register 0.").short();
export const rtmr1 = r.bytes(376, 48, "rtmr1", "Run-time measurement register 1.").short();
export const rtmr2 = r.bytes(424, 48, "rtmr2", "Run-time measurement register 2.").short();
export const rtmr3 = r.bytes(472, 48, "rtmr3", "Run-time measurement register 3.").short();
export const reportData = r.bytes(520, 64, "reportData", "What the guest passed in: its nonce.").short().nonce();
export const teeTcbSvn2 = r.bytes(584, 16, "teeTcbSvn2", "Security versions of the module that runs now.").from(15).short();
export const mrServiceTd = r.bytes(600, 48, "mrServiceTd", "Digest of the bound service domains.").from(15);
