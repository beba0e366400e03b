/** The ioctl devices of the test module answer as the kernel's own headers say, errors included. */
import { inspect } from "tsmkit";
import type { SnpPlatform } from "tsmkit/forge";
import { equal, fieldsOf, hex, reportDataOf } from "../../browser/expect.ts";
import type { Argument, Calls, Memory } from "../guest/calls.ts";
import type { Checks } from "../guest/checks.ts";
import { KEY_SIZE, withDevices } from "../guest/deviceModel.ts";
import type { DeviceAnswer } from "../guest/protocol.ts";

const SNP_GET_REPORT = 0xc0205300;
const SNP_GET_DERIVED_KEY = 0xc0205301;
const SNP_GET_EXT_REPORT = 0xc0205302;
const TDX_CMD_GET_REPORT0 = 0xc4405401;
const UNKNOWN = 0xc0205309;

const RDWR = 2;
const [EIO, EFAULT, EINVAL, ENOTTY, ETIMEDOUT] = [5, 14, 22, 25, 110];

/** exitinfo2 before the firmware was called, and two errors in it. */
const NO_FIRMWARE_CALL = 0xffn;
const INVALID_PARAMETER = 0x16n;
const VMM_INVALID_LENGTH = 1n << 32n;
const VMM_BUSY = 2n << 32n;

const RESPONSE_SIZE = 4000;
const RESPONSE_HEADER = 32;
const REPORT_SIZE = 1184;
const TDREPORT_SIZE = 1024;

const nonce = Uint8Array.from({ length: 64 }, (_, i) => 3 * i);

/** struct snp_guest_request_ioctl. */
function guestRequest(request: Memory, response: Uint8Array, messageVersion = 1): Memory {
  const bytes = Buffer.alloc(32);
  bytes[0] = messageVersion;
  return { bytes, pointers: { 8: request, 16: { bytes: response } } };
}

const exitinfo2 = ({ bytes }: Memory) => Buffer.from(bytes).readBigUInt64LE(24);

/** struct snp_report_req; or snp_ext_report_req, with a buffer for certificates. */
function reportRequest(certificates?: Uint8Array): Memory {
  const bytes = Buffer.alloc(certificates ? 112 : 96);
  bytes.set(nonce);
  bytes.writeUInt32LE(1, 64);
  if (!certificates) return { bytes };
  bytes.writeUInt32LE(certificates.length, 104);
  return { bytes, pointers: { 96: { bytes: certificates } } };
}

const certificatesLength = ({ bytes }: Memory) => Buffer.from(bytes).readUInt32LE(104);

/** struct snp_derived_key_req. */
function keyRequest(fields: number): Memory {
  const bytes = Buffer.alloc(32);
  bytes.writeUInt32LE(fields, 8);
  return { bytes };
}

/** Makes an ioctl on the device that is tested. */
type Ioctl = (command: number, argument: Argument) => Promise<number>;

/** The report in a response, which says that it is there. */
function reportIn(response: Uint8Array): Uint8Array {
  equal(hex(response.subarray(0, 8)), "00000000a0040000");
  return response.subarray(RESPONSE_HEADER, RESPONSE_HEADER + REPORT_SIZE);
}

async function getReport(ioctl: Ioctl): Promise<void> {
  const response = new Uint8Array(RESPONSE_SIZE);
  const call = guestRequest(reportRequest(), response);
  equal(await ioctl(SNP_GET_REPORT, call), 0);
  equal(exitinfo2(call), 0n);
  const report = reportIn(response);
  equal(reportDataOf(report), nonce);
  equal(fieldsOf(inspect(report), "snpReport").vmpl, 1);
}

async function getCertificates(ioctl: Ioctl, { certTable }: SnpPlatform): Promise<void> {
  const page = new Uint8Array(4096);
  const request = reportRequest(page);
  const refused = guestRequest(request, new Uint8Array(RESPONSE_SIZE));
  equal(await ioctl(SNP_GET_EXT_REPORT, refused), -EIO);
  equal(exitinfo2(refused), VMM_INVALID_LENGTH);
  const wanted = certificatesLength(request);
  equal(wanted, Math.ceil(certTable.length / 4096) * 4096);

  const certificates = new Uint8Array(wanted);
  const response = new Uint8Array(RESPONSE_SIZE);
  equal(await ioctl(SNP_GET_EXT_REPORT, guestRequest(reportRequest(certificates), response)), 0);
  equal(reportDataOf(reportIn(response)), nonce);
  equal(certificates.subarray(0, certTable.length), certTable);
}

async function getKey(ioctl: Ioctl): Promise<void> {
  const keyOf = async (fields: number) => {
    const response = new Uint8Array(64);
    equal(await ioctl(SNP_GET_DERIVED_KEY, guestRequest(keyRequest(fields), response)), 0);
    return hex(response.subarray(RESPONSE_HEADER, RESPONSE_HEADER + KEY_SIZE));
  };
  const key = await keyOf(1);
  equal(await keyOf(1), key);
  equal((await keyOf(2)) === key, false);
}

async function refuse(ioctl: Ioctl): Promise<void> {
  const response = new Uint8Array(RESPONSE_SIZE);
  equal(await ioctl(SNP_GET_REPORT, guestRequest(reportRequest(), response, 0)), -EINVAL);
  equal(await ioctl(SNP_GET_REPORT, { bytes: Uint8Array.of(1, ...new Uint8Array(31)) }), -EINVAL);
  equal(await ioctl(SNP_GET_REPORT, 8), -EFAULT);
  for (const length of [100, 0x8000]) {
    const request = reportRequest(new Uint8Array(length));
    equal(await ioctl(SNP_GET_EXT_REPORT, guestRequest(request, response)), -EINVAL);
  }
  const unknown = guestRequest(reportRequest(), response);
  equal(await ioctl(UNKNOWN, unknown), -ENOTTY);
  equal(exitinfo2(unknown), NO_FIRMWARE_CALL);
}

/** The ioctl fails as the firmware, or the hypervisor, made it. */
const failsWith = (errno: number, info: bigint) => async (ioctl: Ioctl) => {
  const call = guestRequest(reportRequest(), new Uint8Array(RESPONSE_SIZE));
  equal(await ioctl(SNP_GET_REPORT, call), -errno);
  equal(exitinfo2(call), info);
};

async function getTdReport(ioctl: Ioctl): Promise<void> {
  const bytes = new Uint8Array(nonce.length + TDREPORT_SIZE);
  bytes.set(nonce);
  equal(await ioctl(TDX_CMD_GET_REPORT0, bytes), 0);
  const inspection = inspect(bytes.subarray(nonce.length));
  equal(inspection.format, "td-report");
  equal(fieldsOf(inspection, "reportMac").reportData, nonce);
  equal(await ioctl(UNKNOWN, bytes), -ENOTTY);
}

/** The checks, whose ioctls `calls` makes. */
export function deviceChecks(calls: Calls): Checks {
  type Work = (ioctl: Ioctl, snp: SnpPlatform) => Promise<void>;
  /** Works on a device of a forged chip; `fault` is what is answered in place of it. */
  const on = (path: string, work: Work, fault?: DeviceAnswer) =>
    withDevices(async (snp) => {
      const fd = await calls.make("open", [path, RDWR]);
      equal(fd >= 0, true);
      await work((command, argument) => calls.make("ioctl", [fd, command, argument]), snp);
      await calls.make("close", [fd]);
    }, fault);
  const sev = "/dev/sev-guest";
  const tdx = "/dev/tdx_guest";
  const firmware = { errno: EIO, exitinfo2: INVALID_PARAMETER };
  const busy = { errno: ETIMEDOUT, exitinfo2: VMM_BUSY };
  const wiped = { errno: ENOTTY, exitinfo2: NO_FIRMWARE_CALL };
  return {
    "SNP_GET_REPORT gives a report behind a header": on(sev, getReport),
    "SNP_GET_EXT_REPORT tells how long the certificates are, then gives them": on(sev, getCertificates),
    "SNP_GET_DERIVED_KEY gives a key that depends on what is asked for": on(sev, getKey),
    "/dev/sev-guest refuses what the kernel's driver refuses": on(sev, refuse),
    "an error of the firmware comes through": on(sev, failsWith(EIO, INVALID_PARAMETER), firmware),
    "an error of the hypervisor comes through": on(sev, failsWith(ETIMEDOUT, VMM_BUSY), busy),
    "a wiped key comes through": on(sev, failsWith(ENOTTY, NO_FIRMWARE_CALL), wiped),
    "TDX_CMD_GET_REPORT0 gives a TDREPORT": on(tdx, getTdReport),
    "a failed TDCALL comes through": on(
      tdx,
      async (ioctl) => equal(await ioctl(TDX_CMD_GET_REPORT0, new Uint8Array(nonce.length + TDREPORT_SIZE)), -EIO),
      { errno: EIO },
    ),
  };
}
