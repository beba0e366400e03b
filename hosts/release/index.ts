/**
 * Secrets for guests that prove what they are: a verifier gives a challenge, the guest answers with evidence that carries it and
 * a key, and the secret goes out sealed to that key. The protocol and its threat model are in docs/secret-release.md; the guest's
 * side is `tsm unlock` of tsm.wasm.
 */
import { TsmError, tsmError } from "../errors.ts";
import { type Appraisal, type AppraiseOptions, type EvidenceInput, NotAffirmedError } from "../verifier.ts";
import { Challenges } from "./challenges.ts";
import {
  challengeLine,
  type GuestMessage,
  isAsk,
  readGuestMessage,
  refusalLine,
  reportDataFor,
  SECRET_MAX,
  sealedLine,
  sealInfo,
} from "./protocol.ts";
import { areKeys, type ReleaseKeys, seal } from "./seal.ts";

export { EVIDENCE_LINE_MAX, SECRET_MAX } from "./protocol.ts";
export { generateReleaseKeys, type ReleaseKeys } from "./seal.ts";

/** Milliseconds that a challenge may be answered in, unless told. */
const LIFETIME = 60_000;

/** Checks of what runs in the guest. One of them has to affirm, or any guest on a genuine platform would do. */
const WHAT_RUNS: readonly string[] = [
  "snp-measurement",
  "snp-id-key",
  "snp-author-key",
  "td-mrtd",
  "sgx-mrenclave",
  "sgx-mrsigner",
];

/** Whoever verifies: a `Verifier`, or a function of yours that fetches what is missing. Throws unless the evidence is affirmed. */
export interface ReleaseVerifier {
  verify(evidence: EvidenceInput, options: AppraiseOptions): Appraisal | Promise<Appraisal>;
}

/** What is released, and to whom. */
export interface ReleaseOptions {
  /** Has the policy, which must name what runs in the guest: a measurement, an enclave, or who signed them. */
  verifier: ReleaseVerifier;
  /** 1 to 16384 bytes; or who has them, asked for each guest that is affirmed. */
  secret: Uint8Array | ((appraisal: Appraisal) => Uint8Array | Promise<Uint8Array>);
  /** Keys of this verifier, for guests that know its public key. */
  keys?: ReleaseKeys;
  /** Milliseconds that a challenge may be answered in; 60,000 unless told. */
  lifetime?: number;
  /** The time, for challenges and for what expires; the system's unless told. */
  clock?: () => Date;
}

/** What came of a guest's line. */
export interface ReleaseAnswer {
  /** The line to send to the guest. */
  line: string;
  /** Is the secret in it? */
  released: boolean;
  /** Why not; absent when the guest asked for a challenge. */
  error?: TsmError;
  /** The appraisal, when it came to one. */
  appraisal?: Appraisal;
}

/** A secret, and the rules by which guests get it. */
export class SecretRelease {
  readonly #options: ReleaseOptions;
  readonly #challenges: Challenges;
  readonly #clock: () => Date;

  /** @throws TsmError `bad-request`: the message says which option. */
  constructor(options: ReleaseOptions) {
    const { lifetime = LIFETIME, clock = () => new Date(), keys, secret } = options;
    if (!(lifetime > 0)) throw tsmError("bad-request", `lifetime is ${lifetime}`);
    if (keys && !areKeys(keys)) throw tsmError("bad-request", "keys are not 32 bytes each");
    if (secret instanceof Uint8Array) checkSecret(secret);
    this.#options = options;
    this.#challenges = new Challenges(lifetime);
    this.#clock = clock;
  }

  /** A challenge for one guest: a line of JSON. It can be answered once. */
  challenge(): string {
    return challengeLine(this.#challenges.give(this.#clock()));
  }

  /**
   * Answers a guest's line, of at most {@link EVIDENCE_LINE_MAX} characters: a challenge when it asks for one, the secret when
   * it has evidence that is affirmed. What is wrong is told in the result: `bad-message`, `challenge-unknown`, `challenge-used`, `challenge-expired`, `not-affirmed`, `bad-policy` when the
   * policy names nothing that runs in the guest, and what the verifier throws for evidence that is malformed, or whose
   * endorsements can't be had.
   *
   * @throws What `secret` throws, and any error of the verifier's that is no TsmError.
   */
  async answer(message: string): Promise<ReleaseAnswer> {
    if (isAsk(message)) return { line: this.challenge(), released: false };
    let guest: GuestMessage;
    let appraisal: Appraisal | undefined;
    try {
      guest = readGuestMessage(message);
      appraisal = await this.#judge(guest);
      checkNamed(appraisal);
    } catch (error) {
      return refusal(error, appraisal);
    }
    const sealing = {
      secret: await this.#secretFor(appraisal),
      publicKey: guest.publicKey,
      info: sealInfo(guest.nonce),
      aad: guest.digest,
      keys: this.#options.keys,
    };
    try {
      const { enc, ciphertext } = await seal(sealing);
      return { line: sealedLine(enc, ciphertext), released: true, appraisal };
    } catch (error) {
      return refusal(error, appraisal);
    }
  }

  async #judge({ nonce, publicKey, evidence }: GuestMessage): Promise<Appraisal> {
    const at = this.#clock();
    this.#challenges.take(nonce, at);
    return this.#options.verifier.verify(evidence, { nonce: reportDataFor(nonce, publicKey), at });
  }

  async #secretFor(appraisal: Appraisal): Promise<Uint8Array> {
    const { secret } = this.#options;
    if (secret instanceof Uint8Array) return secret;
    return checkSecret(await secret(appraisal));
  }
}

/** What the guest is told; other errors than TsmErrors are none of its business, and come through. */
function refusal(error: unknown, judged: Appraisal | undefined): ReleaseAnswer {
  if (!(error instanceof TsmError)) throw error;
  const appraisal = error instanceof NotAffirmedError ? error.appraisal : judged;
  return { line: refusalLine(error), released: false, error, ...(appraisal && { appraisal }) };
}

function checkSecret(secret: Uint8Array): Uint8Array {
  if (secret.length > 0 && secret.length <= SECRET_MAX) return secret;
  throw tsmError("bad-request", `the secret has ${secret.length} bytes, expected 1 to ${SECRET_MAX}`);
}

/** Whatever the verifier says: a secret is not for any guest on a genuine platform. */
function checkNamed({ outcomes }: Appraisal): void {
  const named = outcomes.some(({ check, outcome }) => outcome === "affirming" && WHAT_RUNS.includes(check));
  if (!named) throw tsmError("bad-policy", `it names nothing that runs in the guest: ${WHAT_RUNS.join(", ")}`);
}
