/** Every word of firmware, host and driver that docs/devices.md explains reaches the caller with that sentence and remedy. */
import { describe, expect, test } from "vitest";
import { IoctlAttester } from "../../hosts/ioctl/index.ts";
import { type DeviceFault, SoftwareDevices, sevGuest } from "../../hosts/software-tsm/index.ts";
import { code, tableOf } from "../docs/documents.ts";

const PATH = "docs/devices.md";
const guest = sevGuest();

/** How a request ends on devices where every command has this fault. */
function ended(fault: DeviceFault, device: "sevGuest" | "tdxGuest" = "sevGuest") {
  const devices = new SoftwareDevices({
    ...(device === "sevGuest" ? { sevGuest: guest } : { tdxGuest: true }),
    fault: () => fault,
  });
  return new IoctlAttester(devices).request({ nonce: Uint8Array.of(1), attempts: 1 });
}

type Row = Record<string, string>;
const rows = (heading: string) => tableOf(PATH, heading).map((row): [string, Row] => [code(row.Name), row]);

async function expectTold(request: Promise<unknown>, row: Row, facts: object): Promise<void> {
  const error = await request.then(
    () => expect.fail("it succeeded"),
    (thrown) => thrown,
  );
  expect(error).toMatchObject({ code: code(row.Code), ...facts });
  const sentence = row["What it means"] ?? "";
  expect(error.message.toLowerCase()).toContain(sentence.toLowerCase());
  expect(error.message).toMatch(/^[a-z]/);
  expect(error.message.endsWith(row["What to do"] ?? "?")).toBe(true);
  expect(error.message).toContain(code(row.Name));
}

describe("what the firmware says", () => {
  test.each(rows("What the firmware says"))("%s", async (_, row) => {
    const status = Number(row.Status);
    await expectTold(ended({ errno: "EIO", fwError: status }), row, {
      field: "snpGuestRequest.fwError",
      got: status,
      errno: 5,
    });
    await expectTold(ended({ status }), row, { field: "snpReportResponse.status", got: status, errno: undefined });
  });

  test("and nobody knows", async () => {
    const request = ended({ errno: "EIO", fwError: 0x4711 });
    await expect(request).rejects.toMatchObject({ code: "firmware", got: 0x4711 });
    await expect(request).rejects.toThrow("it says 0x4711, which is not known here");
  });
});

describe("what the host says", () => {
  test.each(rows("What the host says"))("%s", async (_, row) => {
    const word = Number(row.Word);
    // The firmware's word is older: the host did not pass this request on.
    const request = ended({ errno: "EIO", vmmError: word, fwError: 22 });
    await expectTold(request, row, { field: "snpGuestRequest.vmmError", got: word, errno: 5 });
  });

  test("and nobody knows", async () => {
    await expect(ended({ errno: "EIO", vmmError: 9 })).rejects.toMatchObject({ code: "host-refused", got: 9 });
  });
});

describe("what /dev/sev-guest says", () => {
  test.each(rows("What /dev/sev-guest says"))("%s", async (name, row) => {
    await expectTold(ended({ errno: name }), row, { errno: Number(row.Errno), field: undefined });
  });

  test.each([0xff, 0xffffffff])("the driver's own presets are no words: 0x%s", async (preset) => {
    const [, row] = rows("What /dev/sev-guest says").find(([name]) => name === "EIO") as [string, Row];
    await expectTold(ended({ errno: "EIO", fwError: preset }), row, { errno: 5 });
    await expectTold(ended({ errno: "EIO", fwError: preset, vmmError: 0xffffffff }), row, { errno: 5 });
  });

  test("with any other number no word is believed", async () => {
    await expect(ended({ errno: "ENOTTY", fwError: 22 })).rejects.toMatchObject({ code: "keys-wiped", errno: 25 });
    await expect(ended({ errno: "ETIMEDOUT", vmmError: 2 })).rejects.toMatchObject({ code: "timed-out", errno: 110 });
  });

  test("and nobody knows", async () => {
    await expect(ended({ errno: "ENOSPC" })).rejects.toMatchObject({ code: "device", errno: 28 });
  });
});

describe("what /dev/tdx_guest says", () => {
  test.each(rows("What /dev/tdx_guest says"))("%s", async (name, row) => {
    await expectTold(ended({ errno: name }, "tdxGuest"), row, { errno: Number(row.Errno) });
  });
});
