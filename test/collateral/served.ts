/** What Intel's service gives, as text. */
const SERVED =
  /^\s*\{\s*"(tcbInfo|enclaveIdentity)"\s*:\s*(\{.*\})\s*,\s*"signature"\s*:\s*"[0-9a-fA-F]{128}"\s*\}\s*$/s;

/** Takes it apart: what it is, and the text that is signed. */
export function takeApart(served: string): { isTcbInfo: boolean; body: string } {
  const [, name, body] = SERVED.exec(served) ?? [];
  if (body === undefined) throw new Error(`no collateral: ${served.slice(0, 80)}`);
  return { isTcbInfo: name === "tcbInfo", body };
}
