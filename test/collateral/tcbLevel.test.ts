/** The TCB level algorithm: rule by rule, and against a model of it. */

import { beforeAll, describe, expect, test } from "vitest";
import { seeded } from "../random.ts";
import { collateralProbe, type Judgement, type Platform } from "./collateralProbe.ts";
import { enclaveIdentity, level, module, SIXTEEN, sgxTcb, type TcbLevel, tcbInfo, tdxTcb } from "./forged.ts";
import { model } from "./model.ts";

type TcbInfo = ReturnType<typeof tcbInfo>;
type Identity = ReturnType<typeof enclaveIdentity>;

const STATUSES = [
  "UpToDate",
  "SWHardeningNeeded",
  "ConfigurationNeeded",
  "ConfigurationAndSWHardeningNeeded",
  "OutOfDate",
  "OutOfDateConfigurationNeeded",
  "Revoked",
];
const bytes = (...first: number[]) => SIXTEEN.map((i) => first[i] ?? 0);

let probe: Awaited<ReturnType<typeof collateralProbe>>;
beforeAll(async () => {
  probe = await collateralProbe({ fused: false, debug: false });
});

/** Reads the collateral and judges the platform. Without an identity, none is there. */
function judge(info: TcbInfo, identity: Identity | undefined, platform: Platform): Judgement {
  expect(probe.readTcbInfo(JSON.stringify(info))).toBeUndefined();
  expect(probe.readEnclaveIdentity(identity ? JSON.stringify(identity) : "")?.problem).toBe(
    identity ? undefined : "truncated",
  );
  return probe.judge(platform);
}

const fresh = enclaveIdentity("QE", [level({ isvsvn: 5 }, "UpToDate")]);

describe("a platform under SGX", () => {
  const info = tcbInfo("SGX", [
    level(sgxTcb([1, 1], 3), "OutOfDate", ["A"], "2018-01-04"),
    level(sgxTcb([5, 5], 10), "UpToDate", undefined, "2024-03-13"),
    level(sgxTcb([5, 5], 4), "ConfigurationNeeded", ["A", "B"], "2020-11-11"),
  ]);
  const of = (components: number[], pceSvn: number, qeSvn = 5) =>
    judge(info, fresh, { components: bytes(...components), pceSvn, qeSvn });

  test("has the best level that it reaches, in whatever order levels stand", () => {
    expect(of([5, 5], 10)).toMatchObject({ status: "UpToDate", tcbDate: "2024-03-13T00:00:00Z", advisories: [] });
    expect(of([255, 255], 65535)).toMatchObject({ status: "UpToDate" });
    expect(of([5, 5], 9)).toMatchObject({
      status: "ConfigurationNeeded",
      tcbDate: "2020-11-11T00:00:00Z",
      advisories: ["A", "B"],
    });
    expect(of([5, 4], 10)).toMatchObject({ status: "OutOfDate", tcbDate: "2018-01-04T00:00:00Z", advisories: ["A"] });
    expect(of([5, 5], 10)).toMatchObject({ sgx: "UpToDate", tdx: "none", module: "none", qe: "UpToDate" });
  });

  test("is compared component by component, not as a number", () => {
    expect(of([255, 0], 10)).toMatchObject({ status: "NotSupported" });
    for (const i of SIXTEEN) {
      const all = tcbInfo("SGX", [level(sgxTcb(new Array(16).fill(7), 1), "UpToDate")]);
      const components = SIXTEEN.map((j) => (i === j ? 6 : 200));
      expect(judge(all, fresh, { components, pceSvn: 1, qeSvn: 5 }).status).toBe("NotSupported");
    }
  });

  test("that reaches no level is not supported", () => {
    expect(of([1, 1], 2)).toMatchObject({
      status: "NotSupported",
      sgx: "NotSupported",
      tcbDate: undefined,
      advisories: [],
    });
    expect(of([0, 1], 3)).toMatchObject({ status: "NotSupported" });
  });

  test.each(STATUSES)("that is %s, with its quoting enclave", (status) => {
    const of = (qe: Identity | undefined, qeSvn: number) =>
      judge(tcbInfo("SGX", [level(sgxTcb([1], 1), status)]), qe, { components: bytes(1), pceSvn: 1, qeSvn }).status;
    const old = enclaveIdentity("QE", [
      level({ isvsvn: 5 }, "UpToDate"),
      level({ isvsvn: 3 }, "OutOfDate"),
      level({ isvsvn: 1 }, "Revoked"),
    ]);
    expect(of(old, 5)).toBe(status);
    expect(of(undefined, 0)).toBe(status);
    const outOfDate: Record<string, string> = {
      UpToDate: "OutOfDate",
      SWHardeningNeeded: "OutOfDate",
      ConfigurationNeeded: "OutOfDateConfigurationNeeded",
      ConfigurationAndSWHardeningNeeded: "OutOfDateConfigurationNeeded",
    };
    expect(of(old, 4)).toBe(outOfDate[status] ?? status);
    expect(of(old, 2)).toBe("Revoked");
    expect(of(old, 0)).toBe(status === "Revoked" ? "Revoked" : "NotSupported");
  });

  test("levels of a quoting enclave are sorted too, and what is no status of an enclave counts as out of date", () => {
    const info = tcbInfo("SGX", [level(sgxTcb([1], 1), "UpToDate")]);
    const of = (...levels: TcbLevel[]) =>
      judge(info, enclaveIdentity("QE", levels), { components: bytes(1), pceSvn: 1, qeSvn: 9 });
    expect(
      of(level({ isvsvn: 1 }, "Revoked"), level({ isvsvn: 300 }, "UpToDate"), level({ isvsvn: 8 }, "UpToDate")),
    ).toMatchObject({
      status: "UpToDate",
    });
    expect(of(level({ isvsvn: 8 }, "SWHardeningNeeded"))).toMatchObject({ status: "OutOfDate", qe: "OutOfDate" });
  });
});

describe("a platform under TDX", () => {
  const info = tcbInfo(
    "TDX",
    [
      level(tdxTcb([3], 5, [2, 0, 4]), "OutOfDate", ["OLD"], "2022-01-01"),
      level(tdxTcb([5], 10, [4, 0, 6]), "UpToDate", [], "2024-01-01"),
    ],
    [
      module(
        "TDX_01",
        level({ isvsvn: 2 }, "OutOfDate", ["MODULE"]),
        level({ isvsvn: 4 }, "UpToDate"),
        level({ isvsvn: 1 }, "Revoked"),
      ),
      module("tdx_0a", level({ isvsvn: 7 }, "UpToDate")),
    ],
  );
  const best = { components: bytes(5), pceSvn: 10, qeSvn: 5 };
  const of = (teeTcbSvn: number[], more: Partial<Platform> = {}, identity = fresh) =>
    judge(info, identity, { ...best, teeTcbSvn: bytes(...teeTcbSvn), ...more });

  test("of version 0 is compared from component 0 on", () => {
    expect(of([4, 0, 6])).toMatchObject({
      status: "UpToDate",
      tdx: "UpToDate",
      module: "none",
      tcbDate: "2024-01-01T00:00:00Z",
    });
    expect(of([3, 0, 6])).toMatchObject({
      status: "OutOfDate",
      sgx: "UpToDate",
      tdx: "OutOfDate",
      advisories: ["OLD"],
    });
    expect(of([1, 0, 6])).toMatchObject({
      status: "NotSupported",
      sgx: "UpToDate",
      tdx: "NotSupported",
      tcbDate: undefined,
    });
  });

  test("of a later version is compared from component 2 on; component 0 is the module's", () => {
    expect(of([4, 1, 6])).toMatchObject({ status: "UpToDate", tdx: "UpToDate", module: "UpToDate" });
    expect(of([3, 1, 6])).toMatchObject({
      status: "OutOfDate",
      tdx: "UpToDate",
      module: "OutOfDate",
      advisories: ["MODULE"],
    });
    expect(of([4, 1, 5])).toMatchObject({
      status: "OutOfDate",
      tdx: "OutOfDate",
      module: "UpToDate",
      advisories: ["OLD"],
    });
    expect(of([4, 1, 3])).toMatchObject({ status: "NotSupported", tdx: "NotSupported" });
    expect(of([200, 10, 6])).toMatchObject({ status: "UpToDate", module: "UpToDate" });
  });

  test("whose SGX components reach a lower level has that one's TDX components", () => {
    expect(of([4, 0, 6], { components: bytes(4) })).toMatchObject({
      sgx: "OutOfDate",
      tdx: "OutOfDate",
      status: "OutOfDate",
    });
    expect(of([4, 0, 6], { pceSvn: 4 })).toMatchObject({ sgx: "NotSupported", status: "NotSupported" });
  });

  test("whose module is revoked is revoked", () => {
    expect(of([1, 1, 6])).toMatchObject({ status: "Revoked", tdx: "UpToDate", module: "Revoked" });
  });

  test("whose module has no level that low is not supported", () => {
    expect(of([0, 1, 6])).toMatchObject({ status: "NotSupported", tdx: "UpToDate", module: "NotSupported" });
    expect(of([6, 10, 6])).toMatchObject({ status: "NotSupported", module: "NotSupported" });
  });

  test("whose module is none that TCB info names is a mismatch, whatever else", () => {
    for (const version of [2, 3, 0x0b, 0x10, 0xff]) {
      expect(of([9, version, 6])).toMatchObject({ status: "TDXModuleMismatch", module: "TDXModuleMismatch" });
    }
    expect(of([9, 2, 0])).toMatchObject({ status: "TDXModuleMismatch", tdx: "NotSupported" });
    const { tdxModuleIdentities: _, ...without } = info;
    const platform = { ...best, teeTcbSvn: bytes(4, 1, 6) };
    expect(judge(without as TcbInfo, fresh, platform)).toMatchObject({ status: "TDXModuleMismatch" });
  });

  test("whose module has another signer, or other attributes under the mask, is a mismatch", () => {
    for (const svn of [
      [4, 0, 6],
      [4, 1, 6],
    ]) {
      for (let i = 0; i < 48; i++) {
        const mrSignerSeam = new Uint8Array(48).fill(1, i, i + 1);
        expect(of(svn, { mrSignerSeam }).status).toBe("TDXModuleMismatch");
      }
      for (let i = 0; i < 8; i++) {
        const seamAttributes = new Uint8Array(8).fill(0x80, i, i + 1);
        expect(of(svn, { seamAttributes }).status).toBe("TDXModuleMismatch");
      }
    }
    const masked = structuredClone(info);
    Object.assign(masked.tdxModule ?? {}, { attributes: "0200000000000000", attributesMask: "0300000000000000" });
    const by = (...attributes: number[]) =>
      judge(masked, fresh, {
        ...best,
        teeTcbSvn: bytes(4, 0, 6),
        seamAttributes: Uint8Array.from({ length: 8 }, (_, i) => attributes[i] ?? 0),
      });
    expect(by(2).status).toBe("UpToDate");
    expect(by(0xfe, 255, 255, 255, 255, 255, 255, 255).status).toBe("UpToDate");
    expect(by(3).status).toBe("TDXModuleMismatch");
    expect(by(0).status).toBe("TDXModuleMismatch");
  });

  test("out of date by its quoting enclave, or revoked", () => {
    const qe = enclaveIdentity("TD_QE", [
      level({ isvsvn: 6 }, "UpToDate"),
      level({ isvsvn: 5 }, "OutOfDate", ["QE", "OLD"]),
      level({ isvsvn: 1 }, "Revoked"),
    ]);
    expect(of([4, 1, 6], {}, qe)).toMatchObject({ status: "OutOfDate", qe: "OutOfDate", advisories: ["QE", "OLD"] });
    expect(of([4, 1, 6], { qeSvn: 6 }, qe)).toMatchObject({ status: "UpToDate" });
    expect(of([4, 1, 6], { qeSvn: 1 }, qe)).toMatchObject({ status: "Revoked" });
    expect(of([4, 1, 6], { qeSvn: 0 }, qe)).toMatchObject({ status: "NotSupported", qe: "NotSupported" });
    expect(of([3, 1, 5], {}, qe).advisories).toEqual(["OLD", "MODULE", "QE"]);
  });

  test("advisories are the same when they are written in another way", () => {
    const json = JSON.stringify(enclaveIdentity("TD_QE", [level({ isvsvn: 5 }, "OutOfDate", ["OLD", "é"])]));
    of([4, 1, 5]);
    expect(probe.readEnclaveIdentity(json.replace('"OLD"', '"\\u004f\\u004C\\u0044"'))).toBeUndefined();
    expect(probe.judge({ ...best, teeTcbSvn: bytes(4, 1, 5) }).advisories).toEqual(["OLD", "é"]);
  });

  describe("TDX 1.5, where a TD was launched by an older module", () => {
    const relaunch = (teeTcbSvn2: number[], more: Partial<Platform> = {}, identity = fresh, of = info) =>
      judge(of, identity, { ...best, teeTcbSvn: bytes(3, 1, 6), teeTcbSvn2: bytes(...teeTcbSvn2), ...more }).status;

    test("is to be launched again when the module that runs is the latest", () => {
      expect(relaunch([4, 1, 6])).toBe("TDRelaunchAdvised");
      expect(relaunch([7, 10, 6])).toBe("TDRelaunchAdvised");
      expect(relaunch([4, 0, 6])).toBe("TDRelaunchAdvised");
    });

    test("is out of date when that is older too", () => {
      for (const svn2 of [
        [3, 1, 6],
        [4, 1, 5],
        [6, 10, 6],
        [3, 0, 6],
        [4, 0, 5],
      ])
        expect(relaunch(svn2), `${svn2}`).toBe("OutOfDate");
    });

    test("is a mismatch when that is none that TCB info names", () => {
      expect(relaunch([9, 2, 9])).toBe("TDXModuleMismatch");
    });

    test("only when the quoting enclave is fine, and the module is why it is out of date", () => {
      const qe = (status: string) => enclaveIdentity("TD_QE", [level({ isvsvn: 5 }, status)]);
      expect(relaunch([4, 1, 6], {}, qe("OutOfDate"))).toBe("OutOfDate");
      expect(relaunch([4, 1, 6], {}, qe("Revoked"))).toBe("Revoked");
      expect(relaunch([4, 1, 6], { qeSvn: 4 })).toBe("NotSupported");
      expect(relaunch([4, 1, 6], { components: bytes(4) })).toBe("OutOfDate");
      expect(relaunch([4, 1, 6], { teeTcbSvn: bytes(4, 1, 5) })).toBe("OutOfDate");
      expect(relaunch([4, 1, 6], { teeTcbSvn: bytes(4, 1, 6) })).toBe("UpToDate");
      expect(relaunch([4, 1, 6], { teeTcbSvn: bytes(1, 1, 6) })).toBe("Revoked");
      expect(relaunch([4, 1, 6], { teeTcbSvn2: undefined } as unknown as Partial<Platform>)).toBe("OutOfDate");
    });

    test("and to be set up in another way, when platform or domain have to be", () => {
      for (const status of ["ConfigurationNeeded", "ConfigurationAndSWHardeningNeeded"]) {
        const other = structuredClone(info);
        (other.tcbLevels[1] as TcbLevel).tcbStatus = status;
        expect(relaunch([4, 1, 6], {}, fresh, other)).toBe("TDRelaunchAdvisedConfigurationNeeded");
      }
      const other = structuredClone(info);
      (other.tcbLevels[0] as TcbLevel).tcbStatus = "OutOfDateConfigurationNeeded";
      expect(relaunch([4, 1, 6], { teeTcbSvn: bytes(3, 1, 5) }, fresh, other)).toBe(
        "TDRelaunchAdvisedConfigurationNeeded",
      );
      (other.tcbLevels[1] as TcbLevel).tcbStatus = "SWHardeningNeeded";
      expect(relaunch([4, 1, 6], {}, fresh, other)).toBe("TDRelaunchAdvised");
    });
  });
});

test("without TCB info no platform is supported, and nothing of an older one is left", () => {
  const info = tcbInfo("SGX", [level(sgxTcb([1], 1), "UpToDate", ["A"])]);
  expect(judge(info, fresh, { components: bytes(1), pceSvn: 1, qeSvn: 5 }).status).toBe("UpToDate");
  expect(probe.readTcbInfo(JSON.stringify(info).replace("2025-01-31", "2025-01-32"))).toBeDefined();
  const judged = probe.judge({ components: bytes(1), pceSvn: 1, qeSvn: 5 });
  expect(judged).toMatchObject({ status: "NotSupported", tcbDate: undefined, advisories: [] });
});

test("fields under a mask: a bit that is wanted outside the mask is never found", () => {
  expect(probe.matches([0xff, 0x12], [0x0f, 0x12], [0x0f, 0xff])).toBe(true);
  expect(probe.matches([0xfe, 0x12], [0x0f, 0x12], [0x0f, 0xff])).toBe(false);
  expect(probe.matches([0xff, 0x12], [0x1f, 0x12], [0x0f, 0xff])).toBe(false);
  expect(probe.matches([0, 0], [0, 0], [0, 0])).toBe(true);
});

test("ten thousand random platforms are judged as by the model", () => {
  const random = seeded(7);
  const below = (n: number) => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]) => list[below(list.length)] as T;
  const few = () => bytes(below(3), below(2), below(3));
  const partStatuses = ["UpToDate", "UpToDate", "OutOfDate", "OutOfDate", "Revoked", "SWHardeningNeeded"];
  const ids = () => (random() < 0.5 ? undefined : Array.from({ length: below(3) }, () => pick(["A", "B", "C", "D"])));
  /** Levels of which no two have the same versions. */
  const distinct = (make: () => Record<string, unknown>, statuses: readonly string[]) => {
    const tcbs = new Map(Array.from({ length: 1 + below(4) }, make).map((tcb) => [JSON.stringify(tcb), tcb]));
    return [...tcbs.values()].map((tcb, i) => level(tcb, pick(statuses), ids(), `20${10 + i}-01-01`));
  };
  const parts = () => distinct(() => ({ isvsvn: below(4) }), partStatuses);
  const seen = new Map<string, number>();
  for (let run = 0; run < 10_000; run++) {
    const isTdx = random() < 0.8;
    const info = tcbInfo(
      isTdx ? "TDX" : "SGX",
      distinct(
        () => (isTdx ? tdxTcb(few().slice(0, 2), below(2), few().slice(0, 3)) : sgxTcb(few(), below(3))),
        STATUSES,
      ),
      isTdx && random() < 0.9
        ? ["TDX_01", "tdx_02"].slice(0, 1 + below(2)).map((id) => module(id, ...parts()))
        : undefined,
    );
    const identity = random() < 0.1 ? undefined : enclaveIdentity("QE", parts());
    const platform: Platform = {
      components: few().map((svn, i) => (i < 2 ? svn + 1 : svn)),
      pceSvn: below(4),
      qeSvn: 1 + below(4),
      ...(isTdx ? { teeTcbSvn: bytes(below(4), below(3), below(4)) } : {}),
      ...(isTdx && random() < 0.7 ? { teeTcbSvn2: bytes(2 + below(3), below(3), 1 + below(3)) } : {}),
      ...(random() < 0.05 ? { seamAttributes: new Uint8Array(8).fill(1) } : {}),
    };
    const theirs = model(info, identity, platform);
    seen.set(theirs.status, (seen.get(theirs.status) ?? 0) + 1);
    expect(judge(info, identity, platform), JSON.stringify({ info, identity, platform })).toEqual(theirs);
  }
  // Each status came up, the rare ones too.
  expect([...seen.keys()].sort()).toEqual(
    [
      ...STATUSES,
      "TDRelaunchAdvised",
      "TDRelaunchAdvisedConfigurationNeeded",
      "NotSupported",
      "TDXModuleMismatch",
    ].sort(),
  );
  expect(Math.min(...seen.values())).toBeGreaterThan(20);
});
