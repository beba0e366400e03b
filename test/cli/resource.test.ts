/** `tsm resource` as a process, against Trustee's key broker as its documents have it. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { nobody, serving } from "../interop/common.ts";
import { type TrusteeSettings, trustee } from "../interop/trustee.ts";
import { type Signer, signer } from "../token/minting.ts";
import { directory, tsm } from "./tsm.ts";

const SECRET = crypto.getRandomValues(new Uint8Array(48));
const NAME = "default/key/disk";

let as: Signer;
beforeAll(async () => {
  as = await signer("ES256");
});

const broker = (settings: Partial<TrusteeSettings> = {}) =>
  serving(trustee({ signer: as, endorsements: [], secrets: { [NAME]: SECRET }, ...settings }));

const resource = (url: string, ...args: string[]) => tsm(["resource", "--kbs", url, "--provider", "software", ...args]);

describe("a secret", () => {
  test("comes out as it is, and is told nowhere else", async () => {
    const { code, bytes, err } = await resource(await broker(), NAME);
    expect(code, err).toBe(0);
    expect(Uint8Array.from(bytes)).toEqual(SECRET);
    expect(err).not.toContain(Buffer.from(SECRET).toString("base64").slice(0, 20));
  });

  test("goes into a file for its owner alone", async () => {
    const file = join(directory(), "disk.key");
    const { code } = await resource(await broker(), `kbs:///${NAME}`, "-o", file);
    expect(code).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(Uint8Array.from(readFileSync(file))).toEqual(SECRET);
  });
});

describe("no secret", () => {
  test.each<[string, Partial<TrusteeSettings>, number, RegExp]>([
    ["that is not there", { secrets: {} }, 3, /code not-found/],
    ["that the policy refuses", { refused: [NAME] }, 2, /code not-released/],
  ])("%s", async (_, settings, exit, words) => {
    const { code, err, bytes } = await resource(await broker(settings), NAME);
    expect(err).toMatch(words);
    expect(code).toBe(exit);
    expect(bytes).toHaveLength(0);
  });

  test("where nobody answers", async () => {
    const { code, err } = await resource(await nobody(), NAME);
    expect(err).toMatch(/code unreachable/);
    expect(code).toBe(3);
  });

  test.each([
    [["default/key"], "Expected REPOSITORY/TYPE/TAG"],
    [["a/b/c/d"], "Expected REPOSITORY/TYPE/TAG"],
    [[NAME, "-o", "/nowhere/key"], "can't write /nowhere/key"],
  ])("for a call that is wrong: %j", async (args, words) => {
    const { code, err } = await resource("http://127.0.0.1:9", ...args);
    expect(code).toBe(1);
    expect(err).toContain(words);
  });

  test("without the broker's address", async () => {
    const { code, err } = await tsm(["resource", NAME]);
    expect(code).toBe(1);
    expect(err).toContain("--kbs");
  });
});
