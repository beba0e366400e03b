/**
 * TCB info of the forge's Intel machines: newest level first, with the machines' own defaults on it.
 * Source: Intel PCS API version 4, "Get TCB Info", TCB info version 3.
 */
import { encodeHex } from "../hex.ts";
import type { PckIdentity } from "./intelCertificates.ts";
import type { Tee } from "./qeProfile.ts";
import { pcsTime } from "./signedJson.ts";
import type { Validity } from "./x509.ts";

/** Statuses of a TCB level. The relaunch ones are no level's: a verifier comes to them. */
export type TcbStatus =
  | "UpToDate"
  | "SWHardeningNeeded"
  | "ConfigurationNeeded"
  | "ConfigurationAndSWHardeningNeeded"
  | "OutOfDate"
  | "OutOfDateConfigurationNeeded"
  | "Revoked";

/** Security version of one component. */
export interface TcbComponent {
  svn: number;
  category?: string;
  type?: string;
}

/** A level of anything that has levels. */
export interface StatusLevel<Tcb> {
  tcb: Tcb;
  tcbDate: string;
  tcbStatus: TcbStatus;
  advisoryIDs?: string[];
}

/** What a machine needs for a level: 16 components each. */
export interface PlatformTcb {
  sgxtcbcomponents: TcbComponent[];
  pcesvn: number;
  tdxtcbcomponents?: TcbComponent[];
}

/** A TDX module; digits in upper-case hex. */
export interface TdxModule {
  mrsigner: string;
  attributes: string;
  attributesMask: string;
}

/** A TDX module of one major version, which `id` names: `TDX_01`. */
export interface TdxModuleIdentity extends TdxModule {
  id: string;
  tcbLevels: StatusLevel<{ isvsvn: number }>[];
}

/** TCB info, version 3; digits in upper-case hex. */
export interface TcbInfo {
  id: string;
  version: number;
  issueDate: string;
  nextUpdate: string;
  fmspc: string;
  pceId: string;
  tcbType: number;
  tcbEvaluationDataNumber: number;
  tdxModule?: TdxModule;
  tdxModuleIdentities?: TdxModuleIdentity[];
  tcbLevels: StatusLevel<PlatformTcb>[];
}

/** What a level of {@link LEVELS} asks for, and how a machine on it is. */
interface Row {
  sgx: readonly number[];
  pceSvn: number;
  /** Components of TDX; the level is TDX's alone where another one asks the same of SGX. */
  tdx: readonly number[];
  tdxOnly?: boolean;
  date: string;
  status: TcbStatus;
  advisories?: readonly string[];
}

const CURRENT = [4, 4, 2, 2, 2, 1, 0, 3];

/** The forge's machines are on the first; a TDX module that was loaded later than its domain can be on the second. */
const LEVELS: readonly Row[] = [
  { sgx: CURRENT, pceSvn: 13, tdx: [5, 0, 4], date: "2019-11-13", status: "UpToDate" },
  {
    sgx: CURRENT,
    pceSvn: 13,
    tdx: [5, 0, 3],
    tdxOnly: true,
    date: "2019-05-15",
    status: "OutOfDate",
    advisories: ["INTEL-SA-00837"],
  },
  {
    sgx: [4, 4, 2, 2, 2, 1, 0, 2],
    pceSvn: 13,
    tdx: [5, 0, 3],
    date: "2019-05-15",
    status: "SWHardeningNeeded",
    advisories: ["INTEL-SA-00615"],
  },
  {
    sgx: [3, 3, 2, 2, 2, 1, 0, 0],
    pceSvn: 11,
    tdx: [4, 0, 2],
    date: "2018-08-15",
    status: "OutOfDate",
    advisories: ["INTEL-SA-00289", "INTEL-SA-00615"],
  },
  {
    sgx: [2, 2, 2, 2, 2, 1, 0, 0],
    pceSvn: 10,
    tdx: [3, 0, 2],
    date: "2018-05-21",
    status: "OutOfDateConfigurationNeeded",
    advisories: ["INTEL-SA-00219", "INTEL-SA-00289", "INTEL-SA-00615"],
  },
  {
    sgx: [1, 1, 2, 2, 2, 1, 0, 0],
    pceSvn: 5,
    tdx: [2, 0, 1],
    date: "2018-01-04",
    status: "Revoked",
    advisories: ["INTEL-SA-00106", "INTEL-SA-00115", "INTEL-SA-00219", "INTEL-SA-00289", "INTEL-SA-00615"],
  },
];

/** Components of a TCB. */
const COMPONENTS = 16;

/** What PCS says the first components of a TDX machine are. */
const SGX_KINDS: readonly Omit<TcbComponent, "svn">[] = [
  { category: "BIOS", type: "Early Microcode Update" },
  { category: "OS/VMM", type: "SGX Late Microcode Update" },
  { category: "OS/VMM", type: "TXT SINIT" },
];
const TDX_KINDS: readonly Omit<TcbComponent, "svn">[] = [
  { category: "OS/VMM", type: "TDX Module" },
  { category: "OS/VMM", type: "TDX Module" },
  { category: "OS/VMM", type: "TDX Late Microcode Update" },
];

function components(svns: readonly number[], kinds: readonly Omit<TcbComponent, "svn">[] = []): TcbComponent[] {
  return Array.from({ length: COMPONENTS }, (_, i) => ({ svn: svns[i] ?? 0, ...kinds[i] }));
}

function level<Tcb>(tcb: Tcb, date: string, status: TcbStatus, advisories?: readonly string[]): StatusLevel<Tcb> {
  const [tcbDate, tcbStatus] = [`${date}T00:00:00Z`, status];
  return { tcb, tcbDate, tcbStatus, ...(advisories && { advisoryIDs: [...advisories] }) };
}

/** A level of something with one security version: a TDX module, a quoting enclave. */
export function svnLevel(isvsvn: number, date: string, status: TcbStatus, advisories?: readonly string[]) {
  return level({ isvsvn }, date, status, advisories);
}

const intelModule = (): TdxModule => ({
  mrsigner: "00".repeat(48),
  attributes: "00".repeat(8),
  attributesMask: "FF".repeat(8),
});

function tdxParts(): Pick<TcbInfo, "tdxModule" | "tdxModuleIdentities"> {
  return {
    tdxModule: intelModule(),
    tdxModuleIdentities: [
      { id: "TDX_03", ...intelModule(), tcbLevels: [svnLevel(3, "2019-11-13", "UpToDate")] },
      {
        id: "TDX_01",
        ...intelModule(),
        tcbLevels: [
          svnLevel(11, "2019-11-13", "UpToDate"),
          svnLevel(5, "2019-05-15", "OutOfDate", ["INTEL-SA-01192"]),
          svnLevel(2, "2018-08-15", "Revoked", ["INTEL-SA-01036", "INTEL-SA-01192"]),
        ],
      },
    ],
  };
}

/** What TCB info is about. */
export interface TcbInfoSubject {
  tee: Tee;
  pck: Pick<PckIdentity, "fmspc" | "pceId">;
  window: Validity;
  evaluationNumber: number;
}

/** TCB info for the model of a machine, before it is written and signed. */
export function tcbInfoTemplate({ tee, pck, window, evaluationNumber }: TcbInfoSubject): TcbInfo {
  const tdx = tee === "tdx";
  const platformTcb = (row: Row): PlatformTcb => ({
    sgxtcbcomponents: components(row.sgx, tdx ? SGX_KINDS : []),
    pcesvn: row.pceSvn,
    ...(tdx && { tdxtcbcomponents: components(row.tdx, TDX_KINDS) }),
  });
  return {
    id: tee.toUpperCase(),
    version: 3,
    issueDate: pcsTime(window.notBefore),
    nextUpdate: pcsTime(window.notAfter),
    fmspc: encodeHex(pck.fmspc).toUpperCase(),
    pceId: encodeHex(pck.pceId).toUpperCase(),
    tcbType: 0,
    tcbEvaluationDataNumber: evaluationNumber,
    ...(tdx && tdxParts()),
    tcbLevels: LEVELS.filter((row) => tdx || !row.tdxOnly).map((row) =>
      level(platformTcb(row), row.date, row.status, row.advisories),
    ),
  };
}
