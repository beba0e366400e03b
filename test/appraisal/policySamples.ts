/** What every member of a policy may say, made from the core's own list of members. */
import type { Tables, Value } from "../../hosts/rows.ts";
import { membersOf } from "./policyProbe.ts";

/** A value of its own for each member, so that two that are mixed up show. */
function sampleOf({ value, extra }: Value, shape: string): unknown {
  const size = extra >> 8;
  const bytes = (fill: number) => fill.toString(16).padStart(2, "0").repeat(size);
  switch (shape) {
    case "flag":
      return value % 2 === 0;
    case "number":
      return 2 ** (8 * size) - 1 - value;
    case "numbers":
      return [2 ** (8 * size) - 1, value, 0];
    case "bytes":
      return [bytes(value), bytes(255 - value), bytes(128 + value)];
    case "hex":
      return [bytes(value), "5a", bytes(255 - value).slice(64)];
    case "guids":
      return [bytes(value), bytes(255 - value)].map((hex) => hex.replace(/^(.{8})(....)(....)(....)/, "$1-$2-$3-$4-"));
    case "texts":
      return [`cloud ${value}`, `a "cloud" of \\ ${value}`];
    case "version":
      return `${value}.255`;
    case "tcb":
      return { bootloader: value, snp: 0, fmc: 255 };
    default:
      return {
        1: ["VLEK"],
        2: ["smt", "debug", "pageSwapDisable"],
        3: ["smtEn", "tioEn"],
        4: ["UpToDate", "TDRelaunchAdvised"],
        5: ["secured", "recoverable-cca-platform-debug"],
        6: ["secured", "debug"],
      }[size];
  }
}

/** The name of a member's shape. */
export const shapeOf = ({ lists }: Tables, { extra }: Value): string =>
  lists.get("policyShape")?.find((s) => s.value === (extra & 255))?.name ?? "";

/** Samples by `object.name`. */
export function samples(tables: Tables): Map<string, unknown> {
  return new Map([...membersOf(tables)].map(([name, row]) => [name, sampleOf(row, shapeOf(tables, row))]));
}

/** A policy with one member. */
export function policyWith(member: string, value: unknown): object {
  const [object = "", name = ""] = member.split(".");
  return { version: 1, [object]: { [name]: value } };
}

/** A policy with all of them. */
export function policyOf(members: Map<string, unknown>): object {
  const policy: Record<string, Record<string, unknown>> = {};
  for (const [member, value] of members) {
    const [object = "", name = ""] = member.split(".");
    policy[object] = { ...policy[object], [name]: value };
  }
  return { version: 1, ...policy };
}
