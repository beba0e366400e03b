/** The TCB level algorithm once more, straight from its description, over plain objects: what the core is compared with. */
import type { Judgement, Platform } from "./collateralProbe.ts";
import type { enclaveIdentity, Module, TcbLevel, tcbInfo } from "./forged.ts";

type TcbInfo = ReturnType<typeof tcbInfo>;
type Identity = ReturnType<typeof enclaveIdentity>;

const svns = (components: unknown) => ((components ?? []) as { svn: number }[]).map(({ svn }) => svn);

interface Sorted {
  sgx: number[];
  svn: number;
  tdx: number[];
  level: TcbLevel;
}

function compare(a: number[], b: number[]): number {
  for (const [i, x] of a.entries()) if (x !== b[i]) return x - (b[i] as number);
  return 0;
}

function sorted(levels: TcbLevel[]): Sorted[] {
  return levels
    .map((level) => ({
      sgx: svns(level.tcb.sgxtcbcomponents),
      svn: (level.tcb.pcesvn ?? level.tcb.isvsvn) as number,
      tdx: svns(level.tcb.tdxtcbcomponents),
      level,
    }))
    .sort((a, b) => compare(b.sgx, a.sgx) || b.svn - a.svn || compare(b.tdx, a.tdx));
}

const covers = (have: number[], want: number[], from = 0) =>
  want.every((svn, i) => i < from || (have[i] as number) >= svn);
const bySvn = (levels: TcbLevel[], svn: number) => sorted(levels).find((l) => svn >= l.svn)?.level;

/** The status of a module or of the quoting enclave. */
function part(level: TcbLevel | undefined): string {
  if (!level) return "NotSupported";
  return ["UpToDate", "Revoked"].includes(level.tcbStatus) ? level.tcbStatus : "OutOfDate";
}

const CONVERGED: Record<string, string> = {
  UpToDate: "OutOfDate",
  SWHardeningNeeded: "OutOfDate",
  ConfigurationNeeded: "OutOfDateConfigurationNeeded",
  ConfigurationAndSWHardeningNeeded: "OutOfDateConfigurationNeeded",
};

function converge(status: string, other: string): string {
  if (["Revoked", "NotSupported", "TDXModuleMismatch"].includes(status)) return status;
  if (other === "Revoked" || other === "NotSupported") return other;
  return other === "OutOfDate" ? (CONVERGED[status] ?? status) : status;
}

function findModule(info: TcbInfo, version: number): Module | undefined {
  const id = `TDX_${version.toString(16).padStart(2, "0")}`.toUpperCase();
  return info.tdxModuleIdentities?.find((m) => m.id.toUpperCase() === id);
}

function isModule(wanted: Omit<Module, "id" | "tcbLevels"> | undefined, platform: Platform): boolean {
  if (!wanted) return false;
  const bytes = (hex: string) => [...Buffer.from(hex, "hex")];
  const [attributes, mask] = [bytes(wanted.attributes), bytes(wanted.attributesMask)];
  return (
    Buffer.from(platform.mrSignerSeam ?? new Uint8Array(48)).equals(Buffer.from(wanted.mrsigner, "hex")) &&
    attributes.every((byte, i) => ((platform.seamAttributes?.[i] ?? 0) & (mask[i] as number)) === byte)
  );
}

function relaunch(info: TcbInfo, svn2: number[], sgx: string, status: string): string {
  const latest = sorted(info.tcbLevels)[0] as Sorted;
  const version = svn2[1] as number;
  let wanted = latest.tdx[0] as number;
  if (version > 0) {
    const running = findModule(info, version);
    if (!running) return "TDXModuleMismatch";
    wanted = (sorted(running.tcbLevels)[0] as Sorted).svn;
  }
  const isLatest = (svn2[0] as number) >= wanted && (svn2[2] as number) >= (latest.tdx[2] as number);
  if (!isLatest) return status;
  return /Configuration/.test(sgx + status) ? "TDRelaunchAdvisedConfigurationNeeded" : "TDRelaunchAdvised";
}

export function model(info: TcbInfo, identity: Identity | undefined, platform: Platform): Judgement {
  const reached = sorted(info.tcbLevels).filter((l) => covers(platform.components, l.sgx) && platform.pceSvn >= l.svn);
  const sgxLevel = reached[0]?.level;
  const sgx = sgxLevel?.tcbStatus ?? "NotSupported";
  const qeLevel = identity && bySvn(identity.tcbLevels, platform.qeSvn);
  const qe = identity ? part(qeLevel) : "none";
  const said = (status: string, tdx: string, module: string, level?: TcbLevel, moduleLevel?: TcbLevel): Judgement => ({
    status,
    sgx,
    tdx,
    module,
    qe,
    tcbDate: level?.tcbDate,
    advisories: [...new Set([level, moduleLevel, qeLevel].flatMap((l) => l?.advisoryIDs ?? []))],
  });
  const svn = platform.teeTcbSvn;
  if (!svn) return said(converge(sgx, qe), "none", "none", sgxLevel);

  const version = svn[1] as number;
  const tdxLevel = reached.find((l) => covers(svn, l.tdx, version > 0 ? 2 : 0))?.level;
  const tdx = tdxLevel?.tcbStatus ?? "NotSupported";
  const identified = version > 0 ? findModule(info, version) : undefined;
  let module = "none";
  let moduleLevel: TcbLevel | undefined;
  if (!isModule(version > 0 ? identified : info.tdxModule, platform)) module = "TDXModuleMismatch";
  else if (identified) {
    moduleLevel = bySvn(identified.tcbLevels, svn[0] as number);
    module = part(moduleLevel);
  }
  if (module === "TDXModuleMismatch" || tdx === "NotSupported" || module === "NotSupported") {
    const status = module === "TDXModuleMismatch" ? module : "NotSupported";
    return said(status, tdx, module, tdxLevel, moduleLevel);
  }
  let status = converge(tdx, module);
  const fine = ["UpToDate", "SWHardeningNeeded", "ConfigurationNeeded", "ConfigurationAndSWHardeningNeeded"];
  if (
    platform.teeTcbSvn2 &&
    (qe === "none" || qe === "UpToDate") &&
    fine.includes(sgx) &&
    status.startsWith("OutOfDate") &&
    module === "OutOfDate"
  ) {
    status = relaunch(info, platform.teeTcbSvn2, sgx, status);
  }
  return said(converge(status, qe), tdx, module, tdxLevel, moduleLevel);
}
