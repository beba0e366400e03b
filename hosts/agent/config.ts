/** What an agent is told: its relations with verifier services, as a file of JSON. */
import * as z from "zod";
import { tsmError } from "../errors.ts";
import { issuesIn } from "../http/body.ts";
import { SERVICE_KINDS } from "../session/kinds.ts";

/** Relations at most: each has timers and a key of its own. */
const RELATIONS_MAX = 64;
const REPLICAS_MAX = 16;

const seconds = z.number().positive();

const url = z.url({ protocol: /^https?$/, error: "expected a URL of https: or http:" });

const relation = z.strictObject({
  name: z.string().regex(/^[\w.-]{1,64}$/, "expected 1 to 64 letters, digits, dots, hyphens and underscores"),
  kind: z.enum(SERVICE_KINDS).default("tsmkit").describe("What the service speaks"),
  urls: z.array(url).min(1).max(REPLICAS_MAX).describe("Replicas of one service"),
  audience: z.string().min(1).max(255).optional().describe("Whom tokens are for"),
  apiKeyFile: z
    .string()
    .min(1)
    .optional()
    .describe("File with the API key of Intel Trust Authority; TRUSTAUTHORITY_API_KEY when left out"),
  policyId: z.string().min(1).optional().describe("ear.appraisal-policy-id that tokens must have"),
  key: z
    .union([z.literal("generate"), z.literal(false), z.strictObject({ file: z.string().min(1) })])
    .default("generate")
    .describe("The key that tokens confirm: made by the agent, none, or a public JWK in a file"),
  privlevel: z.int().min(0).max(3).optional(),
  service: z
    .strictObject({ provider: z.string(), guid: z.string().optional(), manifestVersion: z.int().min(0).optional() })
    .optional()
    .describe("Services behind the TSM that are attested, too, such as those of an SVSM"),
  evidenceLifetime: seconds.optional().describe("Seconds that a report may be relied on"),
  timeout: seconds.optional().describe("Seconds that an attestation may take"),
});

const config = z.strictObject({
  provider: z.string().default("auto").describe("Kinds of TSM, the preferred first: as of tsm report"),
  entryRoot: z.string().optional().describe("Report directory instead of the kernel's"),
  relations: z
    .array(relation)
    .min(1)
    .max(RELATIONS_MAX)
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, "two relations have the same name"),
});

export type RelationConfig = z.infer<typeof relation>;
export type AgentConfig = z.infer<typeof config>;

/**
 * Reads a configuration.
 *
 * @param value What the JSON says.
 * @param place Where it is from, for messages.
 * @throws TsmError `bad-request`, which names the member.
 */
export function agentConfig(value: unknown, place: string): AgentConfig {
  const { data, error } = config.safeParse(value);
  if (data) return data;
  throw tsmError("bad-request", `${place}, ${issuesIn(error)}`);
}
