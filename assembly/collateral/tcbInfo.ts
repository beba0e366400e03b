/** Reads TCB info: Intel PCS API v4, Get TCB Info. */
import {
  isvSvn,
  MAX_LEVELS,
  MAX_MODULE_LEVELS,
  MAX_MODULES,
  tcbInfo as members,
  moduleId,
  moduleLevels,
  pceSvn,
  TCB_INFO,
  TcbInfoId,
  TDX_MODULE,
  tcbInfoId,
  tcbInfoLevels,
  tcbInfoVersion,
  tcbType,
  tdxComponents,
  tdxModule,
  tdxModuleIdentities,
  tdxModuleIdentity,
} from "../formats/collateral";
import { Problem } from "../formats/json";
import { digit } from "../hex";
import * as json from "../json/reader";
import { Row } from "../layout";
import { hasTdx, levelAt, levelCount, readLevels } from "./levels";
import { beginRecord, endRecord, has, need, nextMember, readNumber, readWord, refuseMember } from "./members";

/** The TCB info read last, a record of formats/collateral.ts; all zeros when there is none. */
export const tcbInfo: usize = memory.data(25608, 8);

/** Number of modules of TCB info, and where each lies. */
export function moduleCount(): u32 {
  return tdxModuleIdentities.u32(tcbInfo);
}
export function moduleAt(i: u32): usize {
  return tdxModuleIdentities.of(tcbInfo) + 8 + TDX_MODULE * i;
}

/** The module of a version from 1 on; 0 when TCB info has none. */
export function moduleOf(version: u32): usize {
  for (let i: u32 = 0; i < moduleCount(); i++) {
    if (version > 0 && moduleId.u32(moduleAt(i)) == version) return moduleAt(i);
  }
  return 0;
}

/**
 * Reads the TCB info in [p, end): the exact bytes that Intel signs. They have to stay there, since advisories are not
 * copied. Returns 0; or a problem, negative, at json.problemAt, in the member `culprit`.
 */
export function readTcbInfo(p: usize, end: usize): i32 {
  beginRecord(p, end, tcbInfo, TCB_INFO);
  if (json.object()) {
    for (let row = nextMember(members, tcbInfo); row; row = nextMember(members, tcbInfo)) {
      if (row == tcbInfoId) readWord(row, tcbInfo, "SGX", "TDX", "TDX");
      else if (row == tcbInfoVersion) readNumber(row, tcbInfo, 2, 3);
      else if (row == tcbType) readNumber(row, tcbInfo, 0, 0);
      else if (row == tcbInfoLevels) readLevels(row, tcbInfo, MAX_LEVELS, pceSvn);
      else if (row == tdxModule) readModule(row.of(tcbInfo));
      else readModules(row);
    }
    if (json.problem == 0) checkForm();
  }
  return endRecord(tcbInfo, TCB_INFO);
}

/** What a version and an id ask for. */
function checkForm(): void {
  if (tcbInfoVersion.u32(tcbInfo) == 3) need(tcbInfo, tcbInfoId);
  else if (!has(tcbInfo, tcbInfoId)) store<u32>(tcbInfoId.of(tcbInfo), TcbInfoId.Sgx);
  if (tcbInfoId.u32(tcbInfo) != TcbInfoId.Tdx) return;
  if (tcbInfoVersion.u32(tcbInfo) == 2) refuseMember(Problem.Unknown, json.at - 1, tcbInfoId);
  need(tcbInfo, tdxModule);
  const levels = tcbInfoLevels.of(tcbInfo);
  for (let i: u32 = 0; i < levelCount(levels); i++) {
    const level = levelAt(levels, i);
    if (!hasTdx(level)) refuseMember(Problem.Missing, level.place, tdxComponents);
  }
}

function readModules(row: Row): void {
  if (!json.array()) return;
  while (json.element()) {
    const place = json.at;
    const count = moduleCount();
    if (count == MAX_MODULES) return refuseMember(Problem.TooMany, place, row);
    const module = moduleAt(count);
    readModule(module);
    need(module, moduleId);
    need(module, moduleLevels);
    if (moduleOf(moduleId.u32(module))) refuseMember(Problem.Duplicate, place, row);
    store<u32>(row.of(tcbInfo), count + 1);
  }
}

function readModule(module: usize): void {
  if (!json.object()) return;
  for (let row = nextMember(tdxModuleIdentity, module); row; row = nextMember(tdxModuleIdentity, module)) {
    if (row == moduleLevels) readLevels(row, module, MAX_MODULE_LEVELS, isvSvn);
    else if (json.string()) store<u32>(row.of(module), versionIn(json.from, json.to));
  }
}

/** The version in the id of a module, TDX_ and two hex digits in either case; 0 when it is another id. */
function versionIn(from: usize, to: usize): u32 {
  // "TDX_" as a little-endian word, its letters without the bit that makes them small.
  if (to - from != 6 || (load<u32>(from) & 0xffdfdfdf) != 0x5f584454) return 0;
  const version = (digit(load<u8>(from, 4)) << 4) | digit(load<u8>(from, 5));
  return max(version, 0);
}
