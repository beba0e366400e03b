/** The OpenAPI document of the service: made of the schemas that it checks bodies by. */
import * as z from "zod";
import * as messages from "./schemas.ts";

const schemas = {
  ChallengeAnswer: messages.challengeAnswer,
  AttestRequest: messages.attestRequest,
  AttestAnswer: messages.attestAnswer,
  AppraiseRequest: messages.appraiseRequest,
  Appraisal: messages.appraisal,
  Policy: messages.policyAnswer,
  Problem: messages.problem,
};

type SchemaName = keyof typeof schemas;

const json = (name: SchemaName, type = "application/json") => ({
  content: { [type]: { schema: { $ref: `#/components/schemas/${name}` } } },
});

const refused = (description: string) => ({ description, ...json("Problem", "application/problem+json") });

/** Problems of every route that takes a body. */
const PROBLEMS = {
  400: refused("The body is not what it should be; `detail` says where"),
  413: refused("The body is too large"),
  415: refused("The body does not say that it is JSON"),
  422: refused("The evidence, or what came with it, can't be read; or nobody has what verifying it needs"),
  429: refused("More requests than one client may make in a second"),
  503: refused("Too much to do, or the store or a collateral service does not answer: ask again after Retry-After"),
};

const get = (summary: string, description: string, name?: SchemaName) => ({
  get: {
    summary,
    responses: { 200: name ? { description, ...json(name) } : { description } },
  },
});

/** Pairs of one kind as lists of two: few generators of clients know tuples. */
function withoutTuples({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  const [first] = jsonSchema.prefixItems ?? [];
  if (first === undefined) return;
  jsonSchema.items = first;
  delete jsonSchema.prefixItems;
}

/** The document, in the version of the service. */
export function openApi(version: string): Record<string, unknown> {
  const definitions = Object.entries(schemas).map(([name, schema]) => {
    const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input", override: withoutTuples });
    return [name, rest];
  });
  return {
    openapi: "3.1.0",
    info: {
      title: "tsm serve",
      version,
      summary: "Verifies attestation evidence, and issues attestation results.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    paths: {
      "/challenge": {
        post: {
          summary: "Asks for a nonce that can be answered once",
          responses: {
            200: { description: "A challenge", ...json("ChallengeAnswer") },
            429: PROBLEMS[429],
            503: PROBLEMS[503],
          },
        },
      },
      "/attest": {
        post: {
          summary: "Answers a challenge with evidence, and gets a token",
          requestBody: { required: true, ...json("AttestRequest") },
          responses: {
            200: { description: "The evidence is affirmed", ...json("AttestAnswer") },
            403: refused("The evidence is not affirmed, with the rows that say why; or no such challenge was given"),
            409: refused("The challenge has been answered before"),
            ...PROBLEMS,
          },
        },
      },
      "/appraise": {
        post: {
          summary: "Appraises evidence that carries a nonce of the caller's",
          requestBody: { required: true, ...json("AppraiseRequest") },
          responses: {
            200: { description: "What came of every check, whatever the verdict", ...json("Appraisal") },
            ...PROBLEMS,
          },
        },
      },
      "/policy": get("The appraisal policy", "The policy and its id", "Policy"),
      "/.well-known/jwks.json": get("The public keys of the tokens", "A JSON Web Key Set"),
      "/openapi.json": get("This document", "OpenAPI 3.1"),
      "/healthz": get("Is it alive?", "It is"),
      "/readyz": {
        get: {
          summary: "Does it answer requests?",
          responses: { 200: { description: "It does" }, 503: refused("Its store does not answer") },
        },
      },
      "/metrics": get("Metrics", "Prometheus' text format"),
    },
    components: { schemas: Object.fromEntries(definitions) },
  };
}
