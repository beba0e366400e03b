/** What a session does when attestations fail, and when clocks do. */
import { describe, expect, test } from "vitest";
import { tsmError } from "../../hosts/errors.ts";
import { serviceError } from "../../hosts/session/problem.ts";
import { parties } from "./parties.ts";

const MINUTE = 60_000;
const unreachable = () => tsmError("unreachable", "it is down");

describe("a failure", () => {
  test("that passes leaves the token alone, and is tried again with back-off", async () => {
    const { session, service, clock, told } = parties({ random: () => 0.999999 });
    await session.token();
    service.failure = unreachable();
    await clock.pass(200_000);
    const { state, error } = session.status();
    expect({ state, code: error?.code }).toEqual({ state: "failing", code: "unreachable" });
    expect((await session.token()).token).toBe("token 1");
    await clock.pass(7_000);
    const waits = told.flatMap(([type, detail]) => (type === "failed" ? [(detail as { next: number }).next] : []));
    expect(waits.slice(0, 5).map(Math.round)).toEqual([250, 500, 1000, 2000, 4000]);
    service.failure = undefined;
    await clock.pass(10_000);
    expect((await session.token()).token).toBe("token 2");
    expect(session.status()).toMatchObject({ state: "attested", failures: 0 });
    expect(session.status().error).toBeUndefined();
  });

  test("that lasts is survived until the token expires, and not a moment longer; then it recovers", async () => {
    const { session, service, clock, types } = parties();
    await session.token();
    service.failure = unreachable();
    await clock.pass(299_999);
    expect((await session.token()).timeLeft).toBe(1);
    expect(types()).not.toContain("expired");
    await clock.pass(1);
    await expect(session.token()).rejects.toMatchObject({ code: "no-token", cause: { code: "unreachable" } });
    expect(types().filter((type) => type === "expired")).toHaveLength(1);
    expect(session.status()).toMatchObject({ state: "failing", timeLeft: 0, grounds: {} });
    service.failure = undefined;
    await clock.pass(MINUTE);
    expect((await session.token()).token).toBe("token 2");
  });

  test("that outlasts the token is tried again soon, and then less and less often", async () => {
    const { session, service, clock, told } = parties({ random: () => 0.999999 });
    await session.token();
    service.failure = unreachable();
    await clock.pass(300_000);
    const before = told.length;
    await clock.pass(10 * MINUTE);
    const waits = told
      .slice(before)
      .flatMap(([type, detail]) => (type === "failed" ? [(detail as { next: number }).next] : []));
    expect(waits.slice(0, 3)).toEqual([250, 500, 1000]);
    expect(waits.at(-1)).toBe(60_000);
  });

  test("waits as long as the service asks", async () => {
    const { session, service, clock } = parties();
    service.failure = serviceError("throttled", "it", { wait: 45_000 });
    await expect(session.token()).rejects.toMatchObject({ code: "no-token", wait: 45_000 });
    await clock.pass(44_999);
    expect(service.asked.length).toBe(1);
    service.failure = undefined;
    await clock.pass(1);
    expect((await session.token()).token).toBe("token 1");
  });

  test("of the evidence is told with its rows, tried again slowly, and leaves the older token until it expires", async () => {
    const { session, service, clock } = parties();
    await session.token();
    const row = {
      check: "snp-measurement",
      topic: "guest",
      outcome: "contraindicated",
      required: true,
      spec: "",
    } as const;
    service.failure = serviceError("not-affirmed", "another measurement", { outcomes: [row] });
    await clock.pass(175_000);
    expect(session.status()).toMatchObject({ state: "blocked", outcomes: [row], error: { code: "not-affirmed" } });
    expect(session.status().next).toBe(45_000);
    expect((await session.token()).token).toBe("token 1");
    await clock.pass(125_000);
    await expect(session.token()).rejects.toMatchObject({
      code: "no-token",
      cause: { code: "not-affirmed" },
      outcomes: [row],
    });
  });

  test("of a challenge that nobody knows passes: the next one is another", async () => {
    const { session, service } = parties();
    service.failure = tsmError("challenge-unknown", "it");
    await session.token().catch(() => {});
    expect(session.status().state).toBe("failing");
  });

  test("of who accepts tokens keeps them from everybody", async () => {
    const accept = () => {
      throw tsmError("bad-token", "another policy");
    };
    const { session } = parties({ accept });
    await expect(session.token()).rejects.toMatchObject({ code: "no-token", cause: { code: "bad-token" } });
    expect(session.status().state).toBe("blocked");
  });

  test("of an attestation that takes too long is one that passes", async () => {
    const { session, service, clock } = parties();
    service.gate = new Promise(() => {});
    const token = session.token();
    const failed = expect(token).rejects.toMatchObject({ code: "no-token", cause: { code: "timed-out" } });
    await clock.pass(120_000);
    await failed;
    expect(session.status().state).toBe("failing");
  });

  test("of a service that hangs is noticed early enough for another attempt before the token expires", async () => {
    const { session, service, clock, told } = parties();
    await session.token();
    service.gate = new Promise(() => {});
    // The next attestation is due when 125 s are left, and may take half of them.
    await clock.pass(175_000 + 62_499);
    expect(session.status()).toMatchObject({ state: "attested", refreshing: true });
    await clock.pass(1);
    expect(session.status()).toMatchObject({ state: "failing", error: { code: "timed-out" } });
    service.gate = Promise.resolve();
    await clock.pass(MINUTE);
    expect((await session.token()).token).toBe("token 2");
    expect(told.map(([type]) => type)).not.toContain("expired");
  });

  test("is not made of an attestation that takes as long as the last one did", async () => {
    const { session, service, clock, types } = parties();
    const answersIn = (milliseconds: number) => {
      service.gate = new Promise<void>((resolve) => clock.timer(milliseconds, resolve));
    };
    answersIn(100_000);
    const first = session.token();
    await clock.pass(100_000);
    await first;
    // The next attestation is due in 175 s, and takes 100 s of the 125 that are left then.
    answersIn(275_000);
    await clock.pass(275_000);
    expect((await session.token()).token).toBe("token 2");
    expect(types()).not.toContain("failed");
  });

  test("that is not known yet when the time is over is told as that", async () => {
    const { session, service, clock } = parties();
    service.gate = new Promise(() => {});
    const given = expect(session.token({ timeout: 200 })).rejects.toMatchObject({ code: "timed-out" });
    await clock.pass(200);
    await given;
  });

  test("is waited out by those who have a timeout", async () => {
    const { session, service, clock } = parties();
    service.failure = unreachable();
    const patient = session.token({ timeout: 10_000 });
    const given = expect(session.token({ timeout: 200 })).rejects.toMatchObject({ code: "no-token" });
    await clock.pass(200);
    await given;
    service.failure = undefined;
    await clock.pass(1000);
    expect((await patient).token).toBe("token 1");
  });
});

describe("clocks", () => {
  test("that are set back a minute lengthen nothing", async () => {
    const { session, service, clock } = parties();
    await session.token();
    clock.set(-MINUTE);
    service.failure = unreachable();
    await clock.pass(299_999);
    expect((await session.token()).timeLeft).toBe(1);
    await clock.pass(1);
    await expect(session.token()).rejects.toMatchObject({ code: "no-token" });
  });

  test("that are set forward a minute leave no gap", async () => {
    const { session, clock } = parties();
    await session.token();
    clock.set(MINUTE);
    for (let i = 0; i < 100; i++) {
      await clock.pass(5_000);
      expect(session.status().timeLeft).toBeGreaterThan(0);
    }
  });

  test("that stood still while the machine slept: no expired token, and a new one at once", async () => {
    const { session, service, clock } = parties();
    await session.token();
    clock.set(60 * MINUTE);
    expect(session.status().timeLeft).toBe(0);
    expect((await session.token()).token).toBe("token 2");
    expect(service.asked.length).toBe(2);
  });

  test("a session that slept notices by itself within a minute", async () => {
    const { session, service, clock } = parties();
    await session.token();
    clock.set(60 * MINUTE);
    await clock.pass(MINUTE);
    expect(service.asked.length).toBe(2);
  });
});
