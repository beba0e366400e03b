/** Calls of Node through koffi: with the real one on the real kernel where both are there, and without it. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type Koffi, lackOfCalls, NodeDevices } from "../../../hosts/ioctl/node.ts";
import { lack, problems } from "../../ioctl/pagemap.ts";
import { onLinux } from "../linux.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

// A development dependency, but npm may leave it out where it has no build of it.
const koffi = await import("koffi").then(
  ({ default: koffi }) => koffi as unknown as Koffi,
  () => undefined,
);
const why = koffi ? await lack(new NodeDevices(koffi)) : "koffi is not installed";
const skipped = why ? ` (SKIPPED: ${why})` : "";

onLinux("koffi", () => {
  test.skipIf(skipped)(`calls, addresses and error numbers are right${skipped}`, async () => {
    expect(await problems(new NodeDevices(koffi))).toEqual([]);
  });

  test.skipIf(skipped)(`calls at the same time each have their own error number${skipped}`, async () => {
    const devices = new NodeDevices(koffi);
    const descriptor = await devices.open("/dev/null");
    const { address } = devices.pin(8);
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) => devices.ioctl(i % 2 ? descriptor : 9999, 0xc0205300, address)),
    );
    expect(results).toEqual(results.map((_, i) => (i % 2 ? -25 : -9)));
    devices.close(descriptor);
  });
});

describe("without koffi", () => {
  const WITHOUT = `
    import { register } from "node:module";
    const hook = 'export const resolve = (name, context, next) => { if (name === "koffi") throw Object.assign(new Error("no koffi"), { code: "ERR_MODULE_NOT_FOUND" }); return next(name, context); }';
    register("data:text/javascript," + encodeURIComponent(hook));
    const { NodeDevices, lackOfCalls } = await import("./dist/ioctl/node.js");
    const { code, message } = await new NodeDevices().open("/dev/null").catch((error) => error);
    console.log(JSON.stringify({ code, message, lack: await lackOfCalls(), none: await new NodeDevices().open("/none") }));`;

  test("a device that is there says what to install, and one that isn't says that", () => {
    const out = execFileSync(process.execPath, ["--input-type=module", "--eval", WITHOUT], {
      cwd: root,
      encoding: "utf8",
    });
    const { code, message, lack, none } = JSON.parse(out);
    expect(code).toBe("no-ffi");
    expect(message).toContain("koffi is not installed. Node: npm install koffi.");
    expect(lack).toBe(message);
    expect(none).toBe(-2);
  });

  test("nothing is lacking where it is", async () => {
    const lack = await lackOfCalls();
    expect(lack === undefined).toBe(koffi !== undefined);
  });
});
