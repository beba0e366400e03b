/**
 * Judges what was gathered by the checks that it is for: the core appraises the evidence with it, and the rows tell. So a
 * certificate of a wrong issuer or a list of yesterday is known for what it is before it is kept.
 */
import { sharedCore } from "../core.ts";
import { TsmError } from "../errors.ts";
import { printable } from "../printable.ts";
import {
  type Appraisal,
  type AppraiseOptions,
  appraise,
  type CheckOutcome,
  type EvidenceInput,
  Verifier,
} from "../verifier.ts";
import type { Endorsement, Judge, Judgement, Lack, Need, NeedKind } from "./need.ts";

/** Checks about an item of a kind. */
interface Checks {
  /** Misses it when it is not there. */
  misses: string;
  /** Find fault with it. */
  faults: readonly string[];
  /** Fail too when another item is in its place. */
  follow?: readonly string[];
}

const SNP_CHAIN: Checks = { misses: "snp-root", faults: ["snp-chain", "snp-chain-template", "snp-chain-validity"] };
const SNP_CRL: Checks = { misses: "snp-revocation", faults: ["snp-revocation"] };
const SNP_KEY: Checks = {
  misses: "snp-endorsement",
  faults: ["snp-product", "snp-endorsed-tcb", "snp-chip-id", "snp-chain", "snp-chain-validity"],
  follow: ["snp-signature", "snp-chain-template"],
};

const CHECKS: Record<NeedKind, Checks> = {
  vcek: SNP_KEY,
  // A VLEK is of no chip, and the row is not there.
  vlek: SNP_KEY,
  "vcek-chain": SNP_CHAIN,
  "vlek-chain": SNP_CHAIN,
  "vcek-crl": SNP_CRL,
  "vlek-crl": SNP_CRL,
  pck: { misses: "pck-certificate", faults: [] },
  "tcb-info": {
    misses: "tcb-info",
    faults: ["tcb-info-signature", "tcb-info-dates", "tcb-info-match"],
    follow: ["evaluation-number", "tdx-module", "tcb-status"],
  },
  "qe-identity": {
    misses: "qe-identity",
    faults: ["qe-identity-signature", "qe-identity-dates"],
    follow: ["evaluation-number", "qe-identity-match", "tcb-status"],
  },
  "pck-crl": { misses: "pck-revocation", faults: ["pck-revocation"] },
  "root-ca-crl": { misses: "root-revocation", faults: ["root-revocation"] },
};

/** The checks that fail or can't be made without the right item of a kind. */
export function checksOf(kind: NeedKind): readonly string[] {
  const { misses, faults, follow = [] } = CHECKS[kind];
  return [misses, ...faults, ...follow];
}

/** Was everything there that an appraisal of this evidence goes by? Nothing that could be fetched would change it, then. */
export function isWhole({ outcomes }: Pick<Appraisal, "outcomes">): boolean {
  const misses = Object.values(CHECKS).map((checks) => checks.misses);
  return outcomes.every(({ check, outcome }) => outcome !== "none" || !misses.includes(check));
}

/** The words by which the core says that a list names a certificate: then the list is in order, and the platform is not. */
const REVOKED = "revoked";

function isFault({ outcome, actual }: CheckOutcome): boolean {
  return outcome === "contraindicated" && actual !== REVOKED;
}

/** A value as the text view has it: the parts of a TCB with their names. */
function shown(value: CheckOutcome["expected"]): string {
  if (typeof value !== "object" || Array.isArray(value)) return `${value}`;
  return Object.entries(value)
    .map(([name, part]) => `${name} ${part}`)
    .join(", ");
}

function wordsOf({ check, expected, actual }: CheckOutcome): string {
  const what = [
    actual === undefined ? [] : `got ${shown(actual)}`,
    expected === undefined ? [] : `expected ${shown(expected)}`,
  ];
  const words = what.flat().join(", ");
  return printable(words ? `${check} fails: ${words}` : `${check} fails`);
}

class Rows implements Judgement {
  readonly #rows: Map<string, CheckOutcome>;

  constructor(outcomes: readonly CheckOutcome[]) {
    this.#rows = new Map(outcomes.map((row) => [row.check, row]));
  }

  get trusted(): boolean {
    return ["snp-root", "pck-root"].some((check) => this.#rows.get(check)?.outcome === "affirming");
  }

  lack({ kind }: Need): Lack | undefined {
    const { misses, faults } = CHECKS[kind];
    const outcome = this.#rows.get(misses)?.outcome ?? "none";
    if (outcome === "none") return { there: false, why: "it is not what was asked for" };
    const rows = faults.flatMap((check) => this.#rows.get(check) ?? []);
    const fault = rows.find(isFault);
    return fault && { there: true, why: wordsOf(fault) };
  }
}

/** How a {@link judgeOf} appraises. */
export interface JudgeOptions extends Pick<AppraiseOptions, "at" | "form"> {
  trustRoots?: Iterable<Endorsement>;
}

/**
 * A judge of what the verification of some evidence needs. It expects no nonce and has the default policy: neither counts
 * here.
 */
export function judgeOf(evidence: EvidenceInput, { trustRoots = [], ...how }: JudgeOptions): Judge {
  const roots = [...trustRoots];
  return {
    reads(item) {
      try {
        new Verifier({ endorsements: [item] }, sharedCore());
        return true;
      } catch (error) {
        if (error instanceof TsmError) return false;
        throw error;
      }
    },
    judge(items) {
      const options = { ...how, endorsements: items, trustRoots: roots, noNonce: true } as const;
      return new Rows(appraise(evidence, options).outcomes);
    },
  };
}
