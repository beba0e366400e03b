/** Real quotes with the collateral of their time: judged as by the model, and as the set states where it does. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { inspect } from "../../hosts/inspect.ts";
import { haveVectors, vectorsNote, vectorsRoot } from "../vectors.ts";
import { collateralProbe, type Platform } from "./collateralProbe.ts";
import { model } from "./model.ts";
import { takeApart } from "./served.ts";

const probe = await collateralProbe({ fused: false, debug: false });

/** A quote, its collateral in one file or in two, and what is said of it: status and advisories. */
const CASES: [quote: string, collateral: string[], status: string, advisories: string[]][] = [
  [
    "sgx/v3-phala-dcap-qvl",
    ["phala-sgx-quote.collateral"],
    "ConfigurationAndSWHardeningNeeded",
    ["INTEL-SA-00289", "INTEL-SA-00615"],
  ],
  ["tdx/v4-phala-dcap-qvl", ["phala-tdx-quote.collateral"], "UpToDate", []],
  ["tdx/v4-near-gas-test", ["near-gas-test.collateral"], "UpToDate", []],
  ["tdx/v4-spr-go-tdx-guest", ["go-tdx-guest-50806f.tcb-info", "go-tdx-guest.qe-identity"], "NotSupported", []],
  ["tdx/v5-go-tdx-guest", ["go-tdx-guest-v5.tcb-info", "attestation-rs-td.qe-identity"], "UpToDate", []],
  [
    "sgx/v3-oasis-pck",
    ["oasis-00606a.tcb-info", "oasis-sgx.qe-identity"],
    "SWHardeningNeeded",
    ["INTEL-SA-00615", "INTEL-SA-00657"],
  ],
];

const read = (path: string) => readFileSync(join(vectorsRoot, path));

/** TCB info and identity as they are signed. */
function collateral(names: string[]): [tcbInfo: string, identity: string] {
  const [first, second] = names.map((name) => read(`collateral/${name}.json`));
  if (!first) throw new Error("no collateral");
  if (!second) {
    const { tcb_info, qe_identity } = JSON.parse(first.toString());
    return [tcb_info, qe_identity];
  }
  return [takeApart(first.toString()).body, takeApart(second.toString()).body];
}

/** What the algorithm is given of a quote. */
function platformOf(quote: Uint8Array): Platform {
  const { sections } = inspect(quote);
  const bytes = (hex: string | undefined) => [...Buffer.from(hex ?? "", "hex")];
  const platform: Platform = { components: [], pceSvn: 0, qeSvn: 0 };
  for (const section of sections) {
    if (section.layout === "certificate" && section.fields.tcbComponents) {
      platform.components = bytes(section.fields.tcbComponents);
      platform.pceSvn = section.fields.pceSvn ?? 0;
    } else if (section.layout === "sgxReport" && section.of === "qeReport") {
      platform.qeSvn = section.fields.isvSvn;
    } else if (section.layout === "tdReport") {
      platform.teeTcbSvn = bytes(section.fields.teeTcbSvn);
      if (section.fields.teeTcbSvn2) platform.teeTcbSvn2 = bytes(section.fields.teeTcbSvn2);
      platform.mrSignerSeam = Uint8Array.from(bytes(section.fields.mrSignerSeam));
    }
  }
  return platform;
}

describe.skipIf(!haveVectors)(`quotes with their collateral${vectorsNote}`, () => {
  test.each(CASES)("%s with %j is %s", (name, files, status, advisories) => {
    const [tcbInfo, identity] = collateral(files);
    expect(probe.readTcbInfo(tcbInfo)).toBeUndefined();
    expect(probe.readEnclaveIdentity(identity)).toBeUndefined();
    const platform = platformOf(read(`${name}.quote.bin`));
    const judged = probe.judge(platform);
    expect(judged).toEqual(model(JSON.parse(tcbInfo), JSON.parse(identity), platform));
    expect({ status: judged.status, advisories: [...judged.advisories].sort() }).toEqual({ status, advisories });
  });
});
