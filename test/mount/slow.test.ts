/** A TSM that takes its time makes nobody wait but those who want its report. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { serveTsm } from "../../hosts/mount/index.ts";
import { CLASS, CONFIGFS } from "../../hosts/mount/mountedTree.ts";
import { mountingLack } from "../../tools/mounting.mjs";
import { until } from "../cli/tsm.ts";
import { SelfProvider } from "../software-tsm/selfProvider.ts";
import { mountPoint, run, shell } from "./command.ts";

const missing = mountingLack();

/** Runs lines of a shell in a directory; starting a program there would wait for this process, which starts it. */
const within = (directory: string, lines: string) => shell(`cd "$1"; ${lines}`, "/", [directory]);

/** Serves a provider whose reports are not made before `release` is called. */
async function held() {
  const provider = new SelfProvider();
  let release = () => {};
  const gate = new Promise<void>((done) => {
    release = done;
  });
  provider.gate = () => gate;
  const directory = mountPoint();
  const served = await serveTsm(directory, { provider, abi: "both", log: () => {} });
  onTestFinished(async () => {
    release();
    await served.unmount();
  });
  return { provider, release, device: join(directory, CLASS), reports: join(directory, CONFIGFS) };
}

describe.skipIf(missing)(missing ? `a slow TSM (SKIPPED: ${missing})` : "a slow TSM", () => {
  let tsm: Awaited<ReturnType<typeof held>>;
  beforeEach(async () => {
    tsm = await held();
    await within(tsm.reports, "mkdir slow; echo x > slow/inblob; mkdir other; echo y > other/inblob");
    await within(tsm.device, "echo 00 > inhex");
  });

  /** Starts to read a file, and waits until its report is being made. */
  async function reader(path: string) {
    const before = tsm.provider.calls;
    const child = spawn("cat", [path], { stdio: ["ignore", "pipe", "ignore"] });
    const ended = once(child, "close");
    await until(() => tsm.provider.calls > before, "the report is being made");
    return { child, ended };
  }

  it("lets all else be done meanwhile", async () => {
    const { ended } = await reader(join(tsm.reports, "slow/outblob"));
    const lines =
      "cat other/generation; mkdir new; echo z > new/inblob; cat new/generation; rmdir new; ls; stat slow > /dev/null";
    expect((await within(tsm.reports, lines)).out.toString()).toBe("1\n1\nother\nslow\n");
    expect((await within(tsm.device, "cat generation; echo 01 > inhex; cat inhex generation")).out.toString()).toBe(
      "1\n01\n2\n",
    );
    expect(tsm.provider.ended).toBe(0);
    tsm.release();
    expect((await ended)[0]).toBe(0);
  });

  it("makes reports of several entries and of the device at once", async () => {
    const paths = [join(tsm.reports, "slow/outblob"), join(tsm.reports, "other/outblob"), join(tsm.device, "outblob")];
    const ended = paths.map((path) => run("cat", [path]));
    await until(() => tsm.provider.calls === 3, "all three are being made");
    tsm.release();
    for (const { code, out } of await Promise.all(ended))
      expect({ code, length: out.length }).toEqual({ code: 0, length: 96 });
  });

  it.each(["SIGKILL", "SIGTERM", "SIGINT"] as const)("lets a reader go that gets %s", async (signal) => {
    for (const path of [join(tsm.reports, "slow/outblob"), join(tsm.device, "outblob")]) {
      const { child, ended } = await reader(path);
      child.kill(signal);
      expect(await ended).toEqual([null, signal]);
    }
    expect(tsm.provider.ended).toBe(0);
    tsm.release();
    expect((await run("cat", [join(tsm.reports, "slow/outblob")])).code).toBe(0);
    // What was asked for by a reader that is gone serves the next one.
    expect((await run("cat", [join(tsm.device, "outblob")])).out).toHaveLength(96);
    expect(tsm.provider.calls).toBe(2);
  });
});
