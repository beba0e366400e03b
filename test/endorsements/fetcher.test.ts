/** Fetching: retries, waiting as asked, single flight, one request at a time for each server, limits, giving up. */
import { describe, expect, test, vi } from "vitest";
import { ANSWER_MAX, retryAfter } from "../../hosts/endorsements/answer.ts";
import { Fetcher, type FetcherOptions } from "../../hosts/endorsements/fetcher.ts";
import { never, type Reply, refused, reply, serving, silence } from "./server.ts";

const URL_A = "https://one.test/a";
const URL_B = "https://one.test/b";
const ELSEWHERE = "https://two.test/a";
const NOW = Date.parse("2026-01-02T03:04:05Z");

/** A fetcher over replies, and the waits that it took, none of which take time. */
function over(replies: Record<string, Reply | Reply[]>, options: FetcherOptions = {}) {
  const { fetch, asked } = serving(replies);
  const waits: number[] = [];
  const clock = { now: NOW };
  const fetcher = new Fetcher({
    fetch,
    random: () => 1,
    now: () => clock.now,
    sleep: async (ms) => {
      waits.push(ms);
      clock.now += ms;
    },
    ...options,
  });
  return { fetcher, asked, waits, clock };
}

const text = ({ body }: { body: Uint8Array }) => new TextDecoder().decode(body);

describe("retries", () => {
  test.each([
    ["a failed connection", refused],
    ["500", reply("", 500)],
    ["503", reply("", 503)],
    ["429", reply("", 429)],
    ["an answer that is cut off", reply("abc", 200, { "content-length": "4" })],
  ])("%s", async (_, failing) => {
    const { fetcher, waits } = over({ [URL_A]: [failing, failing, reply("here")] });
    expect(text(await fetcher.get(URL_A, never))).toBe("here");
    expect(waits).toEqual([500, 1000]);
  });

  test.each([400, 401, 403, 404, 410])("not after %i", async (status) => {
    const { fetcher, asked } = over({ [URL_A]: reply("", status) });
    await expect(fetcher.get(URL_A, never)).rejects.toMatchObject({ code: "not-found", status });
    expect(asked).toHaveLength(1);
  });

  test.each([
    ["unreachable", refused, undefined],
    ["unreachable", reply("", 502), 502],
    ["throttled", reply("", 429), 429],
    ["unreachable", reply("abc", 200, { "content-length": "4" }), undefined],
  ])("end after four requests: %s", async (code, failing, status) => {
    const { fetcher, asked, waits } = over({ [URL_A]: failing });
    await expect(fetcher.get(URL_A, never)).rejects.toMatchObject({ code, status });
    expect(asked).toHaveLength(4);
    expect(waits).toEqual([500, 1000, 2000]);
  });

  test("half of each wait is chance", async () => {
    const { fetcher, waits } = over({ [URL_A]: refused }, { random: () => 0, attempts: 3 });
    await expect(fetcher.get(URL_A, never)).rejects.toThrow("connect ECONNREFUSED");
    expect(waits).toEqual([250, 500]);
  });
});

describe("Retry-After", () => {
  test.each([
    ["7", 7000],
    [" 0 ", 0],
    ["Fri, 02 Jan 2026 03:04:15 GMT", 10_000],
    ["Fri, 02 Jan 2026 03:04:00 GMT", 0],
    ["soon", undefined],
    [null, undefined],
  ])("%j", (header, ms) => {
    expect(retryAfter(header, NOW)).toBe(ms);
  });

  test.each(["7", "Fri, 02 Jan 2026 03:04:12 GMT"])("%s is waited for", async (header) => {
    const { fetcher, waits } = over({ [URL_A]: [reply("", 429, { "retry-after": header }), reply("here")] });
    expect(text(await fetcher.get(URL_A, never))).toBe("here");
    expect(waits).toEqual([7500]);
  });

  test("is no reason to come back sooner than else", async () => {
    const { fetcher, waits } = over({ [URL_A]: [reply("", 503, { "retry-after": "0" }), reply("here")] });
    await fetcher.get(URL_A, never);
    expect(waits).toEqual([500]);
  });

  test("of a minute ends it, and the server is left alone for that minute", async () => {
    const { fetcher, asked, waits, clock } = over({
      [URL_A]: [reply("", 429, { "retry-after": "60" }), reply("here")],
      [URL_B]: reply("there"),
      [ELSEWHERE]: reply("elsewhere"),
    });
    await expect(fetcher.get(URL_A, never)).rejects.toMatchObject({ code: "throttled", wait: 60_000 });
    clock.now += 59_000;
    await expect(fetcher.get(URL_B, never)).rejects.toMatchObject({ code: "throttled", wait: 1000 });
    expect(text(await fetcher.get(ELSEWHERE, never))).toBe("elsewhere");
    expect(asked).toEqual([URL_A, ELSEWHERE]);
    clock.now += 1000;
    expect(text(await fetcher.get(URL_A, never))).toBe("here");
    expect(waits).toEqual([]);
  });

  test("of a year is taken for ten minutes", async () => {
    const { fetcher, clock } = over({ [URL_A]: [reply("", 429, { "retry-after": "31536000" }), reply("here")] });
    await expect(fetcher.get(URL_A, never)).rejects.toMatchObject({ code: "throttled" });
    clock.now += 600_000;
    expect(text(await fetcher.get(URL_A, never))).toBe("here");
  });
});

describe("answers", () => {
  test("of 1 MiB are taken, one more byte is refused while it comes", async () => {
    let sent = 0;
    const endless: Reply = () =>
      new Response(
        new ReadableStream({
          pull(stream) {
            sent += 65_536;
            stream.enqueue(new Uint8Array(65_536));
          },
        }),
      );
    const { fetcher, asked } = over({ [URL_A]: reply(new Uint8Array(ANSWER_MAX)), [URL_B]: endless });
    expect((await fetcher.get(URL_A, never)).body).toHaveLength(ANSWER_MAX);
    await expect(fetcher.get(URL_B, never)).rejects.toMatchObject({ code: "bad-answer" });
    expect(sent).toBeLessThan(ANSWER_MAX + 4 * 65_536);
    expect(asked).toEqual([URL_A, URL_B]);
  });

  test("that are empty are refused", async () => {
    await expect(over({ [URL_A]: reply("") }).fetcher.get(URL_A, never)).rejects.toMatchObject({ code: "bad-answer" });
  });

  test("that were compressed are longer than their headers tell", async () => {
    const { fetcher } = over({ [URL_A]: reply("long", 200, { "content-length": "3", "content-encoding": "gzip" }) });
    expect(text(await fetcher.get(URL_A, never))).toBe("long");
  });

  test.each(["TCB-Info-Issuer-Chain", "SGX-PCK-CRL-Issuer-Chain", "SGX-Enclave-Identity-Issuer-Chain"])(
    "carry %s",
    async (name) => {
      const pem = "-----BEGIN CERTIFICATE-----\nMA+/==\n-----END CERTIFICATE-----\n";
      const { fetcher } = over({ [URL_A]: reply("{}", 200, { [name]: encodeURIComponent(pem) }) });
      expect((await fetcher.get(URL_A, never)).issuerChain).toBe(pem);
    },
  );

  test("with a chain that is not well encoded are refused", async () => {
    const { fetcher } = over({ [URL_A]: reply("{}", 200, { "tcb-info-issuer-chain": "%zz" }) });
    await expect(fetcher.get(URL_A, never)).rejects.toMatchObject({ code: "bad-answer" });
  });
});

describe("at once", () => {
  test("the same URL is fetched once, and anew when that is done", async () => {
    const { fetcher, asked } = over({ [URL_A]: [reply("one"), reply("two")] });
    const answers = await Promise.all([1, 2, 3].map(() => fetcher.get(URL_A, never)));
    expect(answers.map(text)).toEqual(["one", "one", "one"]);
    expect(text(await fetcher.get(URL_A, never))).toBe("two");
    expect(asked).toHaveLength(2);
  });

  test("a failure is everybody's, and is not kept", async () => {
    const { fetcher } = over({ [URL_A]: [reply("", 404), reply("here")] });
    const outcomes = await Promise.allSettled([fetcher.get(URL_A, never), fetcher.get(URL_A, never)]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(text(await fetcher.get(URL_A, never))).toBe("here");
  });

  test("one server has one request at a time, another server its own", async () => {
    let [open, most] = [0, 0];
    const slow: Reply = async () => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 5));
      open--;
      return new Response("here");
    };
    const { fetcher } = over({ [URL_A]: slow, [URL_B]: slow, [ELSEWHERE]: reply("elsewhere") });
    const both = Promise.all([fetcher.get(URL_A, never), fetcher.get(URL_B, never)]);
    await fetcher.get(ELSEWHERE, never);
    expect(open).toBe(1);
    await both;
    expect(most).toBe(1);
  });
});

describe("giving up", () => {
  test("one of two leaves the other its answer", async () => {
    let answer: (response: Response) => void = () => {};
    const { fetcher } = over({
      [URL_A]: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    });
    const leaving = new AbortController();
    const left = fetcher.get(URL_A, leaving.signal);
    const staying = fetcher.get(URL_A, never);
    await vi.waitFor(() => expect(answer.length).toBe(1));
    leaving.abort("enough");
    await expect(left).rejects.toBe("enough");
    answer(new Response("here"));
    expect(text(await staying)).toBe("here");
  });

  test("by the last aborts the request, and frees the server for the next", async () => {
    let aborted = false;
    const hanging: Reply = (signal) => {
      signal.addEventListener("abort", () => {
        aborted = true;
      });
      return new Promise(() => {});
    };
    const { fetcher, asked } = over({ [URL_A]: [hanging, reply("here")], [URL_B]: reply("there") });
    const leaving = new AbortController();
    const left = fetcher.get(URL_A, leaving.signal);
    const behind = fetcher.get(URL_B, never);
    await vi.waitFor(() => expect(asked).toEqual([URL_A]));
    leaving.abort("enough");
    await expect(left).rejects.toBe("enough");
    expect(aborted).toBe(true);
    expect(text(await behind)).toBe("there");
    expect(text(await fetcher.get(URL_A, never))).toBe("here");
  });

  test("ends the wait for the next request", async () => {
    const { fetch, asked } = serving({ [URL_A]: reply("", 429, { "retry-after": "20" }) });
    const leaving = new AbortController();
    const started = performance.now();
    const left = new Fetcher({ fetch }).get(URL_A, leaving.signal);
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    leaving.abort("enough");
    await expect(left).rejects.toBe("enough");
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  test("before it began asks nobody", async () => {
    const { fetcher, asked } = over({ [URL_A]: silence });
    await expect(fetcher.get(URL_A, AbortSignal.abort("enough"))).rejects.toBe("enough");
    expect(asked).toEqual([]);
  });
});

test("a real wait takes its time", async () => {
  const { fetch } = serving({ [URL_A]: [refused, reply("here")] });
  const started = performance.now();
  expect(text(await new Fetcher({ fetch, random: () => 0 }).get(URL_A, never))).toBe("here");
  expect(performance.now() - started).toBeGreaterThan(240);
});
