/** wit/request.wit */
import { INPUT, OUTPUT } from "../arena";
import { digest, digestSize, Hash } from "../crypto/hash";
import { Code, fail } from "../fault";
import { Attribute, attributes } from "../formats/configfs";
import { Errno } from "../formats/errno";
import { entryOf } from "../layout";
import { printable, start, written } from "../render/out";
import { NO_PRIVLEVEL } from "../request/carried";
import * as kept from "../request/kept";
import * as machine from "../request/machine";
import { operation, Verb } from "../request/operation";
import * as options from "../request/options";
import { Text } from "../text";
import { arrived, release } from "./arrivals";
import { put, refuse, succeed } from "./crossing";
import { wait } from "./imports";
import { Evidence, FaultRecord, isSome, RequestOptions } from "./records";
import * as files from "./reportFiles";

/** Evidence has a 64-bit member. */
const PAYLOAD: usize = 8;

/** Which option was refused. */
let refused: Text = "";

/** Cases of report-data. */
const enum ReportData {
  Nonce = 0,
  Sha384 = 1,
  Sha512 = 2,
}

function setReportData(given: RequestOptions): i32 {
  const length = put(given.data, given.dataLength);
  if (length < 0) return length;
  const told = <ReportData>(given.dataCase & 255);
  if (told == ReportData.Nonce) return options.setBytes(options.Bytes.Inblob, length);
  const hash = told == ReportData.Sha384 ? Hash.Sha384 : Hash.Sha512;
  digest(hash, INPUT, length, INPUT);
  return options.setBytes(options.Bytes.Inblob, digestSize(hash));
}

function setText(option: options.Bytes, at: usize, length: usize): i32 {
  const taken = put(at, length);
  return taken < 0 ? taken : options.setBytes(option, taken);
}

function setService(given: RequestOptions): i32 {
  let taken = setText(options.Bytes.ServiceProvider, given.service, given.serviceLength);
  if (taken >= 0 && isSome(given.hasGuid)) {
    taken = setText(options.Bytes.ServiceGuid, given.guid, given.guidLength);
  }
  if (taken < 0 || !isSome(given.hasManifestVersion)) return taken;
  return options.setNumber(options.Numbers.ServiceManifestVersion, given.manifestVersion);
}

/** Hands the options to the machine. Returns 0, or a fault of the option {@link refused}. */
function configure(given: RequestOptions): i32 {
  options.reset();
  refused = "entry";
  if (!files.nameEntry(given.entry, given.entryLength)) return fail(Code.BadRequest);
  refused = "report-data";
  let taken = setReportData(given);
  if (taken < 0) return taken;
  refused = "service";
  if (isSome(given.hasService)) taken = setService(given);
  if (taken < 0) return taken;
  refused = "privlevel";
  if (isSome(given.hasPrivlevel)) taken = options.setNumber(options.Numbers.Privlevel, given.privlevel);
  if (taken < 0) return taken;
  refused = "attempts";
  if (isSome(given.hasAttempts)) taken = options.setNumber(options.Numbers.Attempts, given.attempts);
  if (taken < 0) return taken;
  options.setNumber(options.Numbers.Aux, given.aux);
  return options.setNumber(options.Numbers.Seed, given.seed);
}

function read(attribute: Attribute, name: Text): i32 {
  let result = files.readFile(name);
  if (result == 0) {
    result = arrived() < 0 ? -1 : put(files.readAt(), files.readLength());
    result = result < 0 ? -(<i32>Errno.EFBIG) : kept.keep(attribute, INPUT, result);
  }
  release();
  return result;
}

function write(attribute: Attribute, name: Text): i32 {
  if (attribute == Attribute.Inblob) kept.keep(attribute, operation.data, operation.length);
  return files.writeFile(name, operation.data, operation.length);
}

/** Does the verb that the machine has named. Returns what the machine is to be told. */
function run(verb: Verb): i32 {
  if (verb == Verb.Create) {
    kept.forget();
    return files.createEntry();
  }
  if (verb == Verb.Remove) return files.removeEntry();
  if (verb == Verb.Wait) {
    if (!wait(operation.waitMs)) machine.cancel();
    return 0;
  }
  const attribute = <Attribute>operation.attribute;
  const name = entryOf(attributes, attribute)!.name;
  return verb == Verb.Read ? read(attribute, name) : write(attribute, name);
}

/** Writes the provider's name to the output region, as text that is safe to show. Returns its bytes. */
function provider(): u32 {
  start(false);
  printable(kept.keptAt(Attribute.Provider), kept.textLength(Attribute.Provider));
  return written();
}

function evidence(): usize {
  const returned = succeed();
  const record = changetype<Evidence>(returned + PAYLOAD);
  record.provider = OUTPUT;
  record.providerLength = provider();
  record.outblob = kept.keptAt(Attribute.Outblob);
  record.outblobLength = kept.keptLength(Attribute.Outblob);
  // An empty one is none.
  record.hasAuxblob = kept.keptLength(Attribute.Auxblob) ? 1 : 0;
  record.auxblob = kept.keptAt(Attribute.Auxblob);
  record.auxblobLength = kept.keptLength(Attribute.Auxblob);
  record.hasManifestblob = kept.isKept(Attribute.Manifestblob) ? 1 : 0;
  record.manifestblob = kept.keptAt(Attribute.Manifestblob);
  record.manifestblobLength = kept.keptLength(Attribute.Manifestblob);
  record.hasPrivlevel = operation.privlevel == NO_PRIVLEVEL ? 0 : 1;
  record.privlevel = operation.privlevel;
  record.generation = operation.generation;
  record.reportData = kept.keptAt(Attribute.Inblob);
  record.reportDataSize = kept.keptLength(Attribute.Inblob);
  record.reportDataLength = options.lengthOf(options.Bytes.Inblob);
  record.attempts = operation.attempt;
  record.interfered = operation.moved ? 1 : 0;
  record.leftBehind = operation.leaked ? 1 : 0;
  return returned;
}

function failed(): usize {
  const returned = refuse(null, -1, PAYLOAD);
  changetype<FaultRecord>(returned + PAYLOAD).leftBehind = operation.leaked ? 1 : 0;
  return returned;
}

export function request(given: RequestOptions): usize {
  if (arrived() < 0) return refuse(null, -1, PAYLOAD);
  if (configure(given) < 0) return refuse(refused, -1, PAYLOAD);
  release();
  machine.begin();
  let verb = machine.next();
  while (verb != Verb.Done && verb != Verb.Failed) {
    machine.feed(run(verb));
    verb = machine.next();
  }
  return verb == Verb.Done ? evidence() : failed();
}
