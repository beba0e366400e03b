/** Calls of Deno through its foreign function interface, on the real kernel, with `--allow-ffi` alone. */
import assert from "node:assert/strict";
import { DenoDevices, ioctlAttester } from "../../../dist/ioctl/deno.js";
import { lack, problems } from "../../ioctl/pagemap.ts";
import { check, conclude, skip } from "./checks.ts";

const devices = new DenoDevices();
const calls = "calls, addresses and error numbers are right";
const why = await lack(devices);
if (why) skip(calls, why);
else await check(calls, async () => assert.deepEqual(await problems(devices), []));

await check("without a guest device it says so", async () => {
  const request = ioctlAttester().request({ nonce: Uint8Array.of(1) });
  await assert.rejects(request, { code: "no-device", errno: 2 });
});

conclude();
