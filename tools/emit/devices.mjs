// Prints what the errors of the guest devices mean, from the core's lists.
import { tables } from "../../dist/rows.js";

const { lists } = tables();
const codes = Object.fromEntries(lists.get("fault").map(({ value, name }) => [value, name]));

const upper = (/** @type {string} */ text) => `${text[0].toUpperCase()}${text.slice(1)}.`;

/** A list as a table below a heading. */
function table(/** @type {string} */ heading, /** @type {string} */ list, /** @type {string} */ number) {
  const rows = lists
    .get(list)
    .map(
      ({ value, name, text, note, extra }) =>
        `| ${number === "Errno" ? value : `0x${value.toString(16)}`} | \`${name}\` | \`${codes[extra]}\` | ${upper(text)} | ${note} |`,
    );
  return `### ${heading}\n\n| ${number} | Name | Code | What it means | What to do |\n|---|---|---|---|---|\n${rows.join("\n")}\n`;
}

/** The tables of docs/devices.md. */
export function deviceTables() {
  return [
    table("What the firmware says", "snpFirmwareStatus", "Status"),
    table("What the host says", "snpVmmError", "Word"),
    table("What /dev/sev-guest says", "sevGuestError", "Errno"),
    table("What /dev/tdx_guest says", "tdxGuestError", "Errno"),
  ].join("\n");
}
