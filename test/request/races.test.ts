/** Others write to the entry while a report is made. */
import { describe, expect, test } from "vitest";
import { Attester } from "../../hosts/attester.ts";
import type { TsmError } from "../../hosts/errors.ts";
import { bindManifest, createSvsm } from "../../hosts/forge/index.ts";
import { interfere, type Provider, sevGuest, slow, softwareTsm, tdxGuest } from "../../hosts/software-tsm/index.ts";
import { closedGate } from "../gate.ts";
import { randomBytes, seeded } from "../random.ts";
import { hex, reportDataOf } from "../reportData.ts";
import { traced } from "./trace.ts";

const sev = sevGuest();
const tdx = tdxGuest();
const random = seeded(7);
const nonce = randomBytes(random, 64);
const foreign = randomBytes(random, 64);

/** Writes to the entry before a verb, the first `times` times. */
function disturbed(provider: Provider, verb: string, attribute: string, bytes: Uint8Array, times = 1) {
  const { files } = softwareTsm({ provider });
  let left = times;
  const watched = traced(files, async (v, _, entry) => {
    if (v === verb && left-- > 0) await files.write(entry, attribute, bytes);
  });
  return { files, watched, attester: new Attester(watched) };
}

describe("another's write", () => {
  test("after the report was read is no conflict", async () => {
    const { attester } = disturbed(sev, "read generation", "inblob", foreign);
    const evidence = await attester.request({ nonce });
    expect(evidence).toMatchObject({ attempts: 1, interfered: true, generation: 3n });
    expect(reportDataOf(evidence.outblob)).toBe(hex(nonce));
  });

  test("of the very same nonce is no conflict", async () => {
    const { attester } = disturbed(sev, "read outblob", "inblob", nonce);
    expect(await attester.request({ nonce })).toMatchObject({ attempts: 1, interfered: true });
  });

  test.each([
    ["a foreign nonce", "inblob", foreign],
    ["a nonce of a length the TSM refuses", "inblob", foreign.subarray(0, 7)],
    ["another privilege level", "privlevel", Uint8Array.of(0x33)],
  ])("of %s is met by a new attempt", async (_, attribute, bytes) => {
    const { attester, watched, files } = disturbed(sev, "read outblob", attribute, bytes, 3);
    const evidence = await attester.request({ nonce });
    expect(evidence.attempts).toBe(4);
    expect(evidence.privlevel).toBe(0);
    expect(reportDataOf(evidence.outblob)).toBe(hex(nonce));
    expect(watched.verbs.filter((v) => v === "remove").length).toBe(4);
    expect(await files.list()).toEqual([]);
  });

  test("between report and certificates is met by a new attempt", async () => {
    const { attester } = disturbed(sev, "read auxblob", "inblob", foreign.subarray(0, 3));
    const evidence = await attester.request({ nonce, aux: true });
    expect(evidence.attempts).toBe(2);
    expect(evidence.auxblob).toBeDefined();
  });

  test.each([
    ["read outblob", 4],
    // The report was made for this nonce, and binds the manifest, which is the same for the foreign one.
    ["read manifestblob", 1],
  ])("before %s of a service takes %i attempts", async (verb, attempts) => {
    const { attester, files } = disturbed(sevGuest({ svsm: true }), verb, "inblob", foreign, 3);
    const evidence = await attester.request({ nonce, service: { provider: "svsm" } });
    expect(evidence).toMatchObject({ attempts, interfered: attempts === 1 });
    const { outblob, manifestblob } = evidence;
    expect(reportDataOf(outblob)).toBe(hex(await bindManifest(nonce, manifestblob as Uint8Array)));
    expect(await files.list()).toEqual([]);
  });

  test("that asks for another service is met by a new attempt", async () => {
    const svsm = await createSvsm();
    const vtpm = new TextEncoder().encode("c476f1eb-0123-45a5-9641-b4e7dde5bfe3");
    const { attester } = disturbed(sevGuest({ svsm }), "read manifestblob", "service_guid", vtpm);
    const evidence = await attester.request({ nonce, service: { provider: "svsm" } });
    expect(evidence).toMatchObject({ attempts: 2, manifestblob: svsm.manifest });
  });

  test("that never stops is a conflict, after so many attempts", async () => {
    const { attester, watched, files } = disturbed(sev, "read outblob", "inblob", foreign, Number.POSITIVE_INFINITY);
    const error: TsmError = await attester.request({ nonce, attempts: 5 }).then(Promise.reject, (e) => e);
    expect(error).toMatchObject({ code: "conflict", group: "again", exitCode: 5 });
    expect(watched.verbs.filter((v) => v === "create").length).toBe(5);
    expect(await files.list()).toEqual([]);
  });

  test("is caught by the ledger where the format is unknown", async () => {
    const echo: Provider = {
      name: "other_guest",
      privlevelFloor: 0,
      shows: () => false,
      makeReport: async ({ inblob }) => ({ outblob: Uint8Array.from(inblob) }),
    };
    const { attester } = disturbed(echo, "read outblob", "inblob", foreign, 2);
    const evidence = await attester.request({ nonce });
    expect(evidence).toMatchObject({ attempts: 3, interfered: false });
    expect(evidence.outblob).toEqual(nonce);
  });

  test.each([
    ["read provider", 3],
    ["read privlevel_floor", 3],
    ["write privlevel", 3],
    ["write inblob", 3],
    ["read outblob", 3],
    ["read auxblob", 3],
    ["read generation", 3],
    ["remove", 1],
  ])("an entry that somebody removes before %s is made again", async (place, attempts) => {
    const { files } = softwareTsm({ provider: sev });
    let left = 2;
    const watched = traced(files, async (verb, _, entry) => {
      if (verb === place && left-- > 0) await files.remove(entry);
    });
    const evidence = await new Attester(watched).request({ nonce, aux: true, privlevel: 0 });
    expect(evidence).toMatchObject({ attempts, leftBehind: undefined });
    expect(await files.list()).toEqual([]);
  });
});

describe("100 requesters at once, and others who rewrite entries at random", () => {
  test.each([
    ["sev_guest", sev],
    ["tdx_guest", tdx],
  ])("%s: every report carries its own nonce, none fails, nothing is left", async (_, provider) => {
    const { files } = softwareTsm({ provider });
    const chance = seeded(12);
    const delay = () => new Promise<void>((resolve) => setTimeout(resolve, 20 * chance()));
    const interferers = Array.from({ length: 10 }, (_, i) => interfere(files, { random: seeded(i), delay }));
    // These strike anywhere, mostly at entries that wait. Every third attempt is struck where it hurts.
    const struck = traced(files, async (verb, _, entry) => {
      if (verb !== "read outblob" || chance() > 0.33) return;
      await files.write(entry, "inblob", randomBytes(chance, 1 + Math.floor(64 * chance())));
    });
    const requesters = Array.from({ length: 100 }, () => new Attester(struck));
    const wanted = Array.from({ length: 400 }, () => randomBytes(random, 64));
    let left = wanted.length;
    const evidence = await Promise.all(
      wanted.map(async (own, i) => {
        const made = await (requesters[i % 100] as Attester).request({ nonce: own });
        // Against the last few, ten would starve them, as they would on a kernel.
        if (--left === 200) for (const interferer of interferers) interferer.stop();
        return made;
      }),
    );
    await Promise.all(interferers.map((interferer) => interferer.stop()));
    expect(evidence.map(({ outblob }) => reportDataOf(outblob))).toEqual(wanted.map(hex));
    expect(await files.list()).toEqual([]);
    expect(evidence.filter(({ attempts }) => attempts > 1).length).toBeGreaterThan(50);
  });
});

describe("one attester", () => {
  test("has one request in flight, the others wait", async () => {
    const { files } = softwareTsm({ provider: sev });
    let open = 0;
    let most = 0;
    const watched = traced(files, (verb) => {
      if (verb === "create") most = Math.max(most, ++open);
      if (verb === "remove") open--;
    });
    const attester = new Attester(watched);
    await Promise.all(Array.from({ length: 10 }, (_, i) => attester.request({ nonce: Uint8Array.of(i + 1) })));
    expect(most).toBe(1);
  });

  test("lets go at once when aborted, and cleans up behind", async () => {
    const report = closedGate();
    const stop = new AbortController();
    const delay = () => {
      stop.abort();
      return report.opened;
    };
    const { files } = softwareTsm({ provider: slow(sev, 0, delay) });
    const attester = new Attester(files);
    // It rejects while the report is still being made, which goes on after that.
    const error: TsmError = await attester.request({ nonce, signal: stop.signal }).then(Promise.reject, (e) => e);
    expect(error).toMatchObject({ code: "cancelled", group: "again" });
    report.open();
    expect((await attester.request({ nonce })).attempts).toBe(1);
    await attester.settled();
    expect(await files.list()).toEqual([]);
  });

  test("gives up after its timeout, and a request that waits is never begun", async () => {
    const { files } = softwareTsm({ provider: slow(sev, 150) });
    const watched = traced(files);
    const attester = new Attester(watched);
    const first = attester.request({ nonce });
    const second: TsmError = await attester.request({ nonce, timeout: 20 }).then(Promise.reject, (e) => e);
    expect(second).toMatchObject({ code: "timed-out", group: "again" });
    await first;
    await attester.settled();
    expect(watched.verbs.filter((v) => v === "create").length).toBe(1);
    expect(await attester.request({ nonce, signal: AbortSignal.abort() }).catch((e) => e.code)).toBe("cancelled");
  });
});
