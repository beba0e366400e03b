import { bytesOf, NONCE, outcome, textOf, zs } from "../../bench.ts";
import type { Recorder } from "../recorder.ts";

const GUID = "c476f1eb-0123-45a5-9641-b4e7dde5bfe3";

const VALUES: Record<string, string[]> = {
  privlevel: ["0", "1\n", "3", "4", "-1", "0x2", "abc", "", " 1", "1 ", "1\n\n", "99999999999"],
  service_provider: ["svsm", "svsm\n", "", "\n"],
  service_guid: [GUID, `${GUID}\n`, `{${GUID}}`, "nonsense", "c476f1eb", ""],
  service_manifest_version: ["1", "x"],
};

export async function textAttributes(bench: Recorder): Promise<void> {
  bench.section("text attributes");
  for (const [attribute, values] of Object.entries(VALUES)) {
    for (const value of values) {
      const before = await bench.generation("r0");
      const file = await bench.openWrite(`r0/${attribute}`);
      const result = await outcome(() => file.write(bytesOf(value)));
      const moved = (await bench.generation("r0")) - before;
      bench.row(`write ${attribute} '${value.replaceAll("\n", "\\n")}'`, `${result} gen+${moved}`);
      await file.close();
    }
  }
  await privlevelTwice(bench);
  bench.noteReport(await bench.rowOutblob("outblob after them"));

  const page = new Uint8Array(4096).fill(0x76);
  const file = await bench.openWrite("r0/service_provider");
  await bench.try("service_provider of 4095", () => file.write(page.subarray(1)));
  await bench.try("of 4096 (kernel takes 4095)", () => file.write(page));
  await file.close();
  await bench.put("r0/service_provider", bytesOf("\n"));
}

async function privlevelTwice(bench: Recorder): Promise<void> {
  const file = await bench.openWrite("r0/privlevel");
  const before = await bench.generation("r0");
  await bench.try("privlevel '1' then '2' on one fd: 1st", () => file.write(bytesOf("1")));
  bench.note(`gen+${(await bench.generation("r0")) - before} (text takes effect at write, not at close)`);
  await bench.try("2nd", () => file.write(bytesOf("2")));
  await bench.try("pwrite '3' off 10", () => file.pwrite(bytesOf("3"), 10));
  await file.close();
  bench.note(`gen+${(await bench.generation("r0")) - before}`);
}

export async function twoEntries(bench: Recorder): Promise<void> {
  bench.section("two entries");
  await bench.tree.mkdir("r1");
  await bench.put("r1/inblob", zs(64));
  await bench.put("r0/inblob", NONCE);
  const report = await bench.rowOutblob("r1 outblob", "r1");
  bench.note(`in='${textOf(report.subarray(32, 36))}'`);
  await bench.rowGeneration("r1 generation is its own", "r1");
}
