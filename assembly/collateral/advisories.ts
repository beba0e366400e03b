/** The advisories on a platform: those of the levels that it, its TDX module and its quoting enclave have, each once. */
import { Level } from "../formats/collateral";
import * as json from "../json/reader";
import { same } from "../json/string";
import { moduleLevel, platformLevel, qeLevel } from "./tcbLevel";

/** Where each stands in the collateral, between its quotes: {from, to}. */
const ADVISORY: usize = 8;
const advisories = memory.data(8 * 3 * 64, 4);
let count: u32 = 0;

export function advisoryCount(): u32 {
  return count;
}
export function advisoryFrom(i: u32): usize {
  return load<u32>(advisories + ADVISORY * i);
}
export function advisoryTo(i: u32): usize {
  return load<u32>(advisories + ADVISORY * i, 4);
}

/** Collects the advisories after {@link judge}. The collateral still lies where it was read. */
export function collectAdvisories(): void {
  count = 0;
  add(platformLevel());
  add(moduleLevel);
  add(qeLevel);
}

function add(level: Level | null): void {
  if (!level || level.advisories == 0) return;
  json.begin(level.advisories, level.advisoriesEnd);
  json.array();
  while (json.element())
    if (json.string() && isNew()) {
      store<u32>(advisories + ADVISORY * count, <u32>json.from);
      store<u32>(advisories + ADVISORY * count, <u32>json.to, 4);
      count++;
    }
}

/** Is the string read last not among them? */
function isNew(): bool {
  for (let i: u32 = 0; i < count; i++) {
    if (same(advisoryFrom(i), advisoryTo(i), json.from, json.to)) return false;
  }
  return true;
}
