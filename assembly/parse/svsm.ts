/**
 * Manifests of an SVSM. That of all services begins with its GUID. That of a single service is the service's own alone, and
 * does not say whose it is: who asked for it knows. A TPM's public area is the virtual TPM's, anything else is left as it is.
 */
import { Code, fail } from "../fault";
import { padding } from "../formats/snpCertTable";
import * as svsm from "../formats/svsm";
import { Service } from "../formats/svsm";
import { isGuid } from "../guid";
import { Row } from "../layout";
import { beginTable, blobFrom, blobTo, checkEntry, entryAt, nextBlob } from "./blobTable";
import { add, base, need, total } from "./sections";
import { isPublic, parsePublic } from "./tpmPublic";

/** Services of a manifest at most. */
const MAX_SERVICES: u32 = 32;

/** The public area of the virtual TPM's key, in bytes from the start of the manifest parsed last; of size 0 when it has none. */
export let ekAt: u32 = 0;
export let ekSize: u32 = 0;

/** Does a manifest of all services start at p? */
export function isOfAll(p: usize, length: u32): bool {
  return length >= svsm.guid.size && isGuid(svsm.manifestKinds.next.text, svsm.guid.of(p));
}

/** Is it a manifest that tells itself apart: of all services, or a public area? */
export function isManifest(p: usize, length: u32): bool {
  return isOfAll(p, length) || isPublic(p, length);
}

/** The service by the GUID at p; the last row of the list when it is not known. */
export function serviceOf(p: usize): Row {
  let row = svsm.serviceKinds.next;
  while (row.at != Service.Unknown && !isGuid(row.text, p)) row = row.next;
  return row;
}

/** The virtual TPM's manifest, which must fill [at, end). */
function vtpm(at: u32, end: u32, depth: u32): i32 {
  if (!isPublic(base + at, end - at)) return fail(Code.BadValue, at, load<u8>(base + at), 0, svsm.serviceData);
  const stop = parsePublic(at, depth);
  if (stop < 0) return stop;
  if (<u32>stop != end) return fail(Code.BadLength, at, end - at, stop - at, svsm.serviceData);
  ekAt = at;
  ekSize = end - at;
  return 0;
}

/** The manifest of the service at entry i. */
function own(i: u32): i32 {
  const at = <u32>blobFrom(i);
  const end = <u32>blobTo(i);
  const kind = serviceOf(svsm.serviceGuid.of(base + entryAt(i)));
  return kind.at == Service.Vtpm ? vtpm(at, end, 1) : add(svsm.serviceData, 0, at, end - at, 1, kind);
}

/** The manifest of all services. Returns the bytes it takes, or a fault. */
function ofAll(): i32 {
  let fault = add(svsm.services, 0, 0, svsm.services.size);
  if (fault < 0) return fault;
  const size = svsm.size.u32(base);
  fault = need(size, svsm.size);
  if (fault < 0) return fault;
  const count = svsm.count.u32(base);
  if (count > MAX_SERVICES) return fail(Code.TooMany, svsm.count.at, count, MAX_SERVICES, svsm.count);
  const header = svsm.services.size + count * svsm.service.size;
  if (size < header) return fail(Code.BadLength, svsm.size.at, size, header, svsm.size);
  beginTable(svsm.service, svsm.services.size, count, header, size);
  for (let i: u32 = 0; i < count; i++) {
    const at = entryAt(i);
    fault = checkEntry(i);
    if (fault >= 0) fault = add(svsm.service, 0, at, svsm.service.size, 0, serviceOf(svsm.serviceGuid.of(base + at)));
    if (fault < 0) return fault;
  }
  let end = header;
  for (let i = nextBlob(header); i >= 0 && fault >= 0; i = nextBlob(end)) {
    if (<u32>blobFrom(i) > end) fault = add(padding, 0, end, <u32>blobFrom(i) - end);
    end = <u32>blobTo(i);
    if (fault >= 0) fault = own(i);
  }
  if (fault >= 0 && size > end) fault = add(padding, 0, end, size - end);
  return fault < 0 ? fault : <i32>size;
}

/** Parses a manifest. Returns the bytes it takes, or a fault. */
export function parseManifest(): i32 {
  ekSize = 0;
  if (isOfAll(base, total)) return ofAll();
  if (!isPublic(base, total)) {
    const fault = add(svsm.serviceData, 0, 0, total);
    return fault < 0 ? fault : <i32>total;
  }
  const end = parsePublic(0, 0);
  if (end >= 0) ekSize = end;
  ekAt = 0;
  return end;
}
