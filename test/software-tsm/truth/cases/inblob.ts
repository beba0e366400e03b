import { Seek } from "../../../../hosts/software-tsm/index.ts";
import { bytesOf, NONCE, textOf, zs } from "../../bench.ts";
import type { Recorder } from "../recorder.ts";

export async function inblobWrites(bench: Recorder): Promise<void> {
  bench.section("inblob writes");
  await sizes(bench);
  await pieces(bench);
  await twoDescriptors(bench);
  await offsets(bench);
  await otherWrites(bench);
}

async function sizes(bench: Recorder): Promise<void> {
  await bench.write("write inblob 64", "r0/inblob", NONCE);
  await bench.rowGeneration("->");
  await bench.write("write inblob 1", "r0/inblob", NONCE.subarray(0, 1));
  await bench.rowGeneration("->");
  const report = await bench.rowOutblob("outblob");
  bench.noteReport(report, ` in='${textOf(report.subarray(32, 36))}'`);
  await bench.write('write inblob 0 bytes (write(fd,"",0))', "r0/inblob", new Uint8Array(0));
  await bench.rowGeneration("->");
  await bench.rowOutblob("outblob after the 0-byte write");
  await bench.put("r0/inblob", NONCE);
  await bench.rowGeneration("good 64 again");
  await bench.write("write inblob 65", "r0/inblob", zs(65));
  await bench.rowGeneration("->");
  await bench.rowOutblob("outblob after the refused 65-byte write");
  await bench.put("r0/inblob", NONCE);
  await bench.write("write inblob 70000", "r0/inblob", zs(70_000));
  await bench.rowGeneration("->");
  await bench.rowOutblob("outblob after it");
}

async function pieces(bench: Recorder): Promise<void> {
  let file = await bench.openWrite("r0/inblob");
  await file.write(NONCE.subarray(0, 32));
  await bench.rowGeneration("two writes 32+32 on one fd: generation after 1st");
  await bench.try("2nd write", () => file.write(NONCE.subarray(32)));
  await bench.rowGeneration("generation before close");
  await file.close();
  await bench.rowGeneration("generation after close");
  let report = await bench.rowOutblob("outblob");
  bench.noteReport(report, ` in ok=${Number(textOf(report.subarray(32)) === textOf(NONCE))}`);

  file = await bench.openWrite("r0/inblob");
  await bench.try("40+40 on one fd: 1st", () => file.write(NONCE.subarray(0, 40)));
  await bench.try("2nd", () => file.write(NONCE.subarray(0, 40)));
  await file.close();
  report = await bench.rowOutblob("outblob");
  bench.noteReport(report);
}

async function twoDescriptors(bench: Recorder): Promise<void> {
  const a = await bench.openWrite("r0/inblob");
  await bench.try("two fds writing: fd A write 64 A", () => a.write(NONCE));
  const b = await bench.openWrite("r0/inblob");
  await bench.try("fd B write 64 z", () => b.write(zs(64)));
  await b.close();
  await bench.rowGeneration("closed B");
  await a.close();
  await bench.rowGeneration("closed A");
  const report = await bench.rowOutblob("outblob");
  bench.note(`in='${textOf(report.subarray(32, 36))}' (last CLOSE wins)`);
}

async function offsets(bench: Recorder): Promise<void> {
  let file = await bench.openWrite("r0/inblob");
  await bench.try("pwrite(4 bytes, off 60)", () => file.pwrite(bytesOf("WXYZ"), 60));
  await bench.try("lseek(fd,0,SEEK_SET) on inblob", () => file.lseek(0, Seek.Set));
  await bench.try("fsync", () => file.fsync());
  await bench.try("ftruncate 0", () => file.ftruncate(0));
  await bench.try("read on the write fd", () => file.read(10));
  await file.close();
  const report = await bench.rowOutblob("outblob");
  const [first = 1, second = 1] = report.subarray(32);
  const hex = [first, second].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  bench.noteReport(report, ` first bytes ${hex} last '${textOf(report.subarray(92))}'`);

  file = await bench.openWrite("r0/inblob");
  await bench.try("pwrite(8 bytes, off 60)", () => file.pwrite(bytesOf("WXYZWXYZ"), 60));
  await file.close();
}

async function otherWrites(bench: Recorder): Promise<void> {
  let file = await bench.openWrite("r0/inblob");
  // configfs sees the pieces of a writev as one write.
  await bench.try("writev 16+48", () => file.write(Uint8Array.of(...NONCE.subarray(0, 16), ...NONCE.subarray(0, 48))));
  await file.close();
  bench.noteReport(await bench.rowOutblob("outblob"));

  file = await bench.openWrite("r0/inblob", 0o2000);
  await bench.try("O_APPEND write 64", () => file.write(NONCE));
  await file.close();
  await bench.rowOutblob("outblob");

  // In place of the write from a bad address.
  await bench.put("r0/inblob", new Uint8Array(64));
  await bench.rowGeneration("generation");
  const report = await bench.rowOutblob("outblob");
  bench.noteReport(report, ` in ${report[32]?.toString(16).padStart(2, "0")}`);

  file = await bench.openWrite("r0/inblob");
  const second = await file.dup();
  await file.write(NONCE);
  await file.close();
  await bench.rowGeneration("dup'ed fd, first close");
  await second.close();
  await bench.rowGeneration("last close");
}
