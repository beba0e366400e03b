/** From what was read and what the user said to all that is shown. One direction, nothing is changed in place. */
import { type ByteMap, byteMap } from "../../byteMap.ts";
import { certificatesIn, certificatesOf } from "../../certificates.ts";
import { sharedCore } from "../../core.ts";
import { judgeOf } from "../../endorsements/judge.ts";
import type { Item, Lack, Need } from "../../endorsements/need.ts";
import { needsOf } from "../../endorsements/plan.ts";
import { TsmError } from "../../errors.ts";
import { type EventLog, readEvents, registersOf } from "../../events.ts";
import { type Expiry, expiriesOf } from "../../expiry.ts";
import type { Certificate, EvidenceFormat } from "../../formats.ts";
import { list } from "../../rows.ts";
import { type Appraisal, appraise, type ExpectedNonce, Verifier } from "../../verifier.ts";
import type { EvidenceReading, LogReading, PolicyReading, Reading, TableReading } from "./reading.ts";

/** What the user says besides the files. */
export interface Settings {
  /** Undefined until it is said. */
  nonce: ExpectedNonce | undefined;
  /** The time of the appraisal. */
  at: Date;
  /** Was the time chosen, or is it now? */
  atChosen: boolean;
  /** The policy's text; empty for the default one. */
  policy: string;
}

/** Something that the verification needs and that is not there, or not in order. */
export interface Want {
  need: Need;
  lack: Lack;
}

/** A certificate, and where it came from. */
export interface KnownCertificate {
  certificate: Certificate;
  from: string;
}

/** An event log, compared with what is there. */
export interface LogView {
  log: EventLog;
  name: string;
  /** What its registers and events are compared with. */
  against?: string;
  reference?: string;
}

/** All that is shown. */
export interface Model {
  readings: readonly Reading[];
  settings: Settings;
  /** The evidence that is looked at, and one that it is compared with. */
  subject: EvidenceReading | undefined;
  other: EvidenceReading | undefined;
  map: ByteMap | undefined;
  appraisal: Appraisal | undefined;
  /** Why there is no appraisal, or none yet. */
  whyNot: string | undefined;
  /** What is wrong with the policy. */
  policyError: string | undefined;
  /** Endorsements as the command takes them: those that were given, then those of a bundle. */
  given: Item[];
  items: Item[];
  roots: Item[];
  certificates: KnownCertificate[];
  wants: Want[];
  log: LogView | undefined;
  logError: string | undefined;
  /** What expires, the first first. Computed on first use. */
  expiries(): Expiry[];
}

/** Is evidence of a format appraised, or only shown? */
const isAppraisable = (format: EvidenceFormat): boolean =>
  list("format").find(({ name }) => name === format)?.extra === APPRAISED;
/** The last column of formats that are appraised. */
const APPRAISED = 1;

const is =
  <K extends Reading["kind"]>(kind: K) =>
  (reading: Reading): reading is Extract<Reading, { kind: K }> =>
    reading.kind === kind;

const isTable = ({ inspection }: EvidenceReading): boolean => inspection.format === "snp-cert-table";

/** Formats of what comes along with a report. */
const BROUGHT: readonly string[] = ["snp-cert-table", "svsm-manifest"];

/** The evidence to look at, in order: what comes along with a report is looked at only when there is nothing else. */
function subjectsOf(readings: readonly Reading[]): EvidenceReading[] {
  const evidence = readings.filter(is("evidence"));
  const reports = evidence.filter(({ inspection }) => !BROUGHT.includes(inspection.format));
  return reports.length > 0 ? reports : evidence;
}

/** Endorsements that came as files of their own. */
function givenOf(readings: readonly Reading[], subject: EvidenceReading | undefined): Item[] {
  const tables = readings.filter(is("evidence")).filter((one) => isTable(one) && one !== subject);
  const given = [...readings.filter(is("endorsement")), ...tables];
  return given.map(({ name, bytes }) => ({ name, bytes, from: "given" }));
}

function rootsOf(readings: readonly Reading[]): Item[] {
  const trusted = readings.filter((one) => (one.kind === "endorsement" || one.kind === "key") && one.trusted);
  return trusted.map(({ name, bytes }) => ({ name, bytes, from: "given" }));
}

/** Does work that the core may refuse; the refusal is said, not thrown. */
export function said<T>(work: () => T): { value?: T; error?: string } {
  try {
    return { value: work() };
  } catch (error) {
    if (error instanceof TsmError) return { error: error.message };
    throw error;
  }
}

function wantsOf({ evidence, form, inspection }: EvidenceReading, items: Item[], roots: Item[], at: Date): Want[] {
  const judgement = judgeOf(evidence, { trustRoots: roots, at, form }).judge(items);
  return needsOf(inspection).flatMap((need) => {
    const lack = judgement.lack(need);
    return lack ? [{ need, lack }] : [];
  });
}

function certificates(subject: EvidenceReading | undefined, items: Item[]): KnownCertificate[] {
  const own = subject
    ? certificatesOf(subject.inspection).map((certificate) => ({ certificate, from: subject.name }))
    : [];
  const others = items.flatMap(({ name, bytes }) =>
    certificatesIn(bytes).map((certificate) => ({ certificate, from: name })),
  );
  const seen = new Set<string>();
  return [...own, ...others].filter(({ certificate }) => {
    const { issuer, serialNumber, subject: name } = certificate;
    const key = JSON.stringify([name, issuer, serialNumber]);
    return !seen.has(key) && seen.add(key);
  });
}

function logOf(readings: readonly Reading[], subject: EvidenceReading | undefined): LogView | undefined {
  const [log, reference] = readings.filter(is("event log")) as LogReading[];
  if (!log) return undefined;
  const table = readings.find(is("event log table")) as TableReading | undefined;
  const registers = subject && said(() => registersOf(subject.evidence)).value;
  const options = {
    ...(registers && { against: registers }),
    ...(reference && { reference: reference.bytes }),
    ...(table && { table: table.bytes }),
  };
  return {
    log: readEvents(log.bytes, options),
    name: log.name,
    ...(registers && subject && { against: subject.name }),
    ...(reference && { reference: reference.name }),
  };
}

/** What the last policy that was dropped says, unless one was written. */
export function policyOf(readings: readonly Reading[]): string | undefined {
  return (readings.filter(is("policy")).at(-1) as PolicyReading | undefined)?.text;
}

function appraisalOf(subject: EvidenceReading, settings: Settings, items: Item[], roots: Item[]) {
  const { evidence, form, inspection } = subject;
  const { at, policy } = settings;
  // What can't be appraised needs no nonce: the core refuses it, and says why.
  const nonce = isAppraisable(inspection.format) ? settings.nonce : ({ noNonce: true } as const);
  if (!nonce)
    return { error: "Say first which nonce the evidence must carry. Without one, it may be an old one, played again." };
  const options = { endorsements: items, trustRoots: roots, form, at, ...(policy && { policy }) };
  return said(() => appraise(evidence, { ...options, ...nonce }));
}

/** Makes the model. */
export function modelOf(readings: readonly Reading[], settings: Settings): Model {
  const [subject, other] = subjectsOf(readings);
  const given = givenOf(readings, subject);
  const items = [...given, ...(subject?.bundle?.endorsements ?? [])];
  const roots = rootsOf(readings);
  const policyError = settings.policy
    ? said(() => new Verifier({ policy: settings.policy }, sharedCore())).error
    : undefined;
  const usable = policyError === undefined;
  const { value: appraisal, error: whyNot } = !subject
    ? {}
    : usable
      ? appraisalOf(subject, settings, items, roots)
      : { error: "The policy can't be read." };
  const log = said(() => logOf(readings, subject));
  const isAppraised = subject !== undefined && isAppraisable(subject.inspection.format);
  let expiries: Expiry[] | undefined;
  return {
    readings,
    settings,
    subject,
    other,
    map: subject && byteMap(subject.evidence, { form: subject.form }),
    appraisal,
    whyNot,
    policyError,
    given,
    items,
    roots,
    certificates: certificates(subject, items),
    wants: isAppraised ? (said(() => wantsOf(subject, items, roots, settings.at)).value ?? []) : [],
    log: log.value,
    logError: log.error,
    expiries() {
      expiries ??= (isAppraised && said(() => expiriesOf(subject.evidence, items, settings.at)).value) || [];
      return expiries;
    },
  };
}
