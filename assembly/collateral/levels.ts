/** Reads the levels of a platform, a TDX module or an enclave. */
import {
  COMPONENTS,
  componentSvn,
  KEY,
  LEVEL,
  Level,
  levelStatus,
  levelTcb,
  MAX_ADVISORIES,
  pceSvn,
  sgxComponents,
  TCB,
  tcb,
  tcbComponent,
  tcbLevel,
  tdxComponents,
} from "../formats/collateral";
import { Problem } from "../formats/json";
import { TcbStatus, tcbStatuses } from "../formats/tcbStatus";
import * as json from "../json/reader";
import { Row } from "../layout";
import { startsWith } from "../parse/text";
import { digits } from "../time";
import { has, need, nextMember, refuseMember } from "./members";

/** What is being read: a level, its versions, one component. */
const level = changetype<Level>(memory.data(72, 8));
const versions = memory.data(44, 8);
const component = memory.data(8, 8);

/** The levels of a record lie behind their count. */
export function levelCount(levels: usize): u32 {
  return load<u32>(levels);
}
export function levelAt(levels: usize, i: u32): Level {
  return changetype<Level>(levels + 4 + LEVEL * <usize>i);
}

/**
 * Reads a member that is an array of at most `most` levels, and sorts them, best first: TCB level selection, step 1. Those
 * of a platform have SGX components and `pceSvn`, all others `isvSvn`.
 */
export function readLevels(row: Row, record: usize, most: u32, svn: Row): void {
  const levels = row.of(record);
  if (!json.array()) return;
  while (json.element()) {
    if (levelCount(levels) == most) refuseMember(Problem.TooMany, json.at, row);
    readLevel(svn);
    if (json.problem == 0 && !insert(levels)) refuseMember(Problem.Duplicate, level.place, row);
  }
  if (levelCount(levels) == 0) refuseMember(Problem.Missing, json.at - 1, row);
}

/** Puts the level read last where it belongs. Returns false when there is one with the same versions. */
function insert(levels: usize): bool {
  let i = levelCount(levels);
  for (; i > 0; i--) {
    const order = memory.compare(levelAt(levels, i - 1).key, level.key, KEY);
    if (order == 0) return false;
    if (order > 0) break;
  }
  const place = changetype<usize>(levelAt(levels, i));
  memory.copy(place + LEVEL, place, LEVEL * (levelCount(levels) - i));
  memory.copy(place, changetype<usize>(level), LEVEL);
  store<u32>(levels, levelCount(levels) + 1);
  return true;
}

function readLevel(svn: Row): void {
  memory.fill(changetype<usize>(level), 0, LEVEL);
  level.place = <u32>json.at;
  if (!json.object()) return;
  for (let row = nextMember(tcbLevel, changetype<usize>(level)); row; ) {
    if (row == levelTcb) readVersions(svn);
    else if (row == levelStatus) readStatus();
    else readAdvisories();
    row = nextMember(tcbLevel, changetype<usize>(level));
  }
}

function readStatus(): void {
  if (!json.string()) return;
  let entry = tcbStatuses.next;
  while (entry.at <= <u32>TcbStatus.Revoked && !json.stringIs(entry.name)) entry = entry.next;
  if (entry.at > <u32>TcbStatus.Revoked) json.refuse(Problem.Unknown, json.from);
  level.status = entry.at;
}

/** Advisories are left where they stand. */
function readAdvisories(): void {
  level.advisories = <u32>json.at;
  if (!json.array()) return;
  for (let count: u32 = 0; json.element(); count++) {
    if (count == MAX_ADVISORIES) json.refuse(Problem.TooMany, json.at);
    json.string();
  }
  level.advisoriesEnd = <u32>json.at;
}

function readVersions(svn: Row): void {
  memory.fill(versions, 0, TCB);
  if (!json.object()) return;
  // Components that are members of their own, by bits.
  let single: u32 = 0;
  for (let row = nextMember(tcb, versions, true); row; row = nextMember(tcb, versions, true)) {
    if (row == tcb) single |= readSingle();
    else readComponents(row);
  }
  need(versions, svn);
  if (svn == pceSvn && single != (1 << COMPONENTS) - 1) need(versions, sgxComponents);
  level.tcbSeen = load<u32>(versions);
  level.svn = svn.u32(versions);
  memory.copy(level.sgxComponents, sgxComponents.of(versions), COMPONENTS);
  memory.copy(level.tdxComponents, tdxComponents.of(versions), COMPONENTS);
}

/** Reads a member that is an array of all sixteen components. */
function readComponents(row: Row): void {
  if (!json.array()) return;
  let count: u32 = 0;
  for (; json.element(); count++) {
    if (count == COMPONENTS) refuseMember(Problem.TooMany, json.at, row);
    store<u32>(component, 0);
    if (json.object()) nextMember(tcbComponent, component);
    if (json.problem == 0) store<u8>(row.of(versions) + count, <u8>componentSvn.u32(component));
  }
  if (count < COMPONENTS) refuseMember(Problem.Missing, json.at - 1, row);
}

/** Version 2 has sgxtcbcomp01svn to sgxtcbcomp16svn. Reads any member; returns the bit of the component that it was, or 0. */
function readSingle(): u32 {
  const name = json.from;
  const known = json.to - name == 15 && startsWith(name, 0, 15, "sgxtcbcomp") && startsWith(name, 12, 15, "svn");
  const index: u32 = known ? digits(name + 10, 2) - 1 : COMPONENTS;
  if (index >= COMPONENTS) {
    json.skip();
    return 0;
  }
  store<u8>(sgxComponents.of(versions) + index, <u8>json.unsigned(255));
  return 1 << index;
}

/** Has a level of a platform TDX components? */
export function hasTdx(platform: Level): bool {
  return has(platform.tcb, tdxComponents);
}
