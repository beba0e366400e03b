/** `tsm unlock` in Node's WASI, with a verifier at the other end of its stdin and stdout. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { createSnpPlatform, type SnpPlatform } from "../../hosts/forge/index.ts";
import { NotAffirmedError, policyFrom, Verifier } from "../../hosts/index.ts";
import {
  generateReleaseKeys,
  type ReleaseOptions,
  type ReleaseVerifier,
  SecretRelease,
} from "../../hosts/release/index.ts";
import { configfsEnv, directory } from "../cli/tsm.ts";
import { hex } from "../reportData.ts";
import { trustRoots } from "../verify/minted.ts";
import { wasm } from "./run.ts";

const HOST = fileURLToPath(new URL("node.mjs", import.meta.url));
const SECRET = new TextEncoder().encode("the key of the disk");

let platform: SnpPlatform;
let report: Uint8Array;
beforeAll(async () => {
  platform = await createSnpPlatform();
  report = await platform.report();
});

/** The fake TSM writes the nonce into a report, but can't sign it: all checks count but that one. */
function unsigned(policy: ReturnType<typeof policyFrom>["policy"]): ReleaseVerifier {
  const verifier = new Verifier({ policy, trustRoots });
  return {
    verify(evidence, options) {
      const appraisal = verifier.appraise(evidence, options);
      const wrong = appraisal.outcomes.filter(({ required, outcome }) => required && outcome !== "affirming");
      if (wrong.every(({ check }) => check === "snp-signature")) return appraisal;
      throw new NotAffirmedError(appraisal);
    },
  };
}

/** Runs `tsm unlock` against a verifier, or against what `answer` says to each line. */
async function unlock(options: {
  release?: Partial<ReleaseOptions>;
  answer?: (line: string) => string | undefined;
  args?: string[];
  env?: Record<string, string>;
}) {
  const folder = directory();
  const files = ["template", "auxblob"].map((name) => join(folder, name)) as [string, string];
  writeFileSync(files[0], report);
  writeFileSync(files[1], platform.certTable);
  const root = join(folder, "report");
  mkdirSync(root);
  const { NODE_OPTIONS: _, ...fake } = configfsEnv(root, { template: files[0], auxblob: files[1] });
  const env = { ...process.env, ...fake, ...options.env };
  const out = join(folder, "secret");
  const args = ["unlock", "--channel", "-", "--out", out, "--entry-root", root, ...(options.args ?? [])];
  const child = spawn(process.execPath, ["--no-warnings", HOST, '{"/":"/"}', ...args], { env });
  child.stdin.on("error", () => {});
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    err += text;
  });
  const closed = new Promise<number | null>((resolve) => child.on("close", resolve));
  const { policy } = policyFrom(report);
  const release = new SecretRelease({ verifier: unsigned(policy), secret: SECRET, ...options.release });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    const reply = options.answer ? options.answer(line) : (await release.answer(line)).line;
    if (reply === undefined) child.stdin.end();
    else child.stdin.write(reply);
  }
  const code = await closed;
  return { code, err, lines, secret: existsSync(out) ? readFileSync(out) : undefined, left: readdirSync(root) };
}

describe("tsm unlock", () => {
  test("gets the secret, and leaves no entry", async () => {
    const { code, err, secret, left, lines } = await unlock({});
    expect({ err, code }).toEqual({ err: "", code: 0 });
    expect(secret).toEqual(Buffer.from(SECRET));
    expect(left).toEqual([]);
    expect(lines[0]).toBe('{"tsmRelease":1,"ask":"challenge"}');
    expect(Object.keys(JSON.parse(lines[1] ?? ""))).toEqual(["tsmRelease", "nonce", "publicKey", "evidence"]);
  });

  test("has another key each time", async () => {
    const keys = await Promise.all([1, 2].map(async () => JSON.parse((await unlock({})).lines[1] ?? "").publicKey));
    expect(keys[0]).not.toBe(keys[1]);
  });

  test("tells times", async () => {
    expect((await unlock({ args: ["--times"] })).err).toMatch(
      /^tsm: the report took \d+ ms, opening the secret \d+ ms\n$/,
    );
  });

  test("takes a secret from the verifier that it knows alone", async () => {
    const [keys, others] = [await generateReleaseKeys(), await generateReleaseKeys()];
    const known = ["--verifier-key", hex(keys.publicKey)];
    expect(await unlock({ release: { keys }, args: known })).toMatchObject({ code: 0, secret: Buffer.from(SECRET) });
    for (const release of [{ keys: others }, {}]) {
      const { code, err, secret } = await unlock({ release, args: known });
      expect({ code, secret }).toEqual({ code: 2, secret: undefined });
      expect(err).toContain("the verifier's answer can't be opened");
    }
  });

  test("says why it is refused", async () => {
    const { policy } = policyFrom(report);
    const other = { ...policy, snp: { ...policy.snp, measurements: ["a5".repeat(48)] } };
    const { code, err, secret, left } = await unlock({ release: { verifier: unsigned(other) } });
    expect({ code, secret, left }).toEqual({ code: 2, secret: undefined, left: [] });
    expect(err).toMatch(/^tsm: the verifier does not release the secret: not-affirmed: .*snp-measurement/);
    expect(err).toMatch(
      /^ {2}FAILED {2}snp-measurement {11}[0-9a-f]{96}\n {36}expected \["(a5){48}"\]\n {36}Compare it /m,
    );
  });

  const challenge = `{"tsmRelease":1,"nonce":"${"00".repeat(32)}"}\n`;
  const broken: [string, (line: string) => string | undefined, RegExp][] = [
    ["goes away", () => undefined, /stdin: this is no message of a secret release at character 0: it ends there/],
    ["says something else", () => "HTTP/1.1 400 Bad Request\n", /at character 0: got 'H'/],
    ["says two lines at once", () => challenge + challenge, /at character 92: got '\{'/],
    ["has too much to say", () => "x".repeat(70_000), /no message of a secret release at character 65536: got 'x'/],
    ["speaks another version", () => challenge.replace(":1,", ":2,"), /at character 14: got '2'/],
    [
      "goes away before it answers",
      (line) => (line.includes("ask") ? challenge : undefined),
      /at character 0: it ends there/,
    ],
    ["answers with the challenge", () => challenge, /at character 17: got 'n'/],
  ];
  test.each(broken)("gives up when the verifier %s", async (_, answer, words) => {
    const { code, err, secret, left } = await unlock({ answer });
    expect(err).toMatch(words);
    expect({ code, secret, left }).toEqual({ code: 2, secret: undefined, left: [] });
  });

  test("says what is wrong with the TSM", async () => {
    const { code, err, secret } = await unlock({ env: { TSM_FAKE: '{"fails":{"mkdir":"ENXIO"}}' } });
    expect(err).toContain("no TSM driver is registered");
    expect({ code, secret }).toEqual({ code: 4, secret: undefined });
  });

  const calls: [string[], RegExp][] = [
    [[], /where is the verifier\? Give --channel FILE/],
    [["--channel", "-"], /stdout is the channel, so the secret needs --out FILE/],
    [["--channel", "/nowhere/port"], /can't open \/nowhere\/port: no such file/],
    [["--channel", "/dev/null", "--verifier-key", "00"], /--verifier-key: expected 32 bytes in hex, got 2 characters/],
    [["--channel", "/dev/null", "--verifier-key", "zz".repeat(32)], /--verifier-key: expected 32 bytes in hex/],
    [["--channel", "/dev/null", "--privlevel", "x"], /--privlevel/],
  ];
  test.each(calls)("is called wrongly: %j", async (args, words) => {
    const { code, err } = await wasm(["unlock", ...args]);
    expect(err).toMatch(words);
    expect(code).toBe(1);
  });
});
