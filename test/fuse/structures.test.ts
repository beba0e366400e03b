/** The structures of FUSE have the sizes and the members that Linux gives them. */
import { describe, expect, it, test } from "vitest";
import * as fuse from "../../hosts/fuse/structures.ts";

/** Sizes by sizeof in C, of Linux include/uapi/linux/fuse.h. */
const SIZES: [string, fuse.Structure<never>, number][] = [
  ["fuse_in_header", fuse.inHeader, 40],
  ["fuse_out_header", fuse.outHeader, 16],
  ["fuse_attr", fuse.attr, 88],
  ["fuse_entry_out without its attr", fuse.entryOut, 128 - 88],
  ["fuse_attr_out without its attr", fuse.attrOut, 104 - 88],
  ["fuse_forget_in", fuse.forgetIn, 8],
  ["fuse_batch_forget_in", fuse.batchForgetIn, 8],
  ["fuse_forget_one", fuse.forgetOne, 16],
  ["fuse_getattr_in", fuse.getattrIn, 16],
  ["fuse_mkdir_in", fuse.mkdirIn, 8],
  ["fuse_mknod_in", fuse.mknodIn, 16],
  ["fuse_create_in", fuse.createIn, 16],
  ["fuse_rename_in", fuse.renameIn, 8],
  ["fuse_rename2_in", fuse.rename2In, 16],
  ["fuse_open_in", fuse.openIn, 8],
  ["fuse_open_out", fuse.openOut, 16],
  ["fuse_read_in", fuse.readIn, 40],
  ["fuse_write_in", fuse.writeIn, 40],
  ["fuse_write_out", fuse.writeOut, 8],
  ["fuse_release_in", fuse.releaseIn, 24],
  ["fuse_fsync_in", fuse.fsyncIn, 16],
  ["fuse_interrupt_in", fuse.interruptIn, 8],
  ["fuse_access_in", fuse.accessIn, 8],
  ["fuse_dirent", fuse.dirent, 24],
] as never;

test.each(SIZES)("%s", (_, structure, size) => {
  expect(structure.size).toBe(size);
});

describe("a structure", () => {
  it("reads what it wrote, at whatever place it lies", () => {
    const values = { len: 60, opcode: 15, unique: 2n ** 63n + 5n, nodeid: 7n, uid: 1000, gid: 2 ** 32 - 1 };
    const bytes = new Uint8Array([9, 9, 9, ...fuse.inHeader.bytes(values)]);
    expect(fuse.inHeader.read(bytes.subarray(3))).toEqual({ ...values, pid: 0, totalExtlen: 0, padding: 0 });
  });

  it("is little-endian, with signs where it has them", () => {
    expect([...fuse.outHeader.bytes({ len: 16, error: -22, unique: 258n })]).toEqual([
      ...[16, 0, 0, 0],
      ...[0xea, 0xff, 0xff, 0xff],
      ...[2, 1, 0, 0, 0, 0, 0, 0],
    ]);
    expect(fuse.outHeader.read(fuse.outHeader.bytes({ error: -22 })).error).toBe(-22);
  });
});
