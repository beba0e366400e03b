/**
 * The records of wit/ as the canonical ABI lays them out in memory: the compiler aligns members as the ABI does, so that no
 * offset is written here. A list or a text is two members: where it lies, and its length.
 *
 * What tells the case of an option or a result is one byte, but begins where its payload could: so it is declared as wide as
 * the payload's alignment. Written, it is 0 or 1. Read, only its lowest byte counts: {@link isSome}.
 */

/** Is there a payload? */
export function isSome(told: u32): bool {
  return (told & 255) != 0;
}

/** list<u8>, string */
@unmanaged
export class Span {
  at: usize;
  length: usize;
}

/** types.fault */
@unmanaged
export class FaultRecord {
  code: u8;
  group: u8;
  message: usize;
  messageLength: usize;
  hasArgument: u32;
  argument: usize;
  argumentLength: usize;
  hasField: u32;
  field: usize;
  fieldLength: usize;
  at: u32;
  got: u32;
  want: u32;
  hasAttribute: u8;
  attribute: u8;
  hasErrno: u32;
  errno: u32;
  leftBehind: u8;
}

/** inspect.inspection */
@unmanaged
export class Inspection {
  format: u8;
  version: u32;
  size: u32;
  tail: u32;
  readAs: u8;
  json: usize;
  jsonLength: usize;
}

/** verify.appraisal */
@unmanaged
export class Appraisal {
  verdict: u8;
  json: usize;
  jsonLength: usize;
  text: usize;
  textLength: usize;
}

/** events.expected-register */
@unmanaged
export class ExpectedRegister {
  register: u8;
  value: usize;
  valueLength: usize;
}

/** events.event-log */
@unmanaged
export class EventLog {
  wrong: u32;
  json: usize;
  jsonLength: usize;
  text: usize;
  textLength: usize;
}

/** request.options */
@unmanaged
export class RequestOptions {
  dataCase: u32;
  data: usize;
  dataLength: usize;
  entry: usize;
  entryLength: usize;
  seed: u32;
  hasPrivlevel: u32;
  privlevel: u32;
  hasService: u32;
  service: usize;
  serviceLength: usize;
  hasGuid: u32;
  guid: usize;
  guidLength: usize;
  hasManifestVersion: u32;
  manifestVersion: u32;
  aux: u8;
  hasAttempts: u32;
  attempts: u32;
}

/** request.evidence */
@unmanaged
export class Evidence {
  provider: usize;
  providerLength: usize;
  outblob: usize;
  outblobLength: usize;
  hasAuxblob: u32;
  auxblob: usize;
  auxblobLength: usize;
  hasManifestblob: u32;
  manifestblob: usize;
  manifestblobLength: usize;
  hasPrivlevel: u32;
  privlevel: u32;
  generation: u64;
  reportData: usize;
  reportDataSize: usize;
  reportDataLength: u32;
  attempts: u32;
  interfered: u8;
  leftBehind: u8;
}
