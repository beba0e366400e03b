/**
 * Appraises evidence: everything is decided in the core, and everything it goes by is handed in. What is fetched, and from
 * where, is the affair of hosts/endorsements/.
 */
import { Core, sharedCore } from "./core.ts";
import type { Endorsement } from "./endorsements/need.ts";
import { lastFault, TsmError, tsmError } from "./errors.ts";
import type { AppraisalPolicy, EvidenceForm, EvidenceFormat } from "./formats.ts";
import { encodeHex } from "./hex.ts";
import { formNumber } from "./inspect.ts";
import type { Evidence } from "./request.ts";
import { list } from "./rows.ts";

/** What came of a check, by the tiers of EAR. `none`: it was not made, which never counts as passed. */
export type OutcomeName = "none" | "affirming" | "warning" | "contraindicated";

/** One row of an appraisal. */
export interface CheckOutcome {
  /** Name of the check; `explain()` tells what it means. */
  check: string;
  /** What the check is about, as one of the list checkTopic. */
  topic: string;
  outcome: OutcomeName;
  /** Does the verdict depend on it? */
  required: boolean;
  /**
   * What was expected, and what was there: hex, a number, a time, words; the parts of a TCB by their names; lists of those
   * for what a policy names.
   */
  expected?: string | number | Record<string, number> | (string | number)[];
  actual?: string | number | Record<string, number>;
  /** What `bytes` are of: a member of the JSON that the evidence came in; absent for the evidence itself. */
  part?: string;
  /** Bytes that were looked at: from, and behind the last. */
  bytes?: [from: number, to: number];
  /** Document and section that the check comes from. */
  spec: string;
  /** What to do; absent when it affirms. */
  remedy?: string;
}

/** The result of an appraisal. */
export interface Appraisal {
  /** The worst outcome of the required rows; a check that could not be made outweighs a warning. */
  verdict: OutcomeName;
  evidence: {
    format: EvidenceFormat;
    version: number;
    /** `sha256:` and the digest of the evidence without its tail, in hex. */
    digest: string;
  };
  outcomes: CheckOutcome[];
  /** What Intel says of the platform; absent for other vendors, and when it could not be judged. */
  tcb?: { status: string; date?: string; advisories: string[] };
  /** When the first of all that was relied on expires: ISO 8601. */
  validUntil?: string;
}

/** What nonce the evidence must carry: these 1 to 64 bytes, filled with zeros, or none, which has to be said. */
export type ExpectedNonce = { nonce: Uint8Array } | { noNonce: true };

/**
 * Evidence: bytes in any form, text, or what an attester gave, whose auxblob counts among the endorsements, and whose
 * manifestblob must be bound by the report. Text may be the JSON that `tsm report` writes.
 */
export type EvidenceInput =
  | Uint8Array
  | string
  | (Pick<Evidence, "provider" | "outblob"> & Partial<Pick<Evidence, "auxblob" | "manifestblob">>);

/** Evidence as the members of a JSON object, blobs in hex: what `tsm report` writes of it. */
export function evidenceMembers(evidence: Exclude<EvidenceInput, Uint8Array | string>): Record<string, string> {
  const { provider, outblob, auxblob, manifestblob } = evidence;
  return {
    provider,
    outblob: encodeHex(outblob),
    ...(auxblob && { auxblob: encodeHex(auxblob) }),
    ...(manifestblob && { manifestblob: encodeHex(manifestblob) }),
  };
}

/** What the core reads of evidence. */
export function evidenceInput(evidence: EvidenceInput): Uint8Array | string {
  if (typeof evidence === "string" || evidence instanceof Uint8Array) return evidence;
  return JSON.stringify(evidenceMembers(evidence));
}

/** What a {@link Verifier} goes by. */
export interface VerifierOptions {
  /**
   * Certificates, revocation lists, certificate tables and Intel's collateral: DER, PEM, hex or JSON, in any order. At most
   * 4 MiB in all.
   */
  endorsements?: Iterable<Endorsement>;
  /**
   * Roots to trust besides AMD's and Intel's: certificates; and public keys of platforms whose evidence carries no certificate,
   * as those of Arm CCA: DER, PEM, COSE_Key, JWK, or a list of JWKs with the ids of their platforms.
   */
  trustRoots?: Iterable<Endorsement>;
  /** The appraisal policy; without one the defaults of docs/policy.md. */
  policy?: AppraisalPolicy | string;
}

/** How one piece of evidence is appraised. */
export type AppraiseOptions = ExpectedNonce & {
  /** The time of the appraisal; now unless told. A clock inside a guest is set by its host. */
  at?: Date;
  /** Form of the evidence; `auto`, the default, tells by the bytes. */
  form?: EvidenceForm;
};

/** The error of `verify()`: the evidence is not affirmed. */
export class NotAffirmedError extends TsmError {
  readonly appraisal: Appraisal;

  constructor(appraisal: Appraisal) {
    const wrong = appraisal.outcomes.filter(({ required, outcome }) => required && outcome !== "affirming");
    const rows = wrong.map(({ check, outcome }) => `${check} (${outcome})`).join(", ");
    super("not-affirmed", `the evidence is not affirmed: ${rows}. ${wrong[0]?.remedy ?? ""}`.trim());
    this.appraisal = appraisal;
  }
}

/** The time of an appraisal, in seconds since 1970. Throws `bad-request` when it is none. */
export function secondsOf({ at = new Date() }: { at?: Date }): number {
  const seconds = Math.floor(at.getTime() / 1000);
  if (!Number.isFinite(seconds)) throw tsmError("bad-request", "at is no time");
  return seconds;
}

/** The nonce to expect; undefined when it is said that there is none. Throws `bad-request` when nothing is said. */
export function nonceOf(options: ExpectedNonce): Uint8Array | undefined {
  if ("nonce" in options && options.nonce !== undefined) {
    if (options.nonce instanceof Uint8Array) return options.nonce;
    throw tsmError("bad-request", "nonce is no Uint8Array");
  }
  if ("noNonce" in options && options.noNonce === true) return undefined;
  throw tsmError("bad-request", "neither nonce nor noNonce is said; without a nonce, evidence may be a replay");
}

/** The text of a policy; empty for the default one. */
export function policyText(policy: AppraisalPolicy | string | undefined): string {
  if (policy === undefined) return "";
  const text = typeof policy === "string" ? policy : JSON.stringify(policy);
  // The core takes no bytes for no policy.
  if (text === "") throw tsmError("bad-policy", "it is empty");
  return text;
}

/** Hands the bytes of an endorsement on; an error about them names it, when it has a name. */
export function takeItem(item: Endorsement, take: (bytes: Uint8Array | string) => void): void {
  const [name, bytes] = typeof item === "string" || item instanceof Uint8Array ? ["", item] : [item.name, item.bytes];
  try {
    take(bytes);
  } catch (error) {
    if (error instanceof TsmError && name) error.message = `${name}: ${error.message}`;
    throw error;
  }
}

/** The error for more than the core takes at once. */
export function tooLarge(what: string, bytes: number, max: number): TsmError {
  return tsmError("too-large", `${what} has ${bytes} bytes, expected at most ${max}`);
}

const SAID = { given: 1, waived: 2 } as const;
const VIEWS = { json: 0, text: 1 } as const;

/** A verifier with its endorsements, roots and policy. It has a core of its own, and may be used for any number of appraisals. */
export class Verifier {
  readonly #core: Core;

  /**
   * @param core The core to use; one of its own unless told.
   * @throws TsmError `bad-endorsement`, `bad-policy`, `too-large`, `too-many`: `field` or the message tells which.
   */
  constructor({ endorsements = [], trustRoots = [], policy }: VerifierOptions = {}, core: Core = new Core()) {
    this.#core = core;
    const { exports } = core;
    exports.endorseReset();
    for (const root of trustRoots) this.trustRoot(root);
    for (const item of endorsements) this.endorse(item);
    this.#check(exports.policySet(this.#put("the policy", policyText(policy))));
  }

  /**
   * Adds an endorsement.
   *
   * @throws TsmError `bad-endorsement`, `too-large`, `too-many`; the message names it when it has a name.
   */
  endorse(item: Endorsement): void {
    this.#take("an endorsement", item, this.#core.exports.endorse);
  }

  /**
   * Trusts the roots among certificates, or public keys: DER, PEM, COSE_Key, JWK, or a list of JWKs with ids of platforms.
   *
   * @throws TsmError `bad-endorsement`, `too-large`, `too-many`; the message names it when it has a name.
   */
  trustRoot(item: Endorsement): void {
    this.#take("a trusted root", item, this.#core.exports.trustRoot);
  }

  /**
   * Makes every check that can be made, and tells what came of each.
   *
   * @param evidence A report, a quote or a token: whatever the list of formats says is for verifiers.
   * @throws TsmError when it is no such evidence, or is malformed.
   */
  appraise(evidence: EvidenceInput, options: AppraiseOptions): Appraisal {
    this.#appraise(evidence, options);
    return JSON.parse(this.#render("json", false));
  }

  /** As {@link appraise}, and throws unless every required check affirms. */
  verify(evidence: EvidenceInput, options: AppraiseOptions): Appraisal {
    const appraisal = this.appraise(evidence, options);
    if (appraisal.verdict !== "affirming") throw new NotAffirmedError(appraisal);
    return appraisal;
  }

  /** Renders the appraisal made last as text: the verdict, the rows by topic, the remedies. */
  text(colours = false): string {
    return this.#render("text", colours);
  }

  #appraise(evidence: EvidenceInput, options: AppraiseOptions): void {
    const { exports } = this.#core;
    const form = formNumber(options.form);
    const seconds = secondsOf(options);
    this.#expect(options);
    const length = this.#put("the evidence", evidenceInput(evidence));
    this.#check(exports.appraise(form, length, Math.floor(seconds / 2 ** 32), seconds >>> 0));
  }

  #expect(options: ExpectedNonce): void {
    const nonce = nonceOf(options);
    if (nonce) this.#check(this.#core.exports.expectNonce(SAID.given, this.#put("the nonce", nonce)));
    else this.#check(this.#core.exports.expectNonce(SAID.waived, 0));
  }

  #take(what: string, item: Endorsement, door: (length: number) => number): void {
    takeItem(item, (bytes) => this.#check(door(this.#put(what, bytes))));
  }

  #put(what: string, input: Uint8Array | string): number {
    const length = this.#core.put(input);
    if (length < 0) throw tooLarge(what, input.length, this.#core.exports.inputMax());
    return length;
  }

  #check(result: number): void {
    if (result < 0) throw lastFault(this.#core);
  }

  #render(view: keyof typeof VIEWS, colours: boolean): string {
    const size = this.#core.exports.renderVerdict(VIEWS[view], colours ? 2 : 0);
    if (size < 0) throw lastFault(this.#core);
    return this.#core.text(size);
  }
}

/** Appraises one piece of evidence: see {@link Verifier}. */
export function appraise(evidence: EvidenceInput, options: VerifierOptions & AppraiseOptions): Appraisal {
  return new Verifier(options, sharedCore()).appraise(evidence, options);
}

/** Verifies one piece of evidence: see {@link Verifier}. Throws unless it is affirmed. */
export function verify(evidence: EvidenceInput, options: VerifierOptions & AppraiseOptions): Appraisal {
  return new Verifier(options, sharedCore()).verify(evidence, options);
}

/** What a check means, where it comes from, and what to do when it fails. */
export interface Explanation {
  check: string;
  meaning: string;
  spec: string;
  remedy: string;
}

/** Explains a check by its name; undefined when there is none. */
export function explain(check: string): Explanation | undefined {
  const entry = list("check").find(({ name }) => name === check);
  return entry && { check, meaning: entry.note, spec: entry.text, remedy: entry.more };
}
