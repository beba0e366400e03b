import { NONCE, outcome, textOf, zs } from "../../bench.ts";
import type { Recorder } from "../recorder.ts";
import { waiting } from "../rows.ts";

/** Makes every report take a while, and tells when the next one has begun. */
function slowReports({ self, reportTime }: Recorder): Promise<void> {
  return new Promise((begun) => {
    self.gate = () => {
      begun();
      return new Promise((done) => setTimeout(done, reportTime));
    };
  });
}

/** What a call came to, and whether a report ended before it did. */
async function timed({ self }: Recorder, work: () => unknown): Promise<string> {
  const before = self.ended;
  return `${await outcome(work)} ${waiting(self.ended > before)}`;
}

async function threadRead(bench: Recorder, thread: string): Promise<void> {
  let start = "";
  const result = await timed(bench, async () => {
    const report = await bench.read("r0/outblob");
    start = ` '${textOf(report, 20)}'`;
    return report;
  });
  bench.row(`thread ${thread} outblob`, `${result}${start}`);
}

async function threadGeneration(bench: Recorder, entry: string): Promise<void> {
  const result = await timed(bench, () => bench.read(`${entry}/generation`));
  bench.row(`thread ${entry}/generation during report_new`, result);
}

async function threadMkdir(bench: Recorder): Promise<void> {
  const result = await timed(bench, () => bench.tree.mkdir("rX"));
  bench.row("thread mkdir other entry during report_new", result);
  await bench.tree.rmdir("rX");
}

async function threadWrite(bench: Recorder): Promise<void> {
  const write = () => bench.write("write inblob while report_new runs", "r0/inblob", zs(64));
  const [, waited] = (await timed(bench, write)).split(" ");
  bench.note(`write+close ${waited}`);
}

async function threadRmdir(bench: Recorder): Promise<void> {
  const result = await timed(bench, () => bench.tree.rmdir("r0"));
  bench.row("thread rmdir r0 during report_new", result);
}

export async function concurrency(bench: Recorder): Promise<void> {
  bench.section("concurrency: report_new takes 2 s");
  const { self } = bench;
  await bench.put("r0/inblob", NONCE);
  const before = self.calls;
  let begun = slowReports(bench);
  let first = threadRead(bench, "A");
  await begun;
  await Promise.all([
    first,
    threadRead(bench, "B"),
    threadGeneration(bench, "r0"),
    threadGeneration(bench, "r1"),
    threadMkdir(bench),
    threadWrite(bench),
  ]);
  bench.note(`report_new calls ${self.calls - before}`);

  await bench.put("r0/inblob", NONCE);
  begun = slowReports(bench);
  first = threadRead(bench, "A");
  await begun;
  await Promise.all([first, threadRmdir(bench)]);
  self.gate = async () => {};
}
