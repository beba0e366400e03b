/** When a session attests, what it hands out meanwhile, and what it leaves behind. */
import { describe, expect, test } from "vitest";
import { tsmError } from "../../hosts/errors.ts";
import { AttestationSession, type SessionToken } from "../../hosts/session/index.ts";
import { closedGate } from "../gate.ts";
import { hex } from "../reportData.ts";
import { FakeClock, settle } from "./clock.ts";
import { CountingService, parties } from "./parties.ts";

const MINUTE = 60_000;
const unreachable = () => tsmError("unreachable", "it is down");

describe("a session", () => {
  test("attests at its start, and hands the token out while it holds", async () => {
    const { session, service, provider } = parties();
    expect(session.status()).toMatchObject({ state: "idle", attempts: 0, timeLeft: 0 });
    session.start();
    session.start();
    expect(session.status()).toMatchObject({ state: "attesting", refreshing: true });
    expect(await session.token()).toEqual({ token: "token 1", timeLeft: 300_000 });
    expect((await session.token()).token).toBe("token 1");
    expect([service.asked.length, provider.reports.length]).toEqual([1, 1]);
    expect(session.status()).toMatchObject({ state: "attested", expiresFirst: "token", next: 175_000, failures: 0 });
  });

  test("begins when a token is asked for, too", async () => {
    const { session } = parties();
    expect((await session.token()).token).toBe("token 1");
  });

  test("refreshes when the plan says so, with a fresh challenge and a fresh report", async () => {
    const { session, clock, service, provider } = parties();
    await session.token();
    // Lifetime 300 s: half to two thirds of it, and chance is in the middle.
    await clock.pass(174_999);
    expect(service.asked.length).toBe(1);
    await clock.pass(1);
    expect(service.asked.length).toBe(2);
    expect((await session.token()).token).toBe("token 2");
    expect(new Set(provider.reports.map(hex)).size).toBe(2);
  });

  test("has a token at every moment of a hundred refreshes", async () => {
    const { session, clock, service } = parties({ random: Math.random });
    session.start();
    await settle();
    let moments = 0;
    while (service.answered.length < 100) {
      await clock.pass(7_000);
      const { timeLeft } = session.status();
      expect(timeLeft).toBeGreaterThan(90_000);
      moments++;
    }
    expect(moments).toBeGreaterThan(2000);
    expect(session.status()).toMatchObject({ state: "attested", failures: 0 });
  });

  test("spreads its refreshes by chance, over the window of the plan", async () => {
    const due = await Promise.all(
      [0, 0.25, 0.999].map(async (random) => {
        const { session } = parties({ random: () => random });
        await session.token();
        return Math.round((session.status().next ?? 0) / 1000);
      }),
    );
    expect(due).toEqual([150, 163, 200]);
  });

  test.each([
    ["the token", {}, {}, "token", 300_000],
    ["the evidence", { evidenceLifetime: MINUTE }, {}, "evidence", MINUTE],
    [
      "the collateral",
      {},
      { appraisal: { verdict: "affirming", outcomes: [], validUntil: "2030-01-01T00:02:00Z" } },
      "collateral",
      120_000,
    ],
  ] as const)("goes by what expires first: %s", async (_, options, attested, first, left) => {
    const { session, service, clock } = parties(options);
    service.attested = attested as object;
    expect((await session.token()).timeLeft).toBe(left);
    expect(session.status()).toMatchObject({ expiresFirst: first, timeLeft: left });
    service.failure = unreachable();
    await clock.pass(left - 1);
    expect((await session.token()).timeLeft).toBe(1);
    await clock.pass(1);
    await expect(session.token()).rejects.toMatchObject({ code: "no-token" });
  });

  test("takes collateral that had expired for no end: the service knew", async () => {
    const { session, service } = parties();
    service.attested = { appraisal: { verdict: "affirming", outcomes: [], validUntil: "2029-01-01T00:00:00Z" } };
    expect((await session.token()).timeLeft).toBe(300_000);
  });

  test("tells the time of collateral by the service's clock, where its token has it", async () => {
    const { session, service } = parties();
    // This machine is a year late: the collateral holds for two minutes all the same.
    const claims = btoa(JSON.stringify({ iat: Date.parse("2031-01-01T00:00:00Z") / 1000 }));
    const token = `${btoa('{"alg":"none"}')}.${claims}.`.replaceAll("=", "");
    service.attested = { token, appraisal: { verdict: "affirming", outcomes: [], validUntil: "2031-01-01T00:02:00Z" } };
    expect((await session.token()).timeLeft).toBe(120_000);
  });

  test("lasts a year, by timers that no runtime cuts short", async () => {
    const { session, service, clock } = parties();
    service.attested = { lifetime: 365.25 * 24 * 60 * MINUTE };
    await session.token();
    await clock.pass(24 * 60 * MINUTE);
    expect(service.asked.length).toBe(1);
  });

  test.each([0, -1, Number.NaN])("takes no token that holds for %d ms", async (lifetime) => {
    const { session, service } = parties();
    service.attested = { lifetime };
    await expect(session.token()).rejects.toMatchObject({ code: "no-token", cause: { code: "bad-answer" } });
  });

  test("attests once a second at most, however short its tokens hold", async () => {
    const { session, service, clock } = parties();
    service.attested = { lifetime: 1 };
    session.start();
    await clock.pass(10_000);
    expect(service.asked.length).toBeLessThanOrEqual(11);
  });
});

describe("concurrent callers", () => {
  test("share one attestation, and one report", async () => {
    const { session, service, provider } = parties();
    const warnings: Error[] = [];
    const hear = (warning: Error) => warnings.push(warning);
    process.on("warning", hear);
    const tokens = await Promise.all(Array.from({ length: 50 }, () => session.token()));
    await settle();
    process.off("warning", hear);
    expect(warnings).toEqual([]);
    expect(new Set(tokens.map(({ token }) => token))).toEqual(new Set(["token 1"]));
    expect([service.asked.length, provider.reports.length]).toEqual([1, 1]);
  });

  test("with nonces of their own get a report each; those with the same one share it", async () => {
    const { session, service, provider } = parties();
    const nonces = Array.from({ length: 20 }, (_, i) => new Uint8Array(16).fill(i));
    const tokens = await Promise.all(
      [...nonces, nonces[0]].map((userNonce) => session.token({ userNonce: userNonce as Uint8Array })),
    );
    expect(new Set(tokens.map(({ token }) => token)).size).toBe(20);
    expect(tokens[20]).toEqual(tokens[0]);
    expect(service.asked.map(({ userNonce }) => hex(userNonce as Uint8Array)).sort()).toEqual(nonces.map(hex).sort());
    expect(new Set(provider.reports.map(hex)).size).toBe(20);
    expect(session.status()).toMatchObject({ state: "idle", attempts: 0 });
  });

  test.each([7, 65])("a nonce of %d bytes is refused", async (length) => {
    const { session } = parties();
    const userNonce = new Uint8Array(length);
    await expect(session.token({ userNonce })).rejects.toThrow(`userNonce has ${length} bytes, expected 8 to 64`);
  });

  test("who give up leave the others their token", async () => {
    const { session, service } = parties();
    const gate = closedGate();
    service.gate = gate.opened;
    const stop = new AbortController();
    const [mine, theirs] = [session.token({ signal: stop.signal }), session.token()];
    stop.abort();
    await expect(mine).rejects.toMatchObject({ code: "cancelled" });
    gate.open();
    expect((await theirs).token).toBe("token 1");
  });
});

describe("a refresh that is asked for", () => {
  test("begins at once", async () => {
    const { session, service, told } = parties();
    await session.token();
    expect((await session.refresh("extended")).token).toBe("token 2");
    expect(service.asked.length).toBe(2);
    expect(told).toContainEqual(["refreshing", { reason: "extended" }]);
  });

  test("comes after the attempt under way, whose report may be older than the reason, and once for all who ask", async () => {
    const { session, service } = parties();
    const first = session.token();
    const refreshed = await Promise.all([session.refresh("extended"), session.refresh("extended")]);
    expect((await first).token).toBe("token 1");
    expect(refreshed.map(({ token }) => token)).toEqual(["token 2", "token 2"]);
    expect(service.asked.length).toBe(2);
  });

  test("keeps the token before when it fails", async () => {
    const { session, service } = parties();
    await session.token();
    service.failure = unreachable();
    await expect(session.refresh("extended")).rejects.toMatchObject({ code: "no-token" });
    expect((await session.token()).token).toBe("token 1");
  });
});

describe("listeners", () => {
  test("may ask for tokens, which begins nothing twice", async () => {
    const { session, service } = parties();
    const tokens: Promise<SessionToken>[] = [];
    session.on("refreshing", () => tokens.push(session.token()));
    session.on("token", () => tokens.push(session.token()));
    session.start();
    await settle();
    expect(await Promise.all(tokens)).toHaveLength(2);
    expect(service.asked.length).toBe(1);
  });

  test.each(["refreshing", "token", "failed"] as const)("may close the session: at %s", async (type) => {
    const { session, service, clock } = parties();
    if (type === "failed") service.failure = unreachable();
    session.on(type, () => void session.close());
    session.start();
    await settle();
    await session.close();
    expect(clock.timers).toBe(0);
    expect(session.status().state).toBe("closed");
  });

  test("that have ended hear nothing more", async () => {
    const { session } = parties();
    let heard = 0;
    const end = session.on("token", () => heard++);
    await session.token();
    end();
    await session.refresh("asked");
    expect(heard).toBe(1);
  });
});

describe("the end", () => {
  test.each([
    ["before it began", async () => {}],
    ["while it attests", async ({ session }: ReturnType<typeof parties>) => session.start()],
    ["while a token holds", async ({ session }: ReturnType<typeof parties>) => void (await session.token())],
    [
      "after a failure",
      async ({ session, service }: ReturnType<typeof parties>) => {
        service.failure = unreachable();
        await session.token().catch(() => {});
      },
    ],
  ])("%s leaves no timer and no entry", async (_, before) => {
    const all = parties();
    await before(all);
    await all.session.close();
    expect(all.clock.timers).toBe(0);
    expect(await all.tree.readdir("")).toEqual([]);
    expect(all.session.status()).toMatchObject({ state: "closed", timeLeft: 0 });
    expect(all.types().at(-1)).toBe("closed");
    await expect(all.session.token()).rejects.toMatchObject({ code: "cancelled" });
    await expect(all.session.refresh("asked")).rejects.toMatchObject({ code: "cancelled" });
  });

  test("comes while a report is made: whoever waits is told, and the entry goes", async () => {
    const { session, provider, tree, clock } = parties();
    const report = closedGate();
    provider.makeReport = async ({ inblob }) => {
      await report.opened;
      return { outblob: inblob };
    };
    const waiting: Promise<SessionToken>[] = [session.token(), session.token({ userNonce: new Uint8Array(8) })];
    const ends = Promise.all(waiting.map((token) => expect(token).rejects.toMatchObject({ code: "cancelled" })));
    await settle();
    expect(await tree.readdir("")).toHaveLength(1);
    const closed = session.close();
    await ends;
    report.open();
    await closed;
    expect(await tree.readdir("")).toEqual([]);
    expect(clock.timers).toBe(0);
  });

  test("comes by a signal, too, or by leaving the block", async () => {
    const stop = new AbortController();
    const { session, clock } = parties({ signal: stop.signal });
    await session.token();
    stop.abort();
    await session.close();
    expect(clock.timers).toBe(0);
    const other = parties();
    await other.session.token();
    await other.session[Symbol.asyncDispose]();
    expect(other.clock.timers).toBe(0);
  });
});

test("numbers that are none are refused, by name", () => {
  const { attester } = parties();
  const make = (more: object) => () =>
    new AttestationSession({ attester, service: new CountingService(), clock: new FakeClock(), ...more });
  expect(make({ evidenceLifetime: 0 })).toThrow("evidenceLifetime is 0, expected milliseconds");
  expect(make({ timeout: Number.NaN })).toThrow("timeout is NaN, expected milliseconds");
});
