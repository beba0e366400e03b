import type { FileError } from "../../../../hosts/files.ts";
import type { Provider } from "../../../../hosts/software-tsm/index.ts";
import { bytesOf, NONCE, outcome, textOf } from "../../bench.ts";
import { SelfProvider } from "../../selfProvider.ts";
import type { Recorder } from "../recorder.ts";
import { listing } from "../rows.ts";

export async function rmdirWithOpenFiles(bench: Recorder): Promise<void> {
  const { tree } = bench;
  bench.section("rmdir with open files");
  await tree.mkdir("r0");
  await bench.put("r0/inblob", NONCE);
  const started = await bench.openRead("r0/outblob");
  const inblob = await bench.openWrite("r0/inblob");
  const unread = await bench.openRead("r0/outblob");
  const generation = await bench.openRead("r0/generation");
  const privlevel = await bench.openWrite("r0/privlevel");
  await started.read(4);
  await bench.try("rmdir while fds are open", () => tree.rmdir("r0"));
  await bench.try("rest of a started outblob read", () => started.read(4096));
  await bench.try("first read on another old outblob fd", () => unread.read(4096));
  await bench.try("old generation fd", () => generation.read(100));
  await bench.try("write to old inblob fd", () => inblob.write(NONCE));
  await bench.try("close of it", () => inblob.close());
  await bench.try("write to old privlevel fd", () => privlevel.write(bytesOf("1")));
  for (const file of [started, unread, generation, privlevel]) await file.close();
  await bench.try("mkdir r0 again: generation restarts", () => tree.mkdir("r0"));
  await bench.rowGeneration("");
  await tree.rmdir("r0");
  await tree.rmdir("r1");
  await bench.try("rmdir absent", () => tree.rmdir("r1"));
}

export async function howMany(bench: Recorder): Promise<void> {
  bench.section("how many entries");
  const asked = 2000;
  await Promise.all(Array.from({ length: asked }, (_, i) => bench.tree.mkdir(`m${i}`)));
  const made = await bench.tree.readdir("");
  bench.row(`mkdir in a loop, asked ${asked}`, `${made.length} made, no limit met`);
  await Promise.all(made.map((name) => bench.tree.rmdir(name)));
}

export async function anotherUser(bench: Recorder): Promise<void> {
  const { tree } = bench;
  bench.section("as another user");
  await tree.mkdir("r0");
  const opened = async (work: () => unknown) => {
    await work();
    return "ok";
  };
  await bench.try("uid 1000: mkdir", () => tree.mkdir("u", "other"));
  await bench.try("uid 1000: open inblob W", () => opened(() => bench.openWrite("r0/inblob", 0, "other")));
  await bench.try("uid 1000: open outblob R", () => opened(() => bench.openRead("r0/outblob", 0, "other")));
  await bench.try("uid 1000: open generation R", () => opened(() => bench.openRead("r0/generation", 0, "other")));
  await bench.try("uid 1000: opendir r0", () => opened(() => tree.readdir("r0", "other")));
  await tree.rmdir("r0");
}

/** What insmod and echo give to the shell: 0, or the error number. */
async function exitCode(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return "0";
  } catch (error) {
    return String((error as FileError).errno);
  }
}

export async function providerGoes(bench: Recorder): Promise<void> {
  const { tree, self } = bench;
  bench.section("done");
  await tree.mkdir("r0");
  await tree.mkdir("r1");
  await bench.put("r1/inblob", NONCE);
  await bench.rowOutblob("prep r1 outblob", "r1");

  bench.section("rmmod with entries present");
  await tree.unregister(self);
  await bench.try("orphan: read provider", () => bench.read("r0/provider"));
  await bench.try("orphan: read generation", () => bench.read("r0/generation"));
  await bench.try("orphan: read privlevel_floor", () => bench.read("r0/privlevel_floor"));
  await bench.write("orphan: write inblob 64", "r0/inblob", NONCE);
  await bench.write("orphan: write privlevel 1", "r0/privlevel", bytesOf("1"));
  await bench.rowOutblob("orphan: read outblob (new nonce)");
  await bench.rowOutblob("orphan: read outblob (cached, r1)", "r1");
  await bench.try("orphan: mkdir r2", () => tree.mkdir("r2"));
  await bench.try("orphan: rmdir r0", () => tree.rmdir("r0"));

  bench.section("re-register with r1 still there");
  bench.row("rc", await exitCode(() => tree.register(self)));
  await tree.rmdir("r1");
  bench.row("rc after rmdir", await exitCode(() => tree.register(self)));
  await tree.unregister(self);
}

export async function anotherProvider(bench: Recorder): Promise<void> {
  const { tree } = bench;
  const section = "floor=2, svsm=0";
  bench.section(section);
  const provider: Provider = new SelfProvider({ floor: 2, svsm: false });
  await tree.register(provider);
  await tree.mkdir("r0");
  for (const name of await tree.readdir("r0")) bench.row(name, "there", listing(section));
  for (const level of [1, 2, 3]) {
    const file = await bench.openWrite("r0/privlevel");
    // The shell says 1 for any failure.
    const failed = (await outcome(() => file.write(bytesOf(`${level}\n`)))).startsWith("-1");
    bench.row(`privlevel ${level} ->`, failed ? "1" : "0");
    await file.close();
  }
  bench.row("privlevel_floor", textOf(await bench.read("r0/privlevel_floor")).trim());
}
