/** Collateral made up for tests: plain objects, as PCS would serve them. */

export const SIXTEEN = Array.from({ length: 16 }, (_, i) => i);
const components = (...first: number[]) => SIXTEEN.map((i) => ({ svn: first[i] ?? 0 }));

export interface TcbLevel {
  tcb: Record<string, unknown>;
  tcbDate: string;
  tcbStatus: string;
  advisoryIDs?: string[];
}

/** A level of a platform under TDX: the first components, and the SVN of the PCE. */
export function tdxTcb(sgx: number[], pcesvn: number, tdx: number[]) {
  return { sgxtcbcomponents: components(...sgx), pcesvn, tdxtcbcomponents: components(...tdx) };
}
export const sgxTcb = (sgx: number[], pcesvn: number) => ({ sgxtcbcomponents: components(...sgx), pcesvn });

export function level(
  tcb: Record<string, unknown>,
  tcbStatus: string,
  advisoryIDs?: string[],
  date = "2024-03-13",
): TcbLevel {
  return { tcb, tcbDate: `${date}T00:00:00Z`, tcbStatus, ...(advisoryIDs ? { advisoryIDs } : {}) };
}

export interface Module {
  id: string;
  mrsigner: string;
  attributes: string;
  attributesMask: string;
  tcbLevels: TcbLevel[];
}
export const module = (id: string, ...tcbLevels: TcbLevel[]): Module => ({
  id,
  mrsigner: "00".repeat(48),
  attributes: "0000000000000000",
  attributesMask: "FFFFFFFFFFFFFFFF",
  tcbLevels,
});

const dates = { issueDate: "2025-01-01T00:00:00Z", nextUpdate: "2025-01-31T00:00:00Z" };

export function tcbInfo(id: "SGX" | "TDX", tcbLevels: TcbLevel[], tdxModuleIdentities?: Module[]) {
  const { id: _, tcbLevels: __, ...tdxModule } = module("");
  return {
    id,
    version: 3,
    ...dates,
    fmspc: "50806F000000",
    pceId: "0000",
    tcbType: 0,
    tcbEvaluationDataNumber: 17,
    ...(id === "TDX" ? { tdxModule } : {}),
    ...(tdxModuleIdentities ? { tdxModuleIdentities } : {}),
    tcbLevels,
  };
}

export function enclaveIdentity(id: string, tcbLevels: TcbLevel[]) {
  return {
    id,
    version: 2,
    ...dates,
    tcbEvaluationDataNumber: 17,
    miscselect: "00000000",
    miscselectMask: "FFFFFFFF",
    attributes: "11000000000000000000000000000000",
    attributesMask: "FBFFFFFFFFFFFFFF0000000000000000",
    mrsigner: "DC".repeat(32),
    isvprodid: 2,
    tcbLevels,
  };
}
