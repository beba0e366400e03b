/**
 * Intel SGX report body (enclave report body), 384 bytes: the body of an SGX quote and of every quoting enclave's report.
 * Source: Intel SDM volume 3D, table 40-21 (REPORT); Intel SGX DCAP quote library, sgx_report_body_t.
 */
import { layout } from "../layout";

/** Bits of the attribute flags. */
export const enum AttributeBit {
  Debug = 1,
}

export const sgxReport = layout("sgxReport", 384, "Intel SDM vol. 3D section 40.15 and DCAP sgx_report_body_t, enclave report body");
const r = sgxReport;

export const cpuSvn = r.bytes(0, 16, "cpuSvn", "Security version of the processor.").short();
export const miscSelect = r.uint(16, 4, "miscSelect", "Extended features saved in the SSA frame.");
r.zero(20, 12);
export const isvExtProdId = r.bytes(32, 16, "isvExtProdId", "Extended product id of the enclave.");
export const attributes = r
  .uint(48, 8, "attributes", "Attribute flags of the enclave.")
  .short()
  .bit(0, "init", "The enclave is initialised.")
  .bit(AttributeBit.Debug, "debug", "The host may read and write the enclave's memory.")
  .bit(2, "mode64Bit", "The enclave runs in 64-bit mode.")
  .bit(4, "provisionKey", "The enclave may derive the provisioning key.")
  .bit(5, "einitTokenKey", "The enclave may derive the launch key.")
  .bit(6, "cet", "Control-flow enforcement is on.")
  .bit(7, "kss", "Key separation and sharing is on.")
  .bit(10, "aexNotify", "The enclave is told of asynchronous exits.");
export const xfrm = r.uint(56, 8, "xfrm", "XSAVE features the enclave may use.");
export const mrEnclave = r.bytes(64, 32, "mrEnclave", "SHA-256 measurement of the enclave.").short();
r.zero(96, 32);
export const mrSigner = r.bytes(128, 32, "mrSigner", "SHA-256 of the enclave signer's key.").short();
r.zero(160, 32);
export const configId = r.bytes(192, 64, "configId", "Configuration id given at launch.");
export const isvProdId = r.uint(256, 2, "isvProdId", "Product id of the enclave.").short();
export const isvSvn = r.uint(258, 2, "isvSvn", "Security version of the enclave.").short();
export const configSvn = r.uint(260, 2, "configSvn", "Security version of the configuration.");
r.zero(262, 42);
export const isvFamilyId = r.bytes(304, 16, "isvFamilyId", "Family id of the enclave.");
export const reportData = r.bytes(320, 64, "reportData", "What the enclave passed in.").short().nonce();
