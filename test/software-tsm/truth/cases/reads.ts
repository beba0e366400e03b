import { Seek } from "../../../../hosts/software-tsm/index.ts";
import { NONCE, PLENTY, textOf, zs } from "../../bench.ts";
import type { Recorder } from "../recorder.ts";

export async function reads(bench: Recorder): Promise<void> {
  bench.section("reads and the cache");
  await cache(bench);
  await positions(bench);
  await textPositions(bench);
  await rewritten(bench);
  await auxblob(bench);
}

async function cache(bench: Recorder): Promise<void> {
  await bench.put("r0/inblob", NONCE);
  const before = bench.self.calls;
  const noteCalls = () => bench.note(`report_new calls: ${bench.self.calls - before}`);
  await bench.rowOutblob("outblob 1st read");
  await bench.rowOutblob("outblob 2nd open+read");
  noteCalls();
  await bench.try("outblob in 7-byte reads (sum)", () => bench.read("r0/outblob", 7));
  noteCalls();
  await bench.try("outblob in 1-byte reads (sum)", () => bench.read("r0/outblob", 1));
}

async function positions(bench: Recorder): Promise<void> {
  let file = await bench.openRead("r0/outblob");
  await bench.try("read(fd, buf, 0)", () => file.read(0));
  await bench.try("pread(16, off 32)", () => file.pread(16, 32));
  bench.note(`'${textOf(await file.pread(4, 32))}'`);
  await bench.try("pread(16, off 90)", () => file.pread(16, 90));
  await bench.try("pread(16, off 96 = end)", () => file.pread(16, 96));
  await bench.try("pread(16, off 1000)", () => file.pread(16, 1000));
  await bench.try("lseek(outblob,0,SEEK_SET)", () => file.lseek(0, Seek.Set));
  await bench.try("lseek(outblob,0,SEEK_CUR)", () => file.lseek(0, Seek.Current));
  await bench.try("lseek(outblob,0,SEEK_END)", () => file.lseek(0, Seek.End));
  await bench.try("fstat size of outblob", async () => (await file.fstat()).size);
  await file.close();
  file = await bench.openRead("r0/outblob");
  await bench.try("then a good one, same fd", () => file.read(4096));
  await file.close();
}

async function textPositions(bench: Recorder): Promise<void> {
  const file = await bench.openRead("r0/generation");
  const first = await file.read(1);
  bench.row("generation in 1-byte reads: 1st", `${first.length} '${textOf(first)}'`);
  await bench.try("lseek(generation,0,SEEK_SET)", () => file.lseek(0, Seek.Set));
  await bench.try("lseek(generation,0,SEEK_END)", () => file.lseek(0, Seek.End));
  await bench.try("fstat size of generation", async () => (await file.fstat()).size);
  const seen = async () => Number(textOf(await file.pread(63, 0)));
  const before = await seen();
  await bench.put("r0/inblob", NONCE);
  const result = `${before} then ${await seen()}, fresh open ${await bench.generation("r0")}`;
  bench.row("generation re-read on ONE fd after a write by another", result);
  await file.close();
}

async function rewritten(bench: Recorder): Promise<void> {
  const nonceAt = (bytes: Uint8Array, at: number) =>
    Number(textOf(bytes.subarray(at, at + 8)) === textOf(NONCE.subarray(0, 8)));
  let file = await bench.openRead("r0/outblob");
  await file.read(4);
  await bench.put("r0/inblob", zs(64));
  const rest = await file.read(4096);
  const kept = `${rest.length} more, old nonce kept=${nonceAt(rest, 28)}`;
  bench.row("inblob rewritten between two reads of one outblob fd", kept);
  await file.close();
  file = await bench.openRead("r0/outblob");
  await bench.put("r0/inblob", NONCE);
  const whole = await file.read(4096);
  bench.row("open outblob, then write inblob, then 1st read", `${whole.length}, new nonce=${nonceAt(whole, 32)}`);
  await file.close();
}

async function auxblob(bench: Recorder): Promise<void> {
  const readAux = () => bench.read("r0/auxblob");
  await bench.try("auxblob when the provider gave none", readAux);
  await bench.try("manifestblob when the provider gave none", () => bench.read("r0/manifestblob"));
  const before = bench.self.calls;
  await bench.put("r0/inblob", NONCE);
  await bench.try("auxblob first (before outblob)", readAux);
  bench.note(`report_new calls: ${bench.self.calls - before}`);
  bench.self.auxLength = 5000;
  await bench.try("aux appears only after a new write: cached auxblob", readAux);
  await bench.put("r0/inblob", NONCE);
  await bench.try("after the write", readAux);
  bench.self.auxLength = 0;
}

const FAILURES = ["EINVAL", "EIO", "EBUSY", "ETIMEDOUT", "ENXIO", "EAGAIN", "ENOMEM", "EINTR", "ENOTTY"];

export async function sizesAndFailures(bench: Recorder): Promise<void> {
  const { self } = bench;
  bench.section("sizes and failures of report_new");
  for (const size of [32_768, 32_769, 0]) {
    self.outLength = size;
    await bench.put("r0/inblob", NONCE);
    await bench.rowOutblob(`outblob of ${size}`);
  }
  self.outLength = 96;
  for (const [index, name] of FAILURES.entries()) {
    self.failWith = name;
    await bench.put("r0/inblob", NONCE);
    const before = self.calls;
    await bench.rowOutblob(`report_new fails with ${name}`);
    await bench.rowOutblob("retry, still failing");
    if (index > 0) continue;
    await bench.try("auxblob", () => bench.read("r0/auxblob"));
    bench.note(`report_new calls ${self.calls - before} (no negative cache)`);
  }
  const file = await bench.openRead("r0/outblob");
  await bench.try("failing, on a kept fd", () => file.read(PLENTY));
  self.failWith = "";
  await bench.try("then the provider recovers: same fd, no rewrite", () => file.read(PLENTY));
  await file.close();
  await bench.rowGeneration("generation does not move on failures");
}
