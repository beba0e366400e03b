/**
 * Azure Attestation, for guests that ask their hardware themselves. Source: Azure/cvm-attestation-tools,
 * cvm-attestation/src (verifier.py, attestation_client.py); microsoft/confidential-sidecar-containers, pkg/common/maa.go.
 */
import * as z from "zod";
import { encodeBase64Url } from "../base64.ts";
import { sha256 } from "../crypto.ts";
import { tsmError } from "../errors.ts";
import { toPem } from "../pem.ts";
import type { Evidence } from "../request.ts";
import { canonicalJson } from "./canonical.ts";
import { tableEntries } from "./certificateTable.ts";
import { ask, inForm, refusal } from "./exchange.ts";
import { type Transport, transportOf } from "./http.ts";
import { publicOnly } from "./keys.ts";
import { lifetimeOf } from "./lifetime.ts";
import { once } from "./once.ts";
import type { AttestationService, Attested, Challenge, ChallengeRequest } from "./service.ts";

const NAME = "Azure Attestation";

const attestAnswer = z.object({ token: z.string().min(1) });

/** Bytes of the nonce that makes the guest's data its own when whoever reads the token gave none. */
const NONCE_SIZE = 32;

/** The chip's certificate first, then those above it. */
const CHAIN = ["vcek", "vlek", "ask", "ark"];

const encoder = new TextEncoder();

/** Where it is. */
export interface AzureOptions extends Partial<Transport> {
  /** Base URL of the instance: `https://sharedeus.eus.attest.azure.net`, or one of yours. */
  url: string;
}

/** The certificates that came with a report, in PEM: Azure asks nobody for them. */
function chainOf(auxblob: Uint8Array | undefined): string {
  const entries = tableEntries(auxblob);
  const chain = CHAIN.flatMap((kind) => entries.filter((entry) => entry.kind === kind));
  if (chain.length === 0) {
    throw tsmError(
      "bad-request",
      `${NAME} needs the chip's certificates: ask for the report with aux, from a host that has them`,
    );
  }
  return chain.map(({ der }) => toPem(der)).join("");
}

/** Path, version and evidence of a request. */
function requestFor({ provider, outblob, auxblob }: Evidence): { path: string; body: object } {
  if (provider === "tdx_guest") {
    return { path: "/attest/TdxVm?api-version=2023-04-01-preview", body: { quote: encodeBase64Url(outblob) } };
  }
  if (provider !== "sev_guest") {
    throw tsmError("bad-request", `${NAME} takes evidence of sev_guest and tdx_guest, not of ${provider}`);
  }
  const report = {
    SnpReport: encodeBase64Url(outblob),
    VcekCertChain: encodeBase64Url(encoder.encode(chainOf(auxblob))),
  };
  return {
    path: "/attest/SevSnpVm?api-version=2022-08-01",
    body: { report: encodeBase64Url(encoder.encode(JSON.stringify(report))) },
  };
}

/** Azure Attestation over HTTPS. */
export class AzureService implements AttestationService {
  readonly name: string;
  readonly #url: string;
  readonly #transport: Transport;

  constructor(options: AzureOptions) {
    this.#url = options.url.replace(/\/+$/, "");
    this.#transport = transportOf(options);
    this.name = `${NAME} at ${options.url}`;
  }

  /**
   * Azure gives no challenge: the report data is the SHA-256 of the guest's data alone, JSON in JCS with `keys` and `nonce`
   * (base64url), which the token has in `x-ms-runtime`. That the evidence is new, only a nonce of the reader's can show.
   */
  async challenge({ key, userNonce }: ChallengeRequest): Promise<Challenge> {
    const nonce = userNonce ?? crypto.getRandomValues(new Uint8Array(NONCE_SIZE));
    const data = encoder.encode(
      canonicalJson({ ...(key && { keys: [publicOnly(key)] }), nonce: encodeBase64Url(nonce) }),
    );
    const first = once();
    return {
      reportData: { nonce: sha256(data) },
      answer: async (evidence, signal) => {
        first();
        return this.#attest(evidence, data, signal);
      },
    };
  }

  async #attest(evidence: Evidence, data: Uint8Array, signal: AbortSignal): Promise<Attested> {
    const { path, body } = requestFor(evidence);
    const asked = {
      url: `${this.#url}${path}`,
      body: { ...body, runtimeData: { data: encodeBase64Url(data), dataType: "JSON" } },
    };
    const answered = await ask(asked, this.#transport, signal);
    if (answered.status === 401 || answered.status === 403) throw refusal("bad-request", NAME, answered);
    if (answered.status !== 200) throw refusal("not-affirmed", NAME, answered);
    const { token } = inForm(attestAnswer, `the answer of ${NAME}`, answered);
    return { token, lifetime: lifetimeOf(token, NAME, answered) };
  }
}
