/** What the component `service` answers, whoever serves it: what the Node host says of the same, and problems else. */
import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeBase64, encodeBase64Url } from "../../hosts/base64.ts";
import { readBundle, staple } from "../../hosts/bundle.ts";
import { ccaPublicKey, toPem } from "../../hosts/forge/index.ts";
import { encodeHex } from "../../hosts/hex.ts";
import { TsmError } from "../../hosts/index.ts";
import { list } from "../../hosts/rows.ts";
import { BODY_MAX } from "../../hosts/service/messages.ts";
import { appraisal, appraiseRequest, policyAnswer, problem } from "../../hosts/service/schemas.ts";
import { Verifier, type VerifierOptions } from "../../hosts/verifier.ts";
import { minted } from "../minted.ts";
import { seeded } from "../random.ts";
import { NONCE, platforms, trustRoots } from "../verify/minted.ts";
import type { Serving, Settings, Start } from "./serving.ts";

const JSON_TYPE = "application/json";
const ROOTS = trustRoots.map(toPem).join("");
const MIB = 1 << 20;

const { chip, report, quote, collateral } = await platforms();
const certTable = encodeBase64(chip.certTable);
const bundles = {
  snp: await staple(report, { endorsements: [chip.certTable], trustRoots, offline: true }),
  tdx: await staple(quote, { endorsements: [collateral], trustRoots, offline: true }),
};
const snpBundle = JSON.parse(bundles.snp.text);
const nonce = encodeBase64Url(NONCE);
const asObject = { provider: "sev_guest", outblob: encodeHex(report), auxblob: encodeHex(chip.certTable) };
const changedAt = (bytes: Uint8Array, at: number, mask = 1) => bytes.map((byte, i) => (i === at ? byte ^ mask : byte));

type Message = Record<string, unknown>;

/** What the Node host gives at a time: an appraisal, or the problem that it is. */
function expectedAt(message: Message, settings: VerifierOptions, at: Date): unknown {
  const { evidence, bundle, endorsements = [], nonce } = message;
  try {
    const read = bundle === undefined ? undefined : readBundle(JSON.stringify(bundle));
    const text = read?.evidence ?? (typeof evidence === "string" ? evidence : JSON.stringify(evidence));
    const given = (endorsements as string[]).map((item, i) => ({
      name: `endorsements.${i}`,
      bytes: Buffer.from(item, "base64"),
    }));
    const verifier = new Verifier({ ...settings, endorsements: [...given, ...(read?.endorsements ?? [])] });
    return verifier.appraise(text, {
      at,
      form: typeof evidence === "string" ? "auto" : "json",
      ...(nonce === undefined ? { noNonce: true } : { nonce: Buffer.from(nonce as string, "base64url") }),
    });
  } catch (error) {
    if (!(error instanceof TsmError)) throw error;
    return problemWith(error.code, error.code === "too-large" ? 413 : 422, error.message);
  }
}

function problemWith(code: string, status: number, detail: string) {
  const title = list("fault").find(({ name }) => name === code)?.text;
  return { type: `urn:tsmkit:error:${code}`, title, status, code, detail };
}

/** What is answered to bad requests. */
const badRequest = (detail: string, status = 400) => problemWith("bad-request", status, detail);

/** Asks a server that `start` starts, of all that is so whoever serves. */
export function describeService(start: Start): void {
  const started: Serving[] = [];
  const serve = async (settings: Settings) => {
    const server = await start(settings);
    started.push(server);
    return server;
  };
  afterAll(() => Promise.all(started.map((server) => server.stop())));

  let server: Serving;
  beforeAll(async () => {
    server = await serve({ TSMKIT_TRUST_ROOTS: ROOTS });
  });

  /** Asks. The answer has the media type that its status says, and is what the schema of the service takes. */
  async function ask(path: string, init: RequestInit = {}, { origin } = server) {
    const answer = await fetch(`${origin}${path}`, init);
    const body = await answer.json();
    const type = answer.status === 200 ? JSON_TYPE : "application/problem+json";
    expect(answer.headers.get("content-type")).toBe(type);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    if (answer.status !== 200) expect(problem.parse(body)).toMatchObject({ status: answer.status });
    return { status: answer.status, headers: answer.headers, body };
  }
  const post = (body: BodyInit, to = server, type = JSON_TYPE) =>
    ask("/appraise", { method: "POST", headers: { "content-type": type }, body, duplex: "half" } as RequestInit, to);

  /** Asks for an appraisal, and expects what the Node host says for one of the seconds that it took. */
  async function compare(message: Message, to = server, settings: VerifierOptions = { trustRoots }) {
    expect(appraiseRequest.safeParse(message).error).toBeUndefined();
    const from = Date.now();
    const { status, body } = await post(JSON.stringify(message), to);
    const seconds = Math.floor(Date.now() / 1000) - Math.floor(from / 1000) + 1;
    const all = Array.from({ length: seconds }, (_, i) => expectedAt(message, settings, new Date(from + 1000 * i)));
    if (all.length === 1) expect(body).toEqual(all[0]);
    else expect(all).toContainEqual(body);
    if (status === 200) appraisal.parse(body);
    return { status, body };
  }

  describe("says what the Node host says", () => {
    const verdicts: [name: string, verdict: string, message: Message][] = [
      ["the JSON of tsm report", "affirming", { evidence: asObject, nonce }],
      ["a report in hex", "affirming", { evidence: encodeHex(report), nonce, endorsements: [certTable] }],
      ["a report in base64", "affirming", { evidence: encodeBase64(report), nonce, endorsements: [certTable] }],
      ["a quote", "affirming", { evidence: encodeHex(quote), nonce, endorsements: [btoa(collateral)] }],
      ["a bundle of a report", "affirming", { bundle: snpBundle, nonce }],
      ["a bundle of a quote", "affirming", { bundle: JSON.parse(bundles.tdx.text), nonce }],
      ["no nonce", "affirming", { evidence: asObject, noNonce: true }],
      ["another nonce", "contraindicated", { evidence: asObject, nonce: "AQID" }],
      ["a longer nonce", "contraindicated", { bundle: snpBundle, nonce: encodeBase64Url(new Uint8Array(64).fill(7)) }],
      ["no certificates", "none", { evidence: encodeHex(report), nonce }],
      ["no collateral", "none", { evidence: encodeHex(quote), nonce }],
      [
        "a changed signature",
        "contraindicated",
        { evidence: encodeHex(changedAt(report, 0x2a0)), noNonce: true, endorsements: [certTable] },
      ],
    ];
    test.each(verdicts)("of %s: %s", async (_, verdict, message) => {
      expect((await compare(message)).body).toMatchObject({ verdict });
    });

    test("of evidence of every format", async () => {
      for (const evidence of Object.values(await minted())) {
        await compare({ evidence: encodeHex(evidence), noNonce: true });
        await compare({ evidence: { provider: "other", outblob: encodeBase64(evidence) }, nonce });
      }
    });

    test("of reports and quotes with a bit that was flipped", async () => {
      const random = seeded(31);
      for (const [bytes, endorsement] of [
        [report, certTable],
        [quote, btoa(collateral)],
      ] as const) {
        for (let i = 0; i < 40; i++) {
          const flipped = changedAt(bytes, Math.floor(random() * bytes.length), 1 << Math.floor(random() * 8));
          const { body } = await compare({ evidence: encodeHex(flipped), nonce, endorsements: [endorsement] });
          // Not every byte of a quote counts: there is padding, and the PEM of its certificates.
          if (bytes === report) expect(body.verdict).not.toBe("affirming");
        }
      }
    });

    const refused: [name: string, code: string, message: Message][] = [
      ["what is no evidence", "unknown-format", { evidence: "00".repeat(100), noNonce: true }],
      ["a report that is cut", "truncated", { evidence: encodeHex(report.subarray(0, 1000)), noNonce: true }],
      ["JSON without evidence", "json", { evidence: { provider: "x" }, noNonce: true }],
      ["what is no endorsement", "bad-endorsement", { evidence: asObject, nonce, endorsements: [certTable, "AQID"] }],
      ["too much evidence", "too-large", { evidence: "00".repeat(2 * MIB), noNonce: true }],
      ["another bundle", "bad-bundle", { bundle: { ...snpBundle, tsmBundle: 2 }, nonce }],
      ["a bundle with more", "bad-bundle", { bundle: { ...snpBundle, "ü\n": 1 }, nonce }],
      ["a bundle without evidence", "bad-bundle", { bundle: { ...snpBundle, evidence: {} }, nonce }],
      [
        "a bundle of what is none",
        "bad-endorsement",
        { bundle: { ...snpBundle, endorsements: [{ name: "größer", from: "given", bytes: "AQID" }] }, nonce },
      ],
    ];
    test.each(refused)("of %s: %s", async (_, code, message) => {
      expect((await compare(message)).body).toMatchObject({ code });
    });
  });

  describe("refuses bodies", () => {
    const other = 'there is no member "challenge", known are evidence, bundle, endorsements, nonce, noNonce';
    const NONCES = "nonce: expected base64url of 1 to 64 bytes";
    const FLAG = "noNonce: expected true";
    const PIECE = "expected either evidence or a bundle";
    const FORM = "evidence: expected an object, or hex or base64 in a string";
    const base = { evidence: asObject, nonce };
    test.each<[name: string, detail: string, message: unknown]>([
      ["a list", "the body is no object", []],
      ["without evidence", PIECE, { nonce }],
      ["with evidence and a bundle", PIECE, { ...base, bundle: snpBundle }],
      ["without a word about the nonce", "expected either nonce or noNonce", { evidence: asObject }],
      ["with both words", "expected either nonce or noNonce", { ...base, noNonce: true }],
      ["with a nonce that is waived by false", FLAG, { evidence: asObject, noNonce: false }],
      ["with an empty nonce", NONCES, { ...base, nonce: "" }],
      ["with a long nonce", NONCES, { ...base, nonce: encodeBase64Url(new Uint8Array(65)) }],
      ["with a nonce in base64", NONCES, { ...base, nonce: "AQI=" }],
      ["with a nonce of the other alphabet", NONCES, { ...base, nonce: "+/+/" }],
      ["with bits behind the nonce", NONCES, { ...base, nonce: "AR" }],
      ["with a nonce that is a number", NONCES, { ...base, nonce: 1 }],
      ["with evidence that is a list", FORM, { ...base, evidence: [] }],
      ["with empty evidence", FORM, { ...base, evidence: "" }],
      ["with a bundle that is a text", "bundle: expected an object", { bundle: bundles.snp.text, nonce }],
      ["with an endorsement alone", "endorsements: expected a list", { ...base, endorsements: certTable }],
      ["with an endorsement in hex", "endorsements.1: expected base64", { ...base, endorsements: [certTable, "abc"] }],
      ["with an endorsement in base64url", "endorsements.0: expected base64", { ...base, endorsements: ["__-_"] }],
      ["with an empty endorsement", "endorsements.0: expected base64", { ...base, endorsements: [""] }],
      ["with a number for one", "endorsements.0: expected base64", { ...base, endorsements: [1] }],
      ["with 65 endorsements", "endorsements: expected at most 64", { ...base, endorsements: Array(65).fill("AAAA") }],
      ["with more members", other, { ...base, challenge: nonce }],
    ])("%s: %s", async (_, detail, message) => {
      expect(appraiseRequest.safeParse(message).success).toBe(false);
      expect((await post(JSON.stringify(message))).body).toEqual(badRequest(detail));
    });

    test.each<[name: string, detail: string, body: string | Uint8Array<ArrayBuffer>]>([
      ["that are empty", "at character 0: it ends too early", ""],
      ["that end early", "at character 11: it ends too early", '{"evidence"'],
      ["that go on", "at character 3: it is no JSON", "{} {}"],
      ["that are no JSON", "at character 0: it is no JSON", "evidence"],
      [
        "with bytes that are no UTF-8",
        "at character 2: a string holds a control character, a bad escape, half a surrogate pair, or what is no UTF-8",
        Uint8Array.of(123, 34, 255, 34),
      ],
      [
        "with a member twice",
        "at character 14: a member, or an entry that may be there once, is there twice",
        '{"nonce":"A","nonce":"B"}',
      ],
    ])("%s: %s", async (_, detail, body) => {
      expect((await post(body)).body).toEqual(badRequest(`the body is no JSON: ${detail}`));
    });

    test("without saying again all that they said", async () => {
      for (const message of [
        { [`x${"ü".repeat(2 * MIB)}`]: 1 },
        { bundle: { tsmBundle: '"'.repeat(4 * MIB) }, nonce },
      ]) {
        const { body } = await post(JSON.stringify(message));
        expect(new TextEncoder().encode(body.detail).length).toBeLessThan(1100);
        expect(body.detail).toMatch(/(üü|\\"\\?)\.\.\.$/);
      }
    });

    test("of another type", async () => {
      for (const type of ["text/plain", "application/json5", "application/jso", "application/problem+json", 'a"b']) {
        const detail = `content-type is "${type}", expected "application/json"`;
        expect((await post("{}", server, type)).body).toEqual(badRequest(detail, 415));
      }
      const none = await ask("/appraise", { method: "POST", body: Uint8Array.of(123, 125) });
      expect(none.body.detail).toBe('content-type is "", expected "application/json"');
    });

    test("of any size that it takes elsewhere, when all of them has come", async () => {
      const body = "x".repeat(BODY_MAX);
      for (let i = 0; i < 3; i++) {
        expect((await post(body, server, "text/plain")).status).toBe(415);
        for (const [path, status] of [
          ["/attest", 404],
          ["/policy", 405],
        ] as const) {
          expect((await ask(path, { method: "POST", body })).status).toBe(status);
        }
      }
    });

    test("but takes the type with parameters, in any case", async () => {
      for (const type of ["Application/JSON; charset=utf-8", "application/json ;a=b"]) {
        expect((await post("{}", server, type)).status).toBe(400);
      }
    });
  });

  describe("takes bodies", () => {
    const text = JSON.stringify({ evidence: asObject, nonce });
    const verdict = { verdict: "affirming" };
    const streamed = (pieces: string[], pause = 0) =>
      new ReadableStream({
        async start(controller) {
          for (const piece of pieces) {
            controller.enqueue(new TextEncoder().encode(piece));
            if (pause) await new Promise((resolve) => setTimeout(resolve, pause));
          }
          controller.close();
        },
      });

    test("in chunks", async () => {
      const pieces = text.match(/.{1,97}/g) ?? [];
      expect((await post(streamed(pieces))).body).toMatchObject(verdict);
    });

    test("that come slowly", async () => {
      expect((await post(streamed([text.slice(0, 10), text.slice(10, 99), text.slice(99)], 200))).body).toMatchObject(
        verdict,
      );
    });

    test("of just what fits, and refuses one byte more", async () => {
      const padded = (length: number) => text + " ".repeat(length - text.length);
      expect((await post(padded(BODY_MAX))).body).toMatchObject(verdict);
      const tooLarge = problemWith("too-large", 413, `the body has more than ${BODY_MAX} bytes`);
      expect((await post(padded(BODY_MAX + 1))).body).toEqual(tooLarge);
      expect((await post(streamed([padded(BODY_MAX), " "]))).body).toEqual(tooLarge);
    });

    test("and is as good as new when one breaks off", async () => {
      const socket = connect(server.port, "127.0.0.1");
      const head = `POST /appraise HTTP/1.1\r\nhost: x\r\ncontent-type: ${JSON_TYPE}\r\ncontent-length: 1000\r\n\r\n`;
      socket.write(`${head}${text.slice(0, 100)}`);
      await once(socket, "connect");
      await new Promise((resolve) => setTimeout(resolve, 200));
      socket.destroy();
      await compare({ evidence: asObject, nonce });
    });

    test("of twenty at once", async () => {
      const nonces = Array.from({ length: 20 }, (_, i) => (i % 2 ? nonce : "AQID"));
      const answers = await Promise.all(nonces.map((nonce) => post(JSON.stringify({ evidence: asObject, nonce }))));
      const verdicts = answers.map(({ body }) => body.verdict);
      expect(verdicts).toEqual(nonces.map((said) => (said === nonce ? "affirming" : "contraindicated")));
    });
  });

  test("other methods and paths have nothing", async () => {
    for (const method of ["GET", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
      const { status, headers, body } = await ask("/appraise?x", { method });
      expect([status, headers.get("allow")]).toEqual([405, "POST"]);
      expect(body).toEqual(badRequest("only POST is answered at /appraise", 405));
    }
    for (const path of ["/policy", "/healthz"]) {
      const { status, headers } = await ask(path, { method: "POST", body: "{}" });
      expect([status, headers.get("allow")]).toEqual([405, "GET"]);
    }
    for (const path of ["/", "/appraise/", "/Appraise", "/challenge", "/attest", "/%22%0a"]) {
      const detail = `there is no ${path}, only /appraise, /policy, /healthz`;
      expect((await ask(path)).body).toEqual(badRequest(detail, 404));
    }
  });

  test("tells that it is alive, and that it has no policy", async () => {
    expect((await ask("/healthz")).body).toEqual({ status: "alive" });
    const { body } = await ask("/policy?x=1");
    expect(policyAnswer.parse(body)).toEqual({ id: "tsmkit:default", policy: {} });
  });

  test("goes by its policy, and tells it", async () => {
    const policy = '{ "version": 1,\n "snp": { "signingKeys": ["VLEK"] } }';
    const strict = await serve({ TSMKIT_POLICY: policy, TSMKIT_TRUST_ROOTS: ROOTS });
    const { body } = await compare({ evidence: asObject, nonce }, strict, { policy, trustRoots });
    expect(body).toMatchObject({ verdict: "contraindicated" });
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(policy));
    expect((await ask("/policy", {}, strict)).body).toEqual({
      id: `sha256:${encodeHex(new Uint8Array(digest))}`,
      policy: JSON.parse(policy),
    });
  });

  test("trusts keys too, and nobody without being told", async () => {
    const key = toPem(ccaPublicKey()).replaceAll("CERTIFICATE", "PUBLIC KEY");
    const { "minted CCA token": token } = await minted();
    const keyed = await serve({ TSMKIT_TRUST_ROOTS: key });
    const { body } = await compare({ evidence: encodeHex(token), noNonce: true }, keyed, {
      trustRoots: [key],
    });
    expect(body).toMatchObject({ verdict: "affirming" });
    expect((await compare({ evidence: asObject, nonce }, keyed, { trustRoots: [key] })).body).toMatchObject({
      verdict: "contraindicated",
    });
  });

  test.each<[name: string, settings: Settings, code: string, detail: RegExp]>([
    ["a policy that is none", { TSMKIT_POLICY: '{"version":2}' }, "bad-policy", /^TSMKIT_POLICY: the policy is not/],
    ["an empty policy", { TSMKIT_POLICY: "" }, "bad-policy", /^TSMKIT_POLICY: /],
    ["roots that are none", { TSMKIT_TRUST_ROOTS: "root" }, "bad-endorsement", /^TSMKIT_TRUST_ROOTS: /],
    ["empty roots", { TSMKIT_TRUST_ROOTS: "" }, "empty", /^TSMKIT_TRUST_ROOTS: /],
  ])("with %s it says so, and no verdict", async (_, settings, code, detail) => {
    const broken = await serve(settings);
    const asked = [
      ask("/healthz", {}, broken),
      ask("/policy", {}, broken),
      post(JSON.stringify({ evidence: asObject, nonce }), broken),
    ];
    for (const { body } of await Promise.all(asked)) {
      expect(body).toMatchObject({ status: 500, code, detail: expect.stringMatching(detail) });
    }
  });

  const isLinux = process.platform === "linux";
  test.skipIf(!isLinux)(
    `needs no more memory the longer it is asked${isLinux ? "" : " (SKIPPED: there is no /proc)"}`,
    async () => {
      const message = JSON.stringify({ bundle: snpBundle, nonce });
      const wrong = JSON.stringify({ evidence: "00".repeat(MIB), noNonce: true });
      const askOften = async () => {
        for (let i = 0; i < 200; i++) {
          expect((await post(i % 10 ? message : wrong)).status).toBe(i % 10 ? 200 : 422);
        }
      };
      // Engines collect garbage when they like, and may come to rest late. Bodies left behind would cost 40 MiB each time.
      let growth = Number.POSITIVE_INFINITY;
      await askOften();
      for (let before = server.memory(), round = 0; round < 10 && growth >= 10 * MIB; round++) {
        await askOften();
        growth = server.memory() - before;
        before += growth;
      }
      expect(growth).toBeLessThan(10 * MIB);
    },
  );
}
