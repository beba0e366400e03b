// Preloaded into the command under test: guest devices in software, behind the calls of Node and a koffi of our own.
// TSM_DEVICES says what is there, as JSON:
//   sevGuest, tdxGuest   is there such a device?
//   floor                privilege level of the guest
//   fault                what every command comes to; see hosts/software-tsm/devices.ts
//   open                 errno that opening a device fails with
//   koffi                false: it is not installed
import fs from "node:fs";
import { register, syncBuiltinESMExports } from "node:module";
import { constants } from "node:os";

const { sevGuest, tdxGuest, floor, fault, open, koffi = true } = JSON.parse(process.env.TSM_DEVICES ?? "{}");
const software = await import("../../dist/software-tsm/index.js");
const devices = new software.SoftwareDevices({
  ...(sevGuest && { sevGuest: software.sevGuest({ privlevelFloor: floor ?? 0 }) }),
  ...(tdxGuest && { tdxGuest: true }),
  fault: () => fault,
});

/** Where descriptors of software begin, far behind those of this process. */
const OURS = 1000;

let errno = 0;
globalThis.softwareKoffi = {
  load: () => ({
    func: () => ({
      async: (descriptor, command, address, done) => {
        devices.ioctl(descriptor - OURS, command, address).then((result) => {
          errno = -result;
          done(null, result < 0 ? -1 : result);
        }, done);
      },
    }),
  }),
  address: (bytes) => devices.place(bytes).address,
  errno: () => errno,
};

const found = koffi
  ? `if (name === "koffi") return { url: "data:text/javascript,export default globalThis.softwareKoffi", shortCircuit: true };`
  : `if (name === "koffi") throw Object.assign(new Error("none"), { code: "ERR_MODULE_NOT_FOUND" });`;
const hook = `export const resolve = (name, context, next) => { ${found} return next(name, context); };`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);

const { openSync, closeSync } = fs;
const isDevice = (path) => path === "/dev/sev-guest" || path === "/dev/tdx_guest";
fs.openSync = (path, ...rest) => {
  if (!isDevice(path)) return openSync(path, ...rest);
  const number = open ? -constants.errno[open] : devices.open(path);
  if (number < 0) throw Object.assign(new Error(path), { errno: number });
  return OURS + number;
};
fs.closeSync = (descriptor) => (descriptor >= OURS ? devices.close(descriptor - OURS) : closeSync(descriptor));
syncBuiltinESMExports();
