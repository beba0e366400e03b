/** The attester over the guest devices, for kernels and containers without configfs-tsm. */
import { TsmError, tsmError } from "../errors.ts";
import { encodeHex } from "../hex.ts";
import { inspect } from "../inspect.ts";
import { type Evidence, type ReportOptions, reportInput } from "../request.ts";
import { Turns, type WaitOptions } from "../turns.ts";
import type { DeviceCalls } from "./device.ts";
import { deviceOf } from "./guestDevice.ts";
import type { Patience } from "./guestRequest.ts";
import { snpExtReport, snpReport } from "./sevGuest.ts";
import { tdReport } from "./tdxGuest.ts";

/** Bytes of report data, of every device. */
const REPORT_DATA = 64;
/** Privilege levels, the highest first. */
const LEVELS: readonly number[] = [0, 1, 2, 3];

/** What a device gave. */
type Answer = Pick<Evidence, "provider" | "outblob" | "auxblob" | "privlevel" | "attempts">;

/**
 * Asks `/dev/sev-guest`, or else `/dev/tdx_guest`, for reports, one at a time. It takes what {@link Attester} takes and gives
 * evidence of the same shape.
 *
 * On TDX the device gives a TDREPORT, which only the same machine can check: a quote, which others verify, takes configfs-tsm
 * or a quoting service.
 */
export class IoctlAttester {
  readonly #calls: DeviceCalls;
  readonly #turns = new Turns();

  constructor(calls: DeviceCalls) {
    this.#calls = calls;
  }

  /**
   * Requests one report that carries the nonce, or the hash of the data.
   *
   * @throws TsmError of group `fix` (the options), `again` (busy, timed out, cancelled) or `stop` (no device, no permission,
   *   firmware, host or driver that refused; `field` and `got` tell which word, `errno` the driver's number).
   */
  request(options: ReportOptions & WaitOptions): Promise<Evidence> {
    return this.#turns.run((signal) => this.#run(options, signal), options);
  }

  /** Resolves when no request is in flight. A device has no entries that could be left behind. */
  async settled(): Promise<readonly string[]> {
    await this.#turns.settled();
    return [];
  }

  async #run(options: ReportOptions, signal: AbortSignal): Promise<Evidence> {
    const { bytes, hash } = await reportInput(options);
    if (bytes.length < 1 || bytes.length > REPORT_DATA) {
      throw tsmError("nonce-length", `expected 1 to ${REPORT_DATA} bytes, got ${bytes.length}`);
    }
    if (options.service) throw tsmError("no-attribute", "the devices know nothing of services");
    const reportData = new Uint8Array(REPORT_DATA);
    reportData.set(bytes);
    const answer = await atFirst(this.#calls, { ...options, signal }, reportData);
    assertOwn(answer, reportData);
    return {
      ...answer,
      manifestblob: undefined,
      generation: undefined,
      reportData: { bytes: reportData, length: bytes.length, hash },
      interfered: false,
      leftBehind: undefined,
    };
  }
}

type Ask = (calls: DeviceCalls, options: ReportOptions & Patience, reportData: Uint8Array) => Promise<Answer>;

/** Asks the first device that is there. */
async function atFirst(...asked: Parameters<Ask>): Promise<Answer> {
  const absent: number[] = [];
  for (const ask of [snp, tdx]) {
    try {
      return await ask(...asked);
    } catch (error) {
      if (!(error instanceof TsmError) || error.code !== "no-device") throw error;
      absent.push(error.errno ?? 0);
    }
  }
  const devices = ["SNP_GET_REPORT", "TDX_CMD_GET_REPORT0"].map(deviceOf);
  throw tsmError("no-device", `neither ${devices.join(" nor ")}`, { errno: absent[0] ?? 0 });
}

const snp: Ask = async (calls, { privlevel, aux, attempts, signal }, userData) => {
  if (privlevel !== undefined && !LEVELS.includes(privlevel)) {
    throw tsmError("privlevel-floor", `privlevel is ${privlevel}, not one of ${LEVELS.join(", ")}`);
  }
  const ask = aux ? snpExtReport : snpReport;
  const patience = { ...(attempts !== undefined && { attempts }), ...(signal && { signal }) };
  let refused: TsmError | undefined;
  let taken = 0;
  // No device tells the guest's own level. What is more privileged is refused, which does no harm.
  for (const vmpl of privlevel === undefined ? LEVELS : [privlevel]) {
    taken++;
    try {
      const { report, certTable, attempts } = await ask(calls, { userData, vmpl, ...patience });
      const made = { provider: "sev_guest", outblob: report, auxblob: certTable, privlevel: vmpl };
      return { ...made, attempts: taken - 1 + attempts };
    } catch (error) {
      if (!(error instanceof TsmError) || error.code !== "refused") throw error;
      refused ??= error;
    }
  }
  throw refused;
};

const tdx: Ask = async (calls, { privlevel }, reportData) => {
  const outblob = await tdReport(calls, reportData);
  if (privlevel !== undefined) throw tsmError("no-attribute", "a trust domain has no privilege levels");
  return { provider: "tdx_guest", outblob, auxblob: undefined, privlevel: undefined, attempts: 1 };
};

/** A device answers whoever asks, and nobody else: what is not the own report was made wrong. */
function assertOwn({ outblob, privlevel }: Answer, reportData: Uint8Array): void {
  const said = saidIn(outblob);
  if (said.reportData !== encodeHex(reportData)) throw tsmError("bad-outblob", "it carries other bytes");
  if (said.vmpl !== privlevel) throw tsmError("bad-outblob", `it is of privilege level ${said.vmpl}`);
}

/** What a report says of its request. */
function saidIn(outblob: Uint8Array): { reportData?: string; vmpl?: number } {
  try {
    const [section] = inspect(outblob, { form: "bin" }).sections;
    return section?.layout === "snpReport" || section?.layout === "reportMac" ? section.fields : {};
  } catch (error) {
    if (!(error instanceof TsmError)) throw error;
    throw tsmError("bad-outblob", `it can't be read (${error.code})`, { cause: error });
  }
}
