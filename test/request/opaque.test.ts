/** A quote in a form that only its maker can read, and evidence of a TVM: the ledger of generations decides whose they are. */
import { describe, expect, test } from "vitest";
import { Attester } from "../../hosts/attester.ts";
import { encodeCbor, generateKey, sign1 } from "../../hosts/forge/index.ts";
import { coveGuest, type Provider, softwareTsm, tdxGuest } from "../../hosts/software-tsm/index.ts";
import { appraise } from "../../hosts/verifier.ts";

const nonce = Uint8Array.from({ length: 64 }, (_, i) => 200 - i);
const { privateKey } = await generateKey("P-256");

/** A driver whose quotes are web tokens. */
const webTokens: Provider = {
  ...tdxGuest(),
  makeReport: async ({ inblob }) => ({
    outblob: await sign1(encodeCbor(new Map([[-70000, inblob]])), privateKey, "P-256"),
  }),
};

/** A program that writes to the entry once, before its report is read. */
function interfered(provider: Provider) {
  const { files } = softwareTsm({ provider });
  let done = false;
  const read = files.read.bind(files);
  return {
    files,
    attester: new Attester(
      Object.assign(Object.create(files), {
        read: async (entry: string, attribute: string, ...rest: unknown[]) => {
          if (attribute === "outblob" && !done) {
            done = true;
            await files.write(entry as never, "inblob" as never, new Uint8Array(64).fill(1));
          }
          return (read as (...all: unknown[]) => Promise<Uint8Array>)(entry, attribute, ...rest);
        },
      }),
    ),
  };
}

describe("a TDX quote as a web token", () => {
  test("is taken, and its verdict is none", async () => {
    const evidence = await new Attester(softwareTsm({ provider: webTokens }).files).request({ nonce });
    expect(evidence).toMatchObject({ provider: "tdx_guest", attempts: 1, interfered: false });
    expect(appraise(evidence.outblob, { nonce }).verdict).toBe("none");
  });

  test("is asked for again when another program wrote to the entry", async () => {
    const { attester, files } = interfered(webTokens);
    const evidence = await attester.request({ nonce });
    expect(evidence.attempts).toBe(2);
    expect(await files.list()).toEqual([]);
  });

  test("other CBOR is no quote", async () => {
    const other: Provider = { ...tdxGuest(), makeReport: async ({ inblob }) => ({ outblob: encodeCbor([inblob]) }) };
    const request = new Attester(softwareTsm({ provider: other }).files).request({ nonce });
    await expect(request).rejects.toMatchObject({ code: "bad-outblob" });
  });
});

describe("evidence of a TVM of the software TSM", () => {
  test.each([64, 32, 1])("carries a nonce of %i bytes", async (length) => {
    const asked = nonce.subarray(0, length);
    const evidence = await new Attester(softwareTsm({ provider: coveGuest() }).files).request({ nonce: asked });
    expect(evidence.provider).toBe("tsmkit_cove_guest");
    const { outcomes } = appraise(evidence.outblob, { nonce: asked });
    expect(outcomes.find(({ check }) => check === "nonce")?.outcome).toBe("affirming");
  });
});
