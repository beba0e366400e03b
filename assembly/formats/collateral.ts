/**
 * Intel's collateral: the members of its JSON, and where the records that are made of it keep them.
 * Source: Intel PCS API v4, Get TCB Info (version 3; of version 2 the level's components) and Get Enclave Identity
 * (version 2).
 *
 * Each list is one kind of object: an entry's value is the place in the record, its extra is written << 8 | bytes. The
 * first four bytes of a record tell which members were there: bit i stands for entry i.
 */
import { List, list, Row } from "../layout";
import { Text } from "../text";

/** How the value of a member is written, and what the record keeps. */
export const enum Written {
  /** As only its reader knows. */
  Other = 0,
  /** Hex digits in a string; the record has the bytes. */
  Hex = 1,
  /** An unsigned integer of as many bytes; the record has a u32. */
  Number = 2,
  /** YYYY-MM-DDTHH:MM:SSZ; the record has an i64, seconds since 1970. */
  Date = 3,
}

/** Levels of a platform or of an enclave, levels of a TDX module, TDX modules, and advisories of a level, at most. */
export const MAX_LEVELS: u32 = 64;
export const MAX_MODULE_LEVELS: u32 = 16;
export const MAX_MODULES: u32 = 16;
export const MAX_ADVISORIES: u32 = 64;

/** What TCB info is for. */
export const enum TcbInfoId {
  Sgx = 1,
  Tdx = 2,
}

/** Whose an identity is. */
export const enum EnclaveId {
  Qe = 1,
  TdQe = 2,
  Qve = 3,
}

/** A level, {@link LEVEL} bytes; its members have their places in {@link tcbLevel}. */
@unmanaged
export class Level {
  seen: u32;
  /** Where it stands in the JSON. */
  place: u32;
  /** Seconds since 1970. */
  tcbDate: i64;
  /** Where its array of advisories stands in the JSON; both 0 when there is none. */
  advisories: u32;
  advisoriesEnd: u32;
  /** One of formats/tcbStatus.ts, up to Revoked. */
  status: u32;
  /** Which members its tcb had: as the first word of that record. */
  tcbSeen: u32;

  get tcb(): usize {
    return changetype<usize>(this) + 28;
  }

  /** What levels are ordered by, most important first: SGX components 16, svn 2 big-endian, TDX components 16. */
  get key(): usize {
    return changetype<usize>(this) + 32;
  }
  get sgxComponents(): usize {
    return this.key;
  }
  get tdxComponents(): usize {
    return this.key + 18;
  }
  /** pcesvn of a platform; isvsvn of a module or an enclave. */
  get svn(): u32 {
    return bswap<u16>(load<u16>(this.key, 16));
  }
  set svn(value: u32) {
    store<u16>(this.key, bswap<u16>(<u16>value), 16);
  }
}
/** Bytes of {@link Level.key} and of a level. */
export const KEY: usize = 34;
export const LEVEL: usize = 72;

function hex(list: List, at: u32, size: u32, name: Text, note: Text): Row {
  return list.entry(at, name, note, "", (Written.Hex << 8) | size);
}
function number(list: List, at: u32, size: u32, name: Text, note: Text): Row {
  return list.entry(at, name, note, "", (Written.Number << 8) | size);
}
function date(list: List, at: u32, name: Text, note: Text): Row {
  return list.entry(at, name, note, "", (Written.Date << 8) | 8);
}

function other(list: List, at: u32, name: Text, note: Text): Row {
  return list.entry(at, name, note);
}

export const tcbInfo = list("tcbInfo", "TCB info.");
const t = tcbInfo;
/** Version 2 has none, and is for SGX. */
export const tcbInfoId = other(t, 4, "id", "What it is for: SGX or TDX.").optional();
export const tcbInfoIssueDate = date(t, 8, "issueDate", "When it was made.");
export const tcbInfoNextUpdate = date(t, 16, "nextUpdate", "When the next one is made at the latest.");
export const tcbInfoEvaluation = number(t, 24, 4, "tcbEvaluationDataNumber", "Number of the TCB recovery that it belongs to.");
export const tcbInfoVersion = other(t, 28, "version", "Version of the format: 3, or 2.");
export const tcbType = other(t, 32, "tcbType", "How levels are compared; 0 is the one way there is.");
export const fmspc = hex(t, 36, 6, "fmspc", "Family, model, stepping, platform and custom SKU.");
export const pceId = hex(t, 42, 2, "pceId", "Id of the provisioning enclave.");
export const tcbInfoLevels = other(t, 44, "tcbLevels", "Levels of the platform.");
export const tdxModule = other(t, 4656, "tdxModule", "The TDX module of version 0.").optional();
export const tdxModuleIdentities = other(t, 5888, "tdxModuleIdentities", "TDX modules of later versions.").optional();
export const TCB_INFO: u32 = 25608;

export const tdxModuleIdentity = list("tdxModuleIdentity", "A TDX module.");
const m = tdxModuleIdentity;
/** The number of the version; 0 for an id of another form. */
export const moduleId = other(m, 4, "id", "TDX_ and two hex digits: its version.").optional();
export const moduleSigner = hex(m, 8, 48, "mrsigner", "Who signed it.");
export const moduleAttributes = hex(m, 56, 8, "attributes", "Its attributes.");
export const moduleAttributesMask = hex(m, 64, 8, "attributesMask", "Which of them are compared.");
export const moduleLevels = other(m, 76, "tcbLevels", "Its levels.").optional();
export const TDX_MODULE: u32 = 1232;

export const tcbLevel = list("tcbLevel", "A level of a platform, a TDX module or an enclave.");
const l = tcbLevel;
export const levelTcb = other(l, 32, "tcb", "Its security versions.");
export const levelDate = date(l, 8, "tcbDate", "All that was known at this date is mended in it.");
export const levelStatus = other(l, 24, "tcbStatus", "What Intel says of it.");
export const levelAdvisories = other(l, 16, "advisoryIDs", "Intel's advisories on it.").optional();

export const tcb = list("tcb", "Security versions of a level: of a platform pcesvn and components, else isvsvn.");
export const pceSvn = number(tcb, 4, 2, "pcesvn", "Provisioning enclave.").optional();
export const isvSvn = number(tcb, 8, 2, "isvsvn", "TDX module, or enclave.").optional();
export const sgxComponents = other(tcb, 12, "sgxtcbcomponents", "Components under SGX.").optional();
export const tdxComponents = other(tcb, 28, "tdxtcbcomponents", "Components under TDX.").optional();
export const TCB: u32 = 44;
export const COMPONENTS: u32 = 16;

export const tcbComponent = list("tcbComponent", "A component of a level.");
export const componentSvn = number(tcbComponent, 4, 1, "svn", "Its security version.");

export const enclaveIdentity = list("enclaveIdentity", "Identity of an enclave of Intel's.");
const e = enclaveIdentity;
export const enclaveId = other(e, 4, "id", "Whose it is: QE, TD_QE or QVE.");
export const enclaveIssueDate = date(e, 8, "issueDate", "When it was made.");
export const enclaveNextUpdate = date(e, 16, "nextUpdate", "When the next one is made at the latest.");
export const enclaveEvaluation = number(e, 24, 4, "tcbEvaluationDataNumber", "Number of the TCB recovery that it belongs to.");
export const enclaveVersion = other(e, 28, "version", "Version of the format: 2.");
export const enclaveProduct = number(e, 32, 2, "isvprodid", "Its product id.");
export const enclaveMiscSelect = hex(e, 36, 4, "miscselect", "Its MISCSELECT.");
export const enclaveMiscSelectMask = hex(e, 40, 4, "miscselectMask", "Which bits of it are compared.");
export const enclaveAttributes = hex(e, 44, 16, "attributes", "Its ATTRIBUTES.");
export const enclaveAttributesMask = hex(e, 60, 16, "attributesMask", "Which bits of them are compared.");
export const enclaveSigner = hex(e, 76, 32, "mrsigner", "Who signed it.");
export const enclaveLevels = other(e, 108, "tcbLevels", "Its levels.");
export const ENCLAVE_IDENTITY: u32 = 4720;
