/**
 * What Intel says of a platform's security versions: Intel PCS API v4, Get TCB Info, "TCB level selection"; where that is
 * silent, as in Intel's Quote Verification Library. TCB info and the quoting enclave's identity have been read before.
 */
import {
  enclaveLevels,
  Level,
  moduleAttributes,
  moduleAttributesMask,
  moduleLevels,
  moduleSigner,
  tcbInfoLevels,
  tdxModule,
} from "../formats/collateral";
import { TcbStatus } from "../formats/tcbStatus";
import { enclaveIdentity } from "./enclaveIdentity";
import { levelAt, levelCount } from "./levels";
import { matches } from "./masked";
import { moduleOf, tcbInfo } from "./tcbInfo";

/** The levels reached by the platform: with its SGX components, and with a TD's TDX components too; null for none. */
export let sgxLevel: Level | null = null;
export let tdxLevel: Level | null = null;
/** The levels reached by the TDX module and by the quoting enclave; null for none. */
export let moduleLevel: Level | null = null;
export let qeLevel: Level | null = null;
/** What Intel says of each. */
export let sgxStatus: TcbStatus = TcbStatus.None;
export let tdxStatus: TcbStatus = TcbStatus.None;
export let moduleStatus: TcbStatus = TcbStatus.None;
export let qeStatus: TcbStatus = TcbStatus.None;
/** The TDX module that the TD's should be, a record of formats/collateral.ts; 0 when there is none. */
export let module: usize = 0;

/** An enclave and a module have no components. */
const NO_COMPONENTS: usize = memory.data(16, 16);

/** Are all of the platform's components at least the level's? */
function covers(versions: usize, level: usize): v128 {
  return i8x16.ge_u(v128.load(versions), v128.load(level));
}

/** Are the TDX components, of which the first two are the module's own affair when it has a version? */
function coversTdx(teeTcbSvn: usize, level: Level): bool {
  const covered = covers(teeTcbSvn, level.tdxComponents);
  return i8x16.all_true(load<u8>(teeTcbSvn, 1) > 0 ? i16x8.replace_lane(covered, 0, -1) : covered);
}

/** The first level that is reached, steps 2 and 3: with `teeTcbSvn` also by TDX components. */
function reached(levels: usize, components: usize, svn: u32, teeTcbSvn: usize = 0): Level | null {
  for (let i: u32 = 0; i < levelCount(levels); i++) {
    const level = levelAt(levels, i);
    if (!i8x16.all_true(covers(components, level.sgxComponents)) || svn < level.svn) continue;
    if (teeTcbSvn == 0 || coversTdx(teeTcbSvn, level)) return level;
  }
  return null;
}

function statusOf(level: Level | null): TcbStatus {
  return level ? <TcbStatus>level.status : TcbStatus.NotSupported;
}

/** The status of a module or an enclave: what is neither up to date nor revoked counts as out of date. */
function partStatusOf(level: Level | null): TcbStatus {
  const status = statusOf(level);
  return status > TcbStatus.UpToDate && status < TcbStatus.Revoked ? TcbStatus.OutOfDate : status;
}

/** Step 4: the module by its version, or that of TCB info when it has none and no levels. */
function judgeModule(teeTcbSvn: usize, mrSignerSeam: usize, seamAttributes: usize): TcbStatus {
  const version = load<u8>(teeTcbSvn, 1);
  module = version > 0 ? moduleOf(version) : tdxModule.of(tcbInfo);
  const matched =
    module != 0 &&
    memory.compare(mrSignerSeam, moduleSigner.of(module), 48) == 0 &&
    matches(seamAttributes, moduleAttributes.of(module), moduleAttributesMask.of(module), 8);
  if (!matched) return TcbStatus.TdxModuleMismatch;
  if (version == 0) return TcbStatus.None;
  moduleLevel = reached(moduleLevels.of(module), NO_COMPONENTS, load<u8>(teeTcbSvn));
  return partStatusOf(moduleLevel);
}

/** Steps 5 and 7: the status of a platform with that of its TDX module, or of its quoting enclave. */
function merged(status: TcbStatus, part: TcbStatus): TcbStatus {
  if (status == TcbStatus.Revoked || status >= TcbStatus.NotSupported) return status;
  if (part != TcbStatus.OutOfDate) return part > TcbStatus.OutOfDate ? part : status;
  if (status == TcbStatus.UpToDate || status == TcbStatus.SwHardeningNeeded) return TcbStatus.OutOfDate;
  return status < TcbStatus.OutOfDate ? TcbStatus.OutOfDateConfigurationNeeded : status;
}

function needsConfiguration(status: TcbStatus): bool {
  return (
    status == TcbStatus.ConfigurationNeeded ||
    status == TcbStatus.ConfigurationAndSwHardeningNeeded ||
    status == TcbStatus.OutOfDateConfigurationNeeded
  );
}

/** Step 6: was the platform updated under a TD that was launched by an older module? teeTcbSvn2 is what runs now. */
function relaunched(status: TcbStatus, teeTcbSvn2: usize): TcbStatus {
  const mended = qeStatus <= TcbStatus.UpToDate && sgxStatus < TcbStatus.OutOfDate;
  const outOfDate = status == TcbStatus.OutOfDate || status == TcbStatus.OutOfDateConfigurationNeeded;
  if (!mended || !outOfDate || moduleStatus != TcbStatus.OutOfDate) return status;
  const latest = levelAt(tcbInfoLevels.of(tcbInfo), 0).tdxComponents;
  const version = load<u8>(teeTcbSvn2, 1);
  let wanted: u32 = load<u8>(latest);
  if (version > 0) {
    const running = moduleOf(version);
    if (!running) return TcbStatus.TdxModuleMismatch;
    wanted = levelAt(moduleLevels.of(running), 0).svn;
  }
  if (load<u8>(teeTcbSvn2) < wanted || load<u8>(teeTcbSvn2, 2) < load<u8>(latest, 2)) return status;
  return needsConfiguration(sgxStatus) || needsConfiguration(status)
    ? TcbStatus.TdRelaunchAdvisedConfigurationNeeded
    : TcbStatus.TdRelaunchAdvised;
}

/**
 * Judges a platform. Of its PCK certificate: the 16 components, and the SVN of the PCE. Of a TD's quote: teeTcbSvn, 16
 * bytes, or 0 for SGX; teeTcbSvn2, 16 bytes, or 0 where the body has none; mrSignerSeam, 48 bytes, and seamAttributes, 8.
 * Of the quoting enclave's report: its SVN. Returns the status of all together.
 */
export function judge(
  components: usize,
  pceSvn: u32,
  teeTcbSvn: usize,
  teeTcbSvn2: usize,
  mrSignerSeam: usize,
  seamAttributes: usize,
  qeSvn: u32,
): TcbStatus {
  const levels = tcbInfoLevels.of(tcbInfo);
  sgxLevel = reached(levels, components, pceSvn);
  sgxStatus = statusOf(sgxLevel);
  qeLevel = reached(enclaveLevels.of(enclaveIdentity), NO_COMPONENTS, qeSvn);
  // Without an identity nothing is said of the enclave.
  qeStatus = levelCount(enclaveLevels.of(enclaveIdentity)) ? partStatusOf(qeLevel) : TcbStatus.None;
  tdxLevel = moduleLevel = null;
  tdxStatus = moduleStatus = TcbStatus.None;
  module = 0;
  if (teeTcbSvn == 0) return merged(sgxStatus, qeStatus);

  tdxLevel = reached(levels, components, pceSvn, teeTcbSvn);
  tdxStatus = statusOf(tdxLevel);
  moduleStatus = judgeModule(teeTcbSvn, mrSignerSeam, seamAttributes);
  const unknown = max(tdxStatus, moduleStatus);
  if (unknown >= TcbStatus.NotSupported) return unknown;
  let status = merged(tdxStatus, moduleStatus);
  if (teeTcbSvn2 != 0) status = relaunched(status, teeTcbSvn2);
  return merged(status, qeStatus);
}

/** The level of the platform that counts: a TD's by its TDX components too. */
export function platformLevel(): Level | null {
  return tdxStatus == TcbStatus.None ? sgxLevel : tdxLevel;
}
