/** What the component of the world `attester` imports: the functions of wit/report-files.wit, as the canonical ABI has them. */

// @ts-ignore: decorator
@external("tsmkit:attestation/report-files@0.1.0", "create")
export declare function create(entry: usize, length: usize, result: usize): void;
// @ts-ignore: decorator
@external("tsmkit:attestation/report-files@0.1.0", "remove")
export declare function remove(entry: usize, length: usize, result: usize): void;
// @ts-ignore: decorator
@external("tsmkit:attestation/report-files@0.1.0", "read")
export declare function read(entry: usize, length: usize, attribute: usize, attributeLength: usize, result: usize): void;
// @ts-ignore: decorator
@external("tsmkit:attestation/report-files@0.1.0", "write")
export declare function write(
  entry: usize,
  length: usize,
  attribute: usize,
  attributeLength: usize,
  bytes: usize,
  bytesLength: usize,
  result: usize,
): void;
// @ts-ignore: decorator
@external("tsmkit:attestation/report-files@0.1.0", "wait")
export declare function wait(milliseconds: u32): bool;
