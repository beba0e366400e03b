// What a runtime makes of a file that fails where it has no number for the error: hosts, cases, and the code that the answer has
// there. Each is shown as skipped with its reason, and is a failure as soon as the runtime tells the error as it is.

const WAZERO = "wazero has no number for EBUSY and ENXIO, and tells EIO in their place";
const WASMTIME = "Wasmtime has no number for ENXIO, and tells EIO in its place";

const DEVIATIONS = [
  { host: "wazero", case: "a TSM that is busy three times", code: "device", reason: WAZERO },
  { host: "wazero", case: "a TSM that stays busy: busy", code: "device", reason: WAZERO },
  { host: "wazero", case: "there is no TSM: no-provider", code: "errno", reason: WAZERO },
  { host: "Wasmtime, preview 1", case: "there is no TSM: no-provider", code: "errno", reason: WASMTIME },
];

/** The deviation of a host in a case; undefined when it has to answer as all do. */
export const deviationOf = (/** @type {string} */ host, /** @type {string} */ name) =>
  DEVIATIONS.find((one) => one.host === host && one.case === name);
