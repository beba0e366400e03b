/** What the verification needs and does not have: where to fetch it, and that it may be dropped here. */
import { html, nothing, type TemplateResult } from "lit";
import type { Model, Want } from "../model/model.ts";
import { panel } from "./shown.ts";

/** What each kind is, in words. */
const KINDS: Record<string, string> = {
  vcek: "the certificate of the chip's key (VCEK)",
  vlek: "the certificate of the cloud's key (VLEK)",
  "vcek-chain": "the certificates that signed it (ASK and ARK)",
  "vlek-chain": "the certificates that signed it (ASVK and ARK)",
  "vcek-crl": "AMD's revocation list",
  "vlek-crl": "AMD's revocation list",
  pck: "the certificate of the platform's key (PCK)",
  "tcb-info": "Intel's TCB info",
  "qe-identity": "the quoting enclave's identity",
  "pck-crl": "the revocation list of the platform's CA",
  "root-ca-crl": "the revocation list of Intel's root",
};

function want({ need, lack }: Want): TemplateResult {
  const { kind, url, unfetchable } = need;
  const why = lack.there ? `The one that is here does not do: ${lack.why}.` : "It is not here.";
  const from = url
    ? html`Fetch <a href=${url} target="_blank" rel="noreferrer noopener">${url}</a>, and drop the file here.${
        need.tee || kind === "pck-crl"
          ? " Its issuer chain is in a header of the answer: save that too, or have tsm bundle do both."
          : ""
      }`
    : `Nobody can fetch it: ${unfetchable}.`;
  return html`<li><strong>${kind}</strong>: ${KINDS[kind]}. ${why} ${from}</li>`;
}

/** The panel. */
export function missing({ wants }: Model): TemplateResult | typeof nothing {
  if (wants.length === 0) return nothing;
  return panel("Missing", html`<ul class="wants">${wants.map(want)}</ul>`, {
    note: "this page fetches nothing itself",
  });
}
