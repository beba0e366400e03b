/** What is no evidence, or evidence whose rules are not known: what can be told is told, and the verdict is never affirming. */
import { Check } from "../formats/checks";
import { Outcome } from "../formats/outcome";
import { request } from "../parse/csr";
import { token } from "../parse/cwt";
import { base } from "../parse/sections";
import { holdsUnder } from "../x509/signed";
import { affirm, find } from "./outcomes";

/** Appraises the certification request that was parsed last. */
export function appraiseCsr(): void {
  const holds = holdsUnder(request, request);
  const finding = affirm(Check.CsrSignature, holds);
  finding.actual.text(holds ? "holds" : "does not hold");
  finding.bytes(<u32>(request.der - base), <u32>(request.derEnd - request.der));
  find(Check.CsrEvidence, Outcome.None).actual.text("a request for a certificate is no evidence");
}

/** Appraises the web token that was parsed last. */
export function appraiseCwt(): void {
  const finding = find(Check.CwtSignature, Outcome.None);
  finding.actual.text("not checked: no rules for this token are public");
  finding.bytes(<u32>(token.header - base), <u32>(token.signatureEnd - token.header));
}
