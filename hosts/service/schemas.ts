/**
 * The messages of a verifier service as schemas. The service checks what it reads by them, the client what it is answered, and the
 * OpenAPI document is made of them.
 */
import * as z from "zod";
import { decodeBase64Url } from "../base64.ts";
import type { Problem } from "../http/problem.ts";
import type { CheckOutcome } from "../verifier.ts";
import {
  type AppraiseRequest,
  type AttestAnswer,
  type AttestRequest,
  type ChallengeAnswer,
  NONCE_SIZE,
  type PublicJwk,
  type ToldAppraisal,
} from "./messages.ts";

/** Bytes in base64 of the URL alphabet, without padding: `least` to `most` of them. */
function base64Url(least: number, most: number, what: string): z.ZodType<string, string> {
  const [fewest, many] = [least, most].map((bytes) => Math.ceil((8 * bytes) / 6));
  const error = `expected base64url of ${least === most ? least : `${least} to ${most}`} bytes`;
  return (
    z
      .string()
      .regex(new RegExp(`^[A-Za-z0-9_-]{${fewest},${many}}$`), { error, abort: true })
      // Bits behind the last byte would be another spelling of the same bytes.
      .refine((text) => decodeBase64Url(text) !== undefined, error)
      .describe(what)
  );
}

/** A coordinate of a curve, or the number of an RSA key: so many bytes. */
const number = (least: number, most = least): z.ZodType<string, string> => base64Url(least, most, "Big-endian");

const ec = <C extends string>(crv: C, bytes: number) =>
  z.strictObject({ kty: z.literal("EC"), crv: z.literal(crv), x: number(bytes), y: number(bytes) });

/** A public key to be bound: RFC 7517. What is private in it is refused, rather than left out. */
const publicJwk: z.ZodType<PublicJwk> = z
  .discriminatedUnion("kty", [
    z.discriminatedUnion("crv", [ec("P-256", 32), ec("P-384", 48), ec("P-521", 66)]),
    z.strictObject({ kty: z.literal("OKP"), crv: z.enum(["Ed25519", "X25519"]), x: number(32) }),
    z.strictObject({ kty: z.literal("RSA"), n: number(256, 1024), e: number(1, 8) }),
  ])
  .describe("A public key: the members of RFC 7638 and no others");

/** The answer to POST /challenge. */
export const challengeAnswer: z.ZodType<ChallengeAnswer> = z
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
  evidence: evidence.exactOptional(),
  bundle: z.record(z.string(), z.unknown()).exactOptional().describe("Instead of evidence: a bundle of `tsm bundle`"),
  endorsements: z
    .array(z.base64().min(1))
    .max(64)
    .exactOptional()
    .describe("Certificates, revocation lists, collateral, each in base64: what the service need not fetch"),
};

const onePiece = (body: { evidence?: unknown; bundle?: unknown }): boolean =>
  (body.evidence === undefined) !== (body.bundle === undefined);
const ONE_PIECE = "expected either evidence or a bundle";
/** The same for readers of the OpenAPI document: one of these members, and not both. */
const oneOf = (...names: string[]) => ({ oneOf: names.map((name) => ({ required: [name] })) });

/** The body of POST /attest. */
export const attestRequest: z.ZodType<AttestRequest> = z
  .strictObject({
    nonce: base64Url(NONCE_SIZE, NONCE_SIZE, "That of a challenge"),
    ...given,
    key: publicJwk.exactOptional().describe("A key that the evidence vouches for, and that the token confirms"),
    userNonce: base64Url(
      8,
      64,
      "A nonce of whoever will read the token; it is in the evidence and in the token",
    ).exactOptional(),
    audience: z
      .string()
      .min(1)
      .max(255)
      .exactOptional()
      .describe("Whom the token is for; one of those that the service allows"),
  })
  .refine(onePiece, ONE_PIECE)
  .meta(oneOf("evidence", "bundle"));

/** The body of POST /appraise. */
export const appraiseRequest: z.ZodType<AppraiseRequest> = z
  .strictObject({
    nonce: base64Url(1, 64, "That of the caller, which the evidence must carry").exactOptional(),
    noNonce: z.literal(true).exactOptional().describe("Instead of a nonce: the evidence may be an old one"),
    ...given,
  })
  .refine(onePiece, ONE_PIECE)
  .refine((body) => (body.nonce === undefined) !== (body.noNonce === undefined), "expected either nonce or noNonce")
  .meta({ allOf: [oneOf("evidence", "bundle"), oneOf("nonce", "noNonce")] });

const value = z.union([z.string(), z.number(), z.record(z.string(), z.number())]);

/** A row of an appraisal: see CheckOutcome. */
export const outcomeRow: z.ZodType<CheckOutcome> = z.object({
  check: z.string(),
  topic: z.string(),
  outcome: z.enum(["none", "affirming", "warning", "contraindicated"]),
  required: z.boolean(),
  expected: z.union([value, z.array(z.union([z.string(), z.number()]))]).exactOptional(),
  actual: value.exactOptional(),
  part: z.string().exactOptional(),
  bytes: z.tuple([z.number(), z.number()]).exactOptional(),
  spec: z.string(),
  remedy: z.string().exactOptional(),
});

/** What came of an appraisal: see Appraisal. The answer to POST /appraise, and a part of that to POST /attest. */
export const appraisal: z.ZodType<ToldAppraisal> = z.object({
  verdict: z.enum(["none", "affirming", "warning", "contraindicated"]),
  evidence: z.object({ format: z.string(), version: z.number(), digest: z.string() }),
  outcomes: z.array(outcomeRow),
  tcb: z
    .object({ status: z.string(), date: z.string().exactOptional(), advisories: z.array(z.string()) })
    .exactOptional(),
  validUntil: z.string().exactOptional().describe("When the first of all that was relied on expires: ISO 8601"),
});

/** The answer to POST /attest. */
export const attestAnswer: z.ZodType<AttestAnswer> = z.object({
  token: z.string().describe("EAR as a signed JSON Web Token"),
  expiresIn: z.number().positive().describe("Seconds that the token holds from now on"),
  appraisal: appraisal.describe("What the token rests on"),
});

/** What is wrong: RFC 9457, with the literal code of the error and the rows of the appraisal. */
export const problem: z.ZodType<Problem> = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string().describe("Literal code of the error: docs/errors.md"),
  detail: z.string(),
  outcomes: z.array(outcomeRow).exactOptional().describe("The required rows that do not affirm"),
});

/** The answer to GET /policy. */
export const policyAnswer: z.ZodType<{ id: string; policy: Record<string, unknown> }> = z.strictObject({
  id: z.string().describe("As ear.appraisal-policy-id has it"),
  policy: z.record(z.string(), z.unknown()).describe("The appraisal policy; empty: the defaults"),
});
