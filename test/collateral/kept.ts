/** What the core keeps of collateral, told from what JSON.parse gives. */
import type { Level } from "./collateralProbe.ts";

type Json = Record<string, unknown>;
const HEX = ["fmspc", "pceId", "mrsigner", "attributes", "attributesMask", "miscselect", "miscselectMask"];

function svns(components: unknown): number[] {
  return (components as { svn: number }[]).map(({ svn }) => svn);
}

function tcb(tcb: Json): Level["tcb"] {
  if ("isvsvn" in tcb) return { svn: tcb.isvsvn as number };
  const single = Array.from({ length: 16 }, (_, i) => tcb[`sgxtcbcomp${String(i + 1).padStart(2, "0")}svn`] as number);
  return {
    sgx: tcb.sgxtcbcomponents ? svns(tcb.sgxtcbcomponents) : single,
    ...(tcb.tdxtcbcomponents ? { tdx: svns(tcb.tdxtcbcomponents) } : {}),
    svn: tcb.pcesvn as number,
  };
}

/** Best first: by SGX components, then the SVN, then TDX components. */
export function better(a: Level, b: Level): number {
  const key = ({ tcb }: Level) => [...(tcb.sgx ?? []), tcb.svn, ...(tcb.tdx ?? [])];
  const [x, y] = [key(a), key(b)];
  const i = x.findIndex((value, at) => value !== y[at]);
  return i < 0 ? 0 : (y[i] as number) - (x[i] as number);
}

function levels(list: unknown): Level[] {
  return (list as Json[])
    .map(({ tcb: versions, tcbDate, tcbStatus, advisoryIDs }) => ({
      tcb: tcb(versions as Json),
      tcbDate: tcbDate as string,
      tcbStatus: tcbStatus as string,
      ...(advisoryIDs ? { advisoryIDs: advisoryIDs as string[] } : {}),
    }))
    .sort(better);
}

const IDS: Record<string, number> = { SGX: 1, TDX: 2, QE: 1, TD_QE: 2, QVE: 3 };

/** Hex becomes small, ids become numbers, levels are sorted, and arrays are told apart by nothing else. */
export function kept(value: Json): Json {
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (name === "id") {
        const version = /^TDX_([0-9A-F]{2})$/i.exec(member as string)?.[1];
        return [name, version ? Number.parseInt(version, 16) : (IDS[member as string] ?? 0)];
      }
      if (HEX.includes(name)) return [name, (member as string).toLowerCase()];
      if (name === "tcbLevels") return [name, levels(member)];
      if (name === "tdxModule") return [name, kept(member as Json)];
      if (name === "tdxModuleIdentities") return [name, (member as Json[]).map(kept)];
      return [name, member];
    }),
  );
}
