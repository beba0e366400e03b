/** The hosts that ask the devices by ioctl (hosts/ioctl), through the real system call: on Node, by koffi. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { decodeHex, encodeHex, inspect, type TsmError } from "tsmkit";
import { snpDerivedKey, snpReport, tdReport } from "tsmkit/ioctl";
import { ioctlAttester, NodeDevices } from "tsmkit/ioctl/node";
import { equal, fieldsOf, has, refusal, reportDataOf } from "../../browser/expect.ts";
import type { Checks } from "../guest/checks.ts";
import { tsm } from "../guest/command.ts";
import { withDevices } from "../guest/deviceModel.ts";
import { Devices } from "../guest/protocol.ts";
import { send } from "../guest/results.ts";
import { NONCE } from "../nonce.ts";

const [EIO, ENOTTY, EBADMSG] = [5, 25, 74];
const INVALID_PARAM = 0x16n;
const NO_STATUS = 0x1234n;
const HOST = 32n;
const BUSY = 2n << HOST;
const NO_WORD = 9n << HOST;

const run = promisify(execFile);

/** A program of 20 attesters, which prints the reports that they got. */
const CROWD = `
  import { encodeHex } from "tsmkit";
  import { ioctlAttester } from "tsmkit/ioctl/node";
  const nonces = Array.from({ length: 20 }, (_, i) => new Uint8Array(64).fill(i));
  const all = await Promise.all(nonces.map((nonce) => ioctlAttester().request({ nonce })));
  console.log(JSON.stringify(all.map(({ outblob }) => encodeHex(outblob))));
`;

/** The error is this one, and its message ends with a remedy. */
const failsWith = (expected: { [K in keyof TsmError]?: unknown }) => async () => {
  const error = await refusal(() => snpReport(new NodeDevices(), { userData: NONCE, vmpl: 0, attempts: 2 }));
  has(error, expected);
  equal(error.message.endsWith("."), true);
};

export const ioctlChecks: Checks = {
  "tsm report --provider ioctl gets a report, with certificates": withDevices(async () => {
    const call = ["report", "--nonce", encodeHex(NONCE), "--provider", "ioctl", "--aux"];
    const { out } = await tsm(call);
    equal(JSON.parse(out).provider, "sev_guest");
    send("ioctl.json", out);
  }),

  "an attester gets a TDREPORT where there is no other device": withDevices(
    async () => {
      const { provider, outblob } = await ioctlAttester().request({ nonce: NONCE });
      equal(provider, "tdx_guest");
      equal(fieldsOf(inspect(outblob), "reportMac").reportData, NONCE);
    },
    undefined,
    Devices.tdxGuest,
  ),

  "20 attesters at a time each get their own nonce": withDevices(async () => {
    // In a process of their own: calls that wait take up Node's pool of threads, which the answers need as well.
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", CROWD]);
    const all = JSON.parse(stdout).map((report: string) => reportDataOf(decodeHex(report)));
    equal(
      all,
      Array.from({ length: 20 }, (_, i) => new Uint8Array(64).fill(i)),
    );
  }),

  "a derived key depends on what is mixed in": withDevices(async () => {
    const devices = new NodeDevices();
    const key = await snpDerivedKey(devices, { mix: ["measurement"] });
    equal(await snpDerivedKey(devices, { mix: ["measurement"] }), key);
    equal(encodeHex(await snpDerivedKey(devices, { mix: ["policy"] })) === encodeHex(key), false);
  }),

  "a status of the firmware becomes an error with a remedy": withDevices(
    failsWith({ code: "refused", field: "snpGuestRequest.fwError", got: Number(INVALID_PARAM), errno: EIO }),
    { errno: EIO, exitinfo2: INVALID_PARAM },
  ),

  "a status that nobody knows is told as it is": withDevices(
    failsWith({ code: "firmware", field: "snpGuestRequest.fwError", got: Number(NO_STATUS) }),
    { errno: EIO, exitinfo2: NO_STATUS },
  ),

  "a host that throttles is asked again, then told": withDevices(
    failsWith({ code: "busy", group: "again", field: "snpGuestRequest.vmmError", got: 2 }),
    { errno: EIO, exitinfo2: BUSY },
  ),

  "a word of the host that nobody knows is told as it is": withDevices(
    failsWith({ code: "host-refused", field: "snpGuestRequest.vmmError", got: 9 }),
    { errno: EIO, exitinfo2: NO_WORD },
  ),

  "a wiped key becomes an error with a remedy": withDevices(failsWith({ code: "keys-wiped", errno: ENOTTY }), {
    errno: ENOTTY,
  }),

  "a damaged answer becomes an error with a remedy": withDevices(failsWith({ code: "keys-wiped", errno: EBADMSG }), {
    errno: EBADMSG,
  }),

  "a failed TDCALL becomes an error with a remedy": withDevices(
    async () => has(await refusal(() => tdReport(new NodeDevices(), NONCE)), { code: "device", errno: EIO }),
    { errno: EIO },
  ),

  "no device is no device": async () => {
    has(await refusal(() => ioctlAttester().request({ nonce: NONCE })), { code: "no-device" });
    const { err } = await tsm(["report", "--random", "--provider", "ioctl"], 4);
    equal(/code no-device/.test(err), true);
  },
};
