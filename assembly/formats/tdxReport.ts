/**
 * Intel TDREPORT, 1024 bytes: what TDG.MR.REPORT gives inside a guest. Its MAC can only be checked on the same CPU.
 * Source: Intel TDX module base specification, TDREPORT_STRUCT, REPORTMACSTRUCT, TEE_TCB_INFO, TDINFO_STRUCT.
 *
 * Layout version: the version byte of REPORTTYPE; from 1 on TDINFO has a digest of service domains.
 */
import { layout } from "../layout";
import { withTdAttributes } from "./tdAttributes";

export const TDREPORT_SIZE: u32 = 1024;
/** REPORTTYPE.type of a TD. */
export const TDX_TYPE: u32 = 0x81;

export const reportMac = layout("reportMac", 256, "Intel TDX module specification, REPORTMACSTRUCT");
export const reportType = reportMac.uint(0, 1, "type", "Kind of the report: 0x81 for TDX.").value(0x81, "TDX");
export const reportSubtype = reportMac.uint(1, 1, "subtype", "Always 0.");
export const reportVersion = reportMac.uint(2, 1, "version", "1 when service domains are bound, else 0.").short();
reportMac.zero(3, 13);
export const cpuSvn = reportMac.bytes(16, 16, "cpuSvn", "Security version of the processor.").short();
export const teeTcbInfoHash = reportMac.bytes(32, 48, "teeTcbInfoHash", "SHA-384 of the first 239 bytes of TEE_TCB_INFO.");
export const teeInfoHash = reportMac.bytes(80, 48, "teeInfoHash", "SHA-384 of TDINFO.");
export const reportData = reportMac.bytes(128, 64, "reportData", "What the guest passed in.").short();
reportMac.zero(192, 32);
export const mac = reportMac.bytes(224, 32, "mac", "MAC over this structure, keyed to this CPU.");

export const teeTcbInfo = layout("teeTcbInfo", 256, "Intel TDX module specification, TEE_TCB_INFO");
export const valid = teeTcbInfo.uint(0, 8, "valid", "Bit i tells that bytes 8i to 8i + 7 of this structure are valid.");
export const tcbSvn = teeTcbInfo.bytes(8, 16, "teeTcbSvn", "Security versions of the TDX module, one a byte.").short();
export const mrSeam = teeTcbInfo.bytes(24, 48, "mrSeam", "SHA-384 of the TDX module.");
export const mrSignerSeam = teeTcbInfo.bytes(72, 48, "mrSignerSeam", "SHA-384 of the module signer's key.");
export const seamAttributes = teeTcbInfo.uint(120, 8, "seamAttributes", "Attributes of the TDX module.");
export const tcbSvn2 = teeTcbInfo.bytes(128, 16, "teeTcbSvn2", "Security versions of the module that runs now (TDX 1.5), else zero.");
teeTcbInfo.zero(144, 112);

export const tdInfo = layout("tdInfo", 512, "Intel TDX module specification, TDINFO_STRUCT");
export const tdAttributes = withTdAttributes(tdInfo.uint(0, 8, "tdAttributes", "Attributes of the trust domain."));
export const xfam = tdInfo.uint(8, 8, "xfam", "Extended features the domain may use.");
export const mrTd = tdInfo.bytes(16, 48, "mrTd", "SHA-384 measurement of the domain's initial contents.").short();
export const mrConfigId = tdInfo.bytes(64, 48, "mrConfigId", "Configuration id set by the owner.");
export const mrOwner = tdInfo.bytes(112, 48, "mrOwner", "Owner's id.");
export const mrOwnerConfig = tdInfo.bytes(160, 48, "mrOwnerConfig", "Owner's configuration.");
export const rtmr0 = tdInfo.bytes(208, 48, "rtmr0", "Run-time measurement register 0.").short();
export const rtmr1 = tdInfo.bytes(256, 48, "rtmr1", "Run-time measurement register 1.").short();
export const rtmr2 = tdInfo.bytes(304, 48, "rtmr2", "Run-time measurement register 2.").short();
export const rtmr3 = tdInfo.bytes(352, 48, "rtmr3", "Run-time measurement register 3.").short();
tdInfo.zero(400, 112).upTo(0);
export const servTdHash = tdInfo.bytes(400, 48, "servTdHash", "Digest of the bound service domains.").from(1);
tdInfo.zero(448, 64).from(1);
