/**
 * What a verifier service and its clients say to each other: JSON over HTTP, written down once. The service checks what it
 * reads by these schemas, the client what it is answered, and the OpenAPI document is made of them.
 */
import * as z from "zod";
import { decodeBase64Url } from "../base64.ts";
import { concat } from "../bytes.ts";
import { sha512 } from "../crypto.ts";

/** Bytes of the nonce of a challenge. */
export const NONCE_SIZE = 32;

/** Bytes of a body at most: a bundle with room for what comes along. */
export const BODY_MAX = 10 << 20;

/** Bytes in base64 of the URL alphabet, without padding: `least` to `most` of them. */
function base64Url(least: number, most: number, what: string) {
  return z
    .string()
    .refine(
      (text) => {
        const length = decodeBase64Url(text)?.length ?? -1;
        return length >= least && length <= most;
      },
      `expected base64url of ${least === most ? least : `${least} to ${most}`} bytes`,
    )
    .describe(what);
}

/** A public key to be bound: RFC 7517. What is private in it is refused, rather than left out. */
const publicJwk = z
  .discriminatedUnion("kty", [
    z.strictObject({ kty: z.literal("EC"), crv: z.enum(["P-256", "P-384", "P-521"]), x: z.string(), y: z.string() }),
    z.strictObject({ kty: z.literal("OKP"), crv: z.enum(["Ed25519", "X25519"]), x: z.string() }),
    z.strictObject({ kty: z.literal("RSA"), n: z.string(), e: z.string() }),
  ])
  .describe("A public key: the members of RFC 7638 and no others");

/** The answer to POST /challenge. */
export const challengeAnswer = z
  .strictObject({
    nonce: base64Url(NONCE_SIZE, NONCE_SIZE, "To be answered once"),
    expiresIn: z.number().positive().describe("Seconds that it may be answered in"),
  })
  .describe("A nonce, for one answer");

const evidence = z
  .union([z.string().min(1), z.record(z.string(), z.unknown())])
  .describe(
    "The JSON that `tsm report` writes, as an object; or the bytes of a report, quote or token, in hex or base64",
  );

/** What every body with evidence has. */
const given = {
  evidence: evidence.optional(),
  bundle: z.record(z.string(), z.unknown()).optional().describe("Instead of evidence: a bundle of `tsm bundle`"),
  endorsements: z
    .array(z.base64().min(1))
    .max(64)
    .optional()
    .describe("Certificates, revocation lists, collateral, each in base64: what the service need not fetch"),
};

const onePiece = (body: { evidence?: unknown; bundle?: unknown }): boolean =>
  (body.evidence === undefined) !== (body.bundle === undefined);
const ONE_PIECE = "expected either evidence or a bundle";

/** The body of POST /attest. */
export const attestRequest = z
  .strictObject({
    nonce: base64Url(NONCE_SIZE, NONCE_SIZE, "That of a challenge"),
    ...given,
    key: publicJwk.optional().describe("A key that the evidence vouches for, and that the token confirms"),
    userNonce: base64Url(
      8,
      64,
      "A nonce of whoever will read the token; it is in the evidence and in the token",
    ).optional(),
    audience: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .describe("Whom the token is for; one of those that the service allows"),
  })
  .refine(onePiece, ONE_PIECE);

/** The body of POST /appraise. */
export const appraiseRequest = z
  .strictObject({
    nonce: base64Url(1, 64, "That of the caller, which the evidence must carry").optional(),
    noNonce: z.literal(true).optional().describe("Instead of a nonce: the evidence may be an old one"),
    ...given,
  })
  .refine(onePiece, ONE_PIECE)
  .refine((body) => (body.nonce === undefined) !== (body.noNonce === undefined), "expected either nonce or noNonce");

const value = z.union([z.string(), z.number(), z.record(z.string(), z.number())]);

/** A row of an appraisal: see CheckOutcome. */
export const outcomeRow = z.object({
  check: z.string(),
  topic: z.string(),
  outcome: z.enum(["none", "affirming", "warning", "contraindicated"]),
  required: z.boolean(),
  expected: z.union([value, z.array(z.union([z.string(), z.number()]))]).optional(),
  actual: value.optional(),
  part: z.string().optional(),
  bytes: z.tuple([z.number(), z.number()]).optional(),
  spec: z.string(),
  remedy: z.string().optional(),
});

/** What came of an appraisal: see Appraisal. The answer to POST /appraise, and a part of that to POST /attest. */
export const appraisal = z.object({
  verdict: z.enum(["none", "affirming", "warning", "contraindicated"]),
  evidence: z.object({ format: z.string(), version: z.number(), digest: z.string() }),
  outcomes: z.array(outcomeRow),
  tcb: z.object({ status: z.string(), date: z.string().optional(), advisories: z.array(z.string()) }).optional(),
  validUntil: z.string().optional().describe("When the first of all that was relied on expires: ISO 8601"),
});

/** The answer to POST /attest. */
export const attestAnswer = z.object({
  token: z.string().describe("EAR as a signed JSON Web Token"),
  expiresIn: z.number().positive().describe("Seconds that the token holds from now on"),
  appraisal: appraisal.describe("What the token rests on"),
});

/** What is wrong: RFC 9457, with the literal code of the error and the rows of the appraisal. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string().describe("Literal code of the error: docs/errors.md"),
  detail: z.string(),
  outcomes: z.array(outcomeRow).optional().describe("The required rows that do not affirm"),
});

/** The answer to GET /policy. */
export const policyAnswer = z.strictObject({
  id: z.string().describe("As ear.appraisal-policy-id has it"),
  policy: z.record(z.string(), z.unknown()).describe("The appraisal policy; empty: the defaults"),
});

export type PublicJwk = z.infer<typeof publicJwk>;
export type ChallengeAnswer = z.infer<typeof challengeAnswer>;
export type AttestRequest = z.infer<typeof attestRequest>;
export type AttestAnswer = z.infer<typeof attestAnswer>;
export type AppraiseRequest = z.infer<typeof appraiseRequest>;
export type Problem = z.infer<typeof problem>;

const LABEL = new TextEncoder().encode("tsmkit attest");
const VERSION = 1;

/** The part with its length before it, big-endian in two bytes. */
const measured = (part: Uint8Array): Uint8Array[] => [Uint8Array.of(part.length >> 8, part.length & 255), part];

/** What evidence must carry for a challenge besides its nonce. */
export interface Bindings {
  /** SHA-256 thumbprint of the key (RFC 7638): 32 bytes. */
  thumbprint?: Uint8Array;
  /** 8 to 64 bytes. */
  userNonce?: Uint8Array;
}

/**
 * The report data that answers a challenge. With nothing else to be bound it is the nonce itself, so that `tsm report --nonce`
 * makes it; else the SHA-512 of "tsmkit attest", a zero byte, the version 1 in a byte, then nonce, thumbprint and user nonce, each
 * with its length before it in two bytes, big-endian, and empty when it is not there.
 */
export function reportDataFor(nonce: Uint8Array, { thumbprint, userNonce }: Bindings = {}): Uint8Array {
  if (!thumbprint && !userNonce) return nonce;
  const none = new Uint8Array();
  const parts = [nonce, thumbprint ?? none, userNonce ?? none].flatMap(measured);
  return sha512(concat([LABEL, Uint8Array.of(0, VERSION), ...parts]));
}
