/**
 * Samples: evidence that the forge makes on the spot, under its public test roots. It proves nothing, and each sample says
 * so. This module is loaded when a sample is asked for.
 */

import { staple } from "../../bundle.ts";
import { byteMap } from "../../byteMap.ts";
import {
  amdCertificate,
  bindManifest,
  createAzureMachine,
  createCcaPlatform,
  createCovePlatform,
  createCrl,
  createSnpPlatform,
  createSvsm,
  createTdxPlatform,
  encodeCcelTable,
  encodeEventLog,
  imageData,
  intelCertificate,
  type SnpPlatform,
  type SnpPlatformOptions,
  sgxCollateral,
  type TdxPlatform,
  tdxCollateral,
  toCollateralFile,
  variableData,
} from "../../forge/index.ts";
import { encodeHex } from "../../hex.ts";
import type { Source } from "./reading.ts";
import type { SampleName } from "./sampleNames.ts";

/** What a sample puts into the page. */
export interface Sample {
  files: Source[];
  /** Names of the files that are test roots, trusted for this sample. */
  roots: string[];
  /** The nonce that the evidence carries. */
  nonce: Uint8Array | undefined;
}

const utf8 = new TextEncoder();
const file = (name: string, content: Uint8Array | string): Source => ({
  name,
  bytes: typeof content === "string" ? utf8.encode(content) : content,
});

const AMD_ROOT = "test-root-amd.der";
const CCA_KEYS = "platform-keys.json";
const COVE_KEY = "root-of-trust.der";
const INTEL_ROOT = "test-root-intel.der";
const intelRoot = (): Source => file(INTEL_ROOT, intelCertificate("intelRoot"));

/** A nonce of 32 bytes, and the report data that carries it. */
function fresh(): { nonce: Uint8Array; reportData: Uint8Array } {
  const reportData = new Uint8Array(64);
  const nonce = crypto.getRandomValues(new Uint8Array(32));
  reportData.set(nonce);
  return { nonce, reportData };
}

/** Evidence as `tsm report` writes it. */
function json(provider: string, outblob: Uint8Array, auxblob?: Uint8Array, manifestblob?: Uint8Array): string {
  return `${JSON.stringify({
    provider,
    software: true,
    outblob: encodeHex(outblob),
    ...(auxblob && { auxblob: encodeHex(auxblob) }),
    ...(manifestblob && { manifestblob: encodeHex(manifestblob) }),
  })}\n`;
}

async function snpSample(options: SnpPlatformOptions, change?: (report: Uint8Array) => void): Promise<Sample> {
  const { product = "Milan" } = options;
  const { nonce, reportData } = fresh();
  const platform = await createSnpPlatform(options);
  const report = await platform.report({ reportData });
  change?.(report);
  const crl = await createCrl(platform.authorities.ark);
  return {
    files: [
      file("evidence.json", json("sev_guest", report, platform.certTable)),
      file("crl.der", crl),
      file(AMD_ROOT, amdCertificate(product, "ark")),
    ],
    roots: [AMD_ROOT],
    nonce,
  };
}

/** A report of an SVSM, and the manifest of its services that it binds. */
async function svsmSample(): Promise<Sample> {
  const { nonce } = fresh();
  const [platform, { manifest }] = await Promise.all([createSnpPlatform(), createSvsm()]);
  const report = await platform.report({ reportData: await bindManifest(nonce, manifest) });
  return {
    files: [
      file("evidence.json", json("sev_guest", report, platform.certTable, manifest)),
      file(AMD_ROOT, amdCertificate("Milan", "ark")),
    ],
    roots: [AMD_ROOT],
    nonce,
  };
}

const collateralFile = async (platform: TdxPlatform, outOfDate: boolean): Promise<Source> => {
  const items = await tdxCollateral(platform, outOfDate ? { tcbInfo: { amend: makeOld } } : {});
  return file("collateral.json", JSON.stringify(toCollateralFile(items)));
};

type TcbInfoEdit = NonNullable<NonNullable<Parameters<typeof tdxCollateral>[1]>["tcbInfo"]>;

/** All levels of the platform are out of date. */
const makeOld: NonNullable<TcbInfoEdit["amend"]> = ({ tcbLevels }) => {
  for (const level of tcbLevels) {
    level.tcbStatus = "OutOfDate";
    level.advisoryIDs = ["INTEL-SA-00837", "INTEL-SA-00960"];
  }
};

async function tdxSample(outOfDate: boolean, change?: (quote: Uint8Array) => void): Promise<Sample> {
  const { nonce, reportData } = fresh();
  const platform = await createTdxPlatform();
  const quote = await platform.quote({ version: 5, reportData });
  change?.(quote);
  const files = [file("quote.bin", quote), await collateralFile(platform, outOfDate), intelRoot()];
  return { files, roots: [INTEL_ROOT], nonce };
}

async function sgxSample(): Promise<Sample> {
  const { nonce, reportData } = fresh();
  const platform = await createTdxPlatform();
  const quote = await platform.quote({ version: 3, reportData });
  const collateral = JSON.stringify(toCollateralFile(await sgxCollateral(platform)));
  return {
    files: [file("quote.bin", quote), file("collateral.json", collateral), intelRoot()],
    roots: [INTEL_ROOT],
    nonce,
  };
}

async function bundleSample(): Promise<Sample> {
  const { nonce, reportData } = fresh();
  const platform = await createTdxPlatform();
  const quote = await platform.quote({ reportData });
  const { bytes } = await collateralFile(platform, false);
  const { text } = await staple(quote, {
    endorsements: [{ name: "collateral.json", bytes }],
    trustRoots: [intelCertificate("intelRoot")],
    offline: true,
  });
  return { files: [file("bundle.tsm", text), intelRoot()], roots: [INTEL_ROOT], nonce };
}

const EVENTS = [
  { register: "runtime0", type: "EV_EFI_VARIABLE_DRIVER_CONFIG", data: variableData("SecureBoot", Uint8Array.of(1)) },
  { register: "runtime0", type: "EV_SEPARATOR", data: new Uint8Array(4) },
  {
    register: "runtime1",
    type: "EV_EFI_BOOT_SERVICES_APPLICATION",
    data: imageData("\\EFI\\BOOT\\BOOTX64.EFI"),
    measured: "a loader",
  },
  { register: "runtime2", type: "EV_IPL", data: "kernel_cmdline: ro quiet\0", measured: "ro quiet" },
] as const;

/** A quote, the log that gives its registers but for one, and the log of a boot that is known. */
async function logSample(): Promise<Sample> {
  const [log, known] = await Promise.all([
    encodeEventLog(
      [...EVENTS, { register: "runtime2", type: "EV_IPL", data: "kernel_cmdline: debug\0", measured: "debug" }],
      { area: 4096 },
    ),
    encodeEventLog(EVENTS, { area: 4096 }),
  ]);
  const { runtime0: rtmr0, runtime1: rtmr1, runtime3: rtmr3 } = log.registers;
  const { nonce, reportData } = fresh();
  const platform = await createTdxPlatform({ td: { rtmr0, rtmr1, rtmr2: known.registers.runtime2, rtmr3 } });
  const files = [
    file("quote.bin", await platform.quote({ reportData })),
    file("ccel.bin", log.log),
    file("known-ccel.bin", known.log),
    file("ccel-table.bin", encodeCcelTable(4096)),
    await collateralFile(platform, false),
    intelRoot(),
  ];
  return { files, roots: [INTEL_ROOT], nonce };
}

/** Two guests on one chip. */
async function pairSample(): Promise<Sample> {
  const { nonce, reportData } = fresh();
  const platform = await createSnpPlatform({ product: "Genoa" });
  const measurement = crypto.getRandomValues(new Uint8Array(48));
  const files = [
    file("guest.bin", await platform.report({ reportData })),
    file(
      "other-guest.bin",
      await platform.report({ reportData, vmpl: 1, fields: { measurement, policy: { debug: true } } }),
    ),
    file("table.bin", platform.certTable),
    file(AMD_ROOT, amdCertificate("Genoa", "ark")),
  ];
  return { files, roots: [AMD_ROOT], nonce };
}

async function ccaSample(lifecycle?: number): Promise<Sample> {
  const { nonce, reportData } = fresh();
  const platform = await createCcaPlatform(lifecycle === undefined ? {} : { platform: { lifecycle } });
  const files = [
    file("token.cbor", await platform.token({ challenge: reportData })),
    file(CCA_KEYS, platform.endorsement),
  ];
  return { files, roots: [CCA_KEYS], nonce };
}

/** A virtual machine of Azure, whose TPM quotes a nonce. */
async function azureSample(platform: SnpPlatform | TdxPlatform): Promise<Sample> {
  const { nonce } = fresh();
  const machine = await createAzureMachine({ platform });
  const evidence = file("evidence.json", JSON.stringify({ ...(await machine.evidence({ nonce })), software: true }));
  if ("quote" in platform) {
    return { files: [evidence, await collateralFile(platform, false), intelRoot()], roots: [INTEL_ROOT], nonce };
  }
  const crl = file("crl.der", await createCrl(platform.authorities.ark));
  const chain = file("chain.der", platform.certificates.intermediate);
  const root = file(AMD_ROOT, amdCertificate(platform.product, "ark"));
  return { files: [evidence, chain, crl, root], roots: [AMD_ROOT], nonce };
}

async function coveSample(state?: number): Promise<Sample> {
  const { nonce, reportData: challenge } = fresh();
  const platform = await createCovePlatform(state === undefined ? {} : { claims: { platform: { state } } });
  const files = [
    file("evidence.cbor", await platform.evidence({ challenge, form: "tagged" })),
    file(COVE_KEY, platform.publicKey),
  ];
  return { files, roots: [COVE_KEY], nonce };
}

const alone = async (name: string, bytes: Promise<Uint8Array>): Promise<Sample> => ({
  files: [file(name, await bytes)],
  roots: [],
  nonce: undefined,
});

/** Changes a bit of a field behind the signature's back. */
const tamper = (field: string) => (bytes: Uint8Array) => {
  const at = byteMap(bytes).ranges.find(({ name }) => name === field)?.from;
  if (at === undefined) throw new RangeError(`there is no ${field}`);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
};

/** Makers of samples. */
export const SAMPLES: Record<SampleName, () => Promise<Sample>> = {
  "SEV-SNP, Milan": () => snpSample({}),
  "SEV-SNP, Turin": () => snpSample({ product: "Turin" }),
  "SEV-SNP, VLEK of a cloud": () => snpSample({ product: "Genoa", key: "VLEK" }),
  "SEV-SNP, certificate expired": () =>
    snpSample({
      validity: { notBefore: new Date("2020-01-01T00:00:00Z"), notAfter: new Date("2024-01-01T00:00:00Z") },
    }),
  "SEV-SNP, tampered with": () => snpSample({}, tamper("snpReport.measurement")),
  "SEV-SNP, debugging on": () => snpSample({ fields: { policy: { debug: true } } }),
  TDX: () => tdxSample(false),
  "TDX, out of date": () => tdxSample(true),
  "TDX, tampered with": () => tdxSample(false, tamper("tdReport.mrTd")),
  SGX: sgxSample,
  TDREPORT: () =>
    alone(
      "tdreport.bin",
      createTdxPlatform().then((platform) => platform.tdReport()),
    ),
  "Arm CCA": () => ccaSample(),
  "Arm CCA, platform under debug": () => ccaSample(0x4000),
  "RISC-V CoVE": () => coveSample(),
  "RISC-V CoVE, platform under debug": () => coveSample(3),
  "Certificate table": () =>
    alone(
      "table.bin",
      createSnpPlatform().then(({ certTable }) => certTable),
    ),
  Bundle: bundleSample,
  "Event log, with a quote and a known boot": logSample,
  "Two guests, to compare": pairSample,
  "SEV-SNP, services of an SVSM": svsmSample,
  "Azure, SEV-SNP": () => createSnpPlatform().then(azureSample),
  "Azure, TDX": () => createTdxPlatform().then(azureSample),
};
