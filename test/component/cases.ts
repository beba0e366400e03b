/**
 * Calls of the world `tsmkit`, and what they must give: what hosts/ gives for the same. Any host of components can run them:
 * arguments and results are values of WIT, written as JavaScript has them.
 */
import { readEvents, renderEvents } from "../../hosts/events.ts";
import { encodeCcelTable } from "../../hosts/forge/eventLog.ts";
import { createSnpPlatform, createTdxPlatform, snp, tdxCollateral, toPem } from "../../hosts/forge/index.ts";
import type { EvidenceForm } from "../../hosts/formats.ts";
import { encodeHex } from "../../hosts/hex.ts";
import { type Inspection, inspect, render, TsmError } from "../../hosts/index.ts";
import { type AppraiseOptions, Verifier, type VerifierOptions } from "../../hosts/verifier.ts";
import { itemsOf } from "../appraisal/intelEvidence.ts";
import { AT } from "../appraisal/rows.ts";
import { changed, forged } from "../eventlog/logs.ts";
import { minted } from "../minted.ts";
import type { Fault, Style } from "./worlds.ts";

/** One call, and its result: all of one that succeeds, some of a fault. */
export interface Case {
  name: string;
  call: readonly ["inspect", "inspect" | "render"] | readonly ["verify", "appraise"] | readonly ["events", "replay"];
  args: unknown[];
  ok?: unknown;
  err?: Partial<Fault>;
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const asBytes = (item: Uint8Array | string) => (typeof item === "string" ? utf8(item) : item);

/** The fault that the same call to hosts/ throws, for an argument of the component. */
function thrown(argument: string, call: () => unknown): Partial<Fault> {
  try {
    call();
  } catch (error) {
    if (!(error instanceof TsmError)) throw error;
    const { code, group, message, at = 0, got = 0, want = 0, field } = error;
    return { code, group, message, at, got, want, argument, ...(field && { field }) };
  }
  throw new Error("the call did not fail");
}

function inspected(name: string, evidence: Uint8Array, form: EvidenceForm = "auto", style: Style = {}): Case {
  const { format, version, size, tail, readAs }: Inspection = inspect(evidence, { form });
  const json = render(evidence, { view: "json", form, ...style });
  const ok = { format, version, size, tail, readAs, json };
  return { name: `inspects ${name}`, call: ["inspect", "inspect"], args: [evidence, form, style], ok };
}

function rendered(name: string, evidence: Uint8Array, view: "json" | "text" | "hex", style: Style): Case {
  const args = [evidence, "auto", view, style];
  const how = [view, ...Object.keys(style)].join(", ");
  const ok = render(evidence, { view, ...style });
  return { name: `renders ${name}: ${how}`, call: ["inspect", "render"], args, ok };
}

function uninspected(name: string, evidence: Uint8Array, form: EvidenceForm = "auto"): Case {
  const err = thrown("evidence", () => inspect(evidence, { form }));
  return { name: `refuses ${name}`, call: ["inspect", "inspect"], args: [evidence, form, {}], err };
}

/** What is appraised, and how: a nonce, or none. */
type How = VerifierOptions & { nonce?: Uint8Array; at?: Date; form?: EvidenceForm; colours?: boolean };

function appraiseArgs(evidence: Uint8Array, { nonce, at = AT, form = "auto", ...how }: How): unknown[] {
  const { endorsements = [], trustRoots = [], policy, colours = false } = how;
  const options = {
    nonce: nonce ? { tag: "given", val: nonce } : { tag: "waived" },
    time: BigInt(Math.floor(at.getTime() / 1000)),
    endorsements: [...endorsements].map((item) => asBytes(item as Uint8Array | string)),
    trustRoots: [...trustRoots].map((item) => asBytes(item as Uint8Array | string)),
    ...(policy !== undefined && { policy: typeof policy === "string" ? policy : JSON.stringify(policy) }),
    colours,
  };
  return [evidence, form, options];
}

const hostOptions = ({ nonce, at = AT, form = "auto" }: How): AppraiseOptions => ({
  ...(nonce ? { nonce } : { noNonce: true }),
  at,
  form,
});

function appraised(name: string, evidence: Uint8Array, how: How): Case {
  const verifier = new Verifier(how);
  const appraisal = verifier.appraise(evidence, hostOptions(how));
  const ok = { verdict: appraisal.verdict, json: JSON.stringify(appraisal), text: verifier.text(how.colours) };
  const args = appraiseArgs(evidence, how);
  return { name: `appraises ${name}: ${appraisal.verdict}`, call: ["verify", "appraise"], args, ok };
}

function unappraised(name: string, argument: string, evidence: Uint8Array, how: How): Case {
  const err = thrown(argument, () => new Verifier(how).appraise(evidence, hostOptions(how)));
  return { name: `refuses ${name}`, call: ["verify", "appraise"], args: appraiseArgs(evidence, how), err };
}

interface Replay {
  table?: Uint8Array;
  against?: Record<string, Uint8Array>;
  reference?: Uint8Array;
  colours?: boolean;
}

function replayArgs(log: Uint8Array, { against = {}, colours = false, ...how }: Replay): unknown[] {
  const registers = Object.entries(against).map(([register, value]) => ({ register, value }));
  return [log, { ...how, registers, colours }];
}

function replayed(name: string, log: Uint8Array, how: Replay): Case {
  const read = readEvents(log, how);
  const ok = { wrong: read.wrong, json: JSON.stringify(read), text: renderEvents(log, how) };
  return { name: `replays ${name}`, call: ["events", "replay"], args: replayArgs(log, how), ok };
}

function unreplayed(name: string, argument: string, log: Uint8Array, how: Replay): Case {
  // Hosts say in the message which of the arguments it was.
  const { message = "", ...rest } = thrown(argument, () => readEvents(log, how));
  const err = { ...rest, message: message.replace(/^the \w+: /, "") };
  return { name: `refuses ${name}`, call: ["events", "replay"], args: replayArgs(log, how), err };
}

async function inspections(): Promise<Case[]> {
  const all = await minted();
  const cases = Object.entries(all).flatMap(([name, evidence]) => [
    inspected(name, evidence),
    rendered(name, evidence, "text", { short: true, colours: true }),
    rendered(name, evidence, "hex", {}),
  ]);
  const report = all["minted SNP report 3, Genoa"];
  const quote = all["minted TDX quote 4"];
  const hex = encodeHex(report);
  const broken = report.slice();
  broken[0x4a0 - 1] = 1;
  const withTable = JSON.stringify({
    provider: "sev_guest",
    outblob: hex,
    auxblob: encodeHex(all["minted certificate table"]),
  });
  return [
    ...cases,
    inspected("hex", utf8(hex)),
    inspected("base64", utf8(Buffer.from(report).toString("base64")), "base64", { short: true }),
    inspected("PEM", utf8(toPem(report)), "pem"),
    inspected("JSON with a certificate table", utf8(withTable), "json"),
    inspected("a quote with a tail", Uint8Array.from([...quote, ...new Uint8Array(20)])),
    uninspected("nothing", new Uint8Array()),
    uninspected("what is no evidence", new Uint8Array(100).fill(0xee)),
    uninspected("a report that is cut", report.subarray(0, 1000), "bin"),
    uninspected("reserved bytes that are set", broken),
    uninspected("a tail that is not zero", Uint8Array.from([...quote, 1])),
    uninspected("what is no hex", utf8(`${hex.slice(0, 10)}x`), "hex"),
    uninspected("half a byte", utf8(hex.slice(1)), "hex"),
    uninspected("what is no base64", utf8("AAAA*"), "base64"),
    uninspected("PEM without an end", utf8("-----BEGIN REPORT-----\nAAAA"), "pem"),
    uninspected("JSON without an outblob", utf8('{"provider":"sev_guest"}'), "json"),
    uninspected("more than 1 MiB", new Uint8Array((1 << 20) + 1), "bin"),
  ];
}

async function appraisals(): Promise<Case[]> {
  const nonce = Uint8Array.from({ length: 32 }, (_, i) => i + 1);
  const reportData = new Uint8Array(64);
  reportData.set(nonce);
  const { report, certTable, certificates } = await snp({ fields: { reportData } });
  const platform = await createTdxPlatform();
  const quote = await platform.quote({ version: 4 });
  const tdx = {
    endorsements: itemsOf(await tdxCollateral(platform)),
    trustRoots: [platform.certificates.root],
  };
  const other = await createSnpPlatform({ product: "Genoa" });
  const good = { nonce, endorsements: [certTable], trustRoots: [certificates.root] };
  const forgery = report.slice();
  forgery[0x90] = (forgery[0x90] ?? 0) ^ 1;
  const withTable = utf8(
    JSON.stringify({ provider: "sev_guest", outblob: encodeHex(report), auxblob: encodeHex(certTable) }),
  );
  return [
    appraised("an SNP report", report, good),
    appraised("an SNP report in hex, with colours", utf8(encodeHex(report)), { ...good, form: "hex", colours: true }),
    appraised("JSON with a certificate table", withTable, { nonce, trustRoots: [certificates.root] }),
    appraised("a TDX quote", quote, tdx),
    appraised("a TDX quote without collateral", quote, { trustRoots: tdx.trustRoots }),
    appraised("a report without its nonce", report, { ...good, nonce: Uint8Array.of(1) }),
    appraised("a report whose measurement was changed", forgery, good),
    appraised("a report under a root that nobody trusts", report, { nonce, endorsements: [certTable] }),
    appraised("a report with another chip's certificates", report, { ...good, endorsements: [other.certTable] }),
    appraised("a report by a policy", report, { ...good, policy: { version: 1, snp: { signingKeys: ["VLEK"] } } }),
    appraised("a report before its certificates", report, { ...good, at: new Date("1960-01-01T00:00:00Z") }),
    unappraised("evidence that is cut", "evidence", report.subarray(0, 100), { ...good, form: "bin" }),
    unappraised("a certificate table as evidence", "evidence", certTable, good),
    unappraised("a TDREPORT", "evidence", await platform.tdReport({ td15: true }), tdx),
    unappraised("an empty nonce", "nonce", report, { ...good, nonce: new Uint8Array() }),
    unappraised("a long nonce", "nonce", report, { ...good, nonce: new Uint8Array(65) }),
    unappraised("what is no endorsement", "endorsements[1]", report, {
      ...good,
      endorsements: [certTable, Uint8Array.of(1, 2, 3)],
    }),
    unappraised("a root that is none", "trust-roots[0]", report, { ...good, trustRoots: [certificates.leaf] }),
    unappraised("a policy that says what is not known", "policy", report, { ...good, policy: '{"version":1,"x":2}' }),
    {
      name: "refuses an empty policy",
      call: ["verify", "appraise"],
      args: appraiseArgs(report, { ...good, policy: "" }),
      err: { code: "bad-policy", group: "fix", argument: "policy", at: 0 },
    },
    unappraised("too many certificates", "endorsements[30]", report, {
      ...good,
      endorsements: await chains(31),
    }),
  ];
}

/** Certificate tables of as many machines: each has a certificate of its own, and the two above it that all have. */
async function chains(count: number): Promise<Uint8Array[]> {
  const machines = Array.from({ length: count }, () => createSnpPlatform({ product: "Milan" }));
  return (await Promise.all(machines)).map(({ certTable }) => certTable);
}

function logs(): Case[] {
  const { log, registers } = forged;
  const { initial: _, ...against } = registers;
  const table = encodeCcelTable(log.length);
  const other = { ...against, runtime2: new Uint8Array(48) };
  return [
    replayed("a log", log, {}),
    replayed("a log whose registers agree", log, { against, table, colours: true }),
    replayed("a log with a register that disagrees", log, { against: other }),
    replayed("a log that is its own reference", log, { reference: log }),
    unreplayed("an empty log", "log", new Uint8Array(), {}),
    unreplayed("a log that is cut", "log", log.subarray(0, 40), {}),
    unreplayed("a reference that is cut", "reference", log, { reference: log.subarray(0, 40) }),
    unreplayed("a table that is cut", "table", log, { table: table.subarray(0, 10) }),
    unreplayed("a table with another sum", "table", log, { table: changed(table, 9, 99) }),
    {
      name: "refuses a register of another length",
      call: ["events", "replay"],
      args: replayArgs(log, { against: { runtime0: new Uint8Array(48), runtime1: new Uint8Array(20) } }),
      err: { code: "bad-request", group: "fix", argument: "registers[1]", got: 20, want: 48 },
    },
  ];
}

/** All of them, minted anew. */
export async function cases(): Promise<Case[]> {
  return [...(await inspections()), ...(await appraisals()), ...logs()];
}
