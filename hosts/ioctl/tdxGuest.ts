/**
 * `/dev/tdx_guest`: TDREPORTs.
 * Source: Linux include/uapi/linux/tdx-guest.h, drivers/virt/coco/tdx-guest/tdx-guest.c.
 */
import { fieldBytes } from "../fields.ts";
import { layout } from "../rows.ts";
import { type DeviceCalls, Room } from "./device.ts";
import { driverFailure } from "./failure.ts";
import { deviceOf, withDevice } from "./guestDevice.ts";
import { encode } from "./guestRequest.ts";

const COMMAND: string = "TDX_CMD_GET_REPORT0";

/**
 * Asks for a TDREPORT that carries 64 bytes. It is no quote: only this machine can check it.
 *
 * @throws TsmError with the error number of the driver.
 */
export function tdReport(calls: DeviceCalls, reportData: Uint8Array): Promise<Uint8Array> {
  return withDevice(calls, COMMAND, async (call) => {
    const request = new Room(calls, layout("tdxReportRequest").size).put(encode("tdxReportRequest", { reportData }));
    const result = await call(COMMAND, request.address);
    if (result < 0) throw driverFailure("tdxGuestError", deviceOf(COMMAND), -result);
    return fieldBytes(request.bytes, layout("tdxReportRequest"), 0, "tdReport").slice();
  });
}
