/** `tsm mount`: what programs find there, and that nothing stays, however it ends. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { mountingLack } from "../../tools/mounting.mjs";
import { tsm, until } from "../cli/tsm.ts";
import { asOther, mountPoint, mountsOn, mountTsm, run, shell } from "./command.ts";

const missing = mountingLack();

/** Processes that wait to unmount a directory. */
const guards = (directory: string) =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
        return words[0] === "sh" && words.includes(directory);
      } catch {
        return false;
      }
    })
    .map(Number);

describe.skipIf(missing)(missing ? `tsm mount (SKIPPED: ${missing})` : "tsm mount", () => {
  it("gives reports to the command, and is as empty as before", async () => {
    const { reports, said } = await mountTsm();
    const { code, out } = await tsm(["report", "--nonce", "5c0ffee5", "--aux", "--entry-root", reports]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ provider: "sev_guest", privlevel: 0, generation: "2", attempts: 1 });
    expect((await run("ls", ["-a", reports])).out.toString()).toBe(".\n..\n");
    expect(said()).toMatch(/uid 0 pid \d+ config\/tsm\/report\/\S+\/outblob: sev_guest, 1184 bytes, \d/);
  });

  it("looks like Intel's too", async () => {
    const { reports, device } = await mountTsm(["--provider", "software:tdx_guest"]);
    expect((await run("ls", [device])).out.toString()).toBe("generation\ninhex\noutblob\nouthex_input\n");
    const { out } = await tsm(["report", "--random", "--entry-root", reports]);
    expect(JSON.parse(out)).toMatchObject({ provider: "tdx_guest", generation: "1" });
  });

  it.each([
    ["class", ["class"]],
    ["configfs", ["config"]],
    ["both", ["class", "config"]],
  ])("has what --abi %s says", async (abi, names) => {
    const { directory } = await mountTsm(["--abi", abi]);
    expect((await run("ls", [directory])).out.toString().trim().split("\n")).toEqual(names);
  });

  it("shows files with the modes, sizes and owners of the kernel's", async () => {
    const { directory } = await mountTsm();
    const lines = 'mkdir config/tsm/report/e && stat -c "%n %A %s %U" class/tsm/tsm0/* config/tsm/report/e/*';
    const { out } = await shell(lines, directory);
    expect(out.toString().trim().split("\n")).toEqual([
      "class/tsm/tsm0/format -rw-r--r-- 4096 root",
      "class/tsm/tsm0/generation -r--r--r-- 4096 root",
      "class/tsm/tsm0/inhex -rw-r--r-- 4096 root",
      "class/tsm/tsm0/outblob -r--r--r-- 0 root",
      "class/tsm/tsm0/outhex_input -r--r--r-- 0 root",
      "class/tsm/tsm0/privlevel -rw-r--r-- 4096 root",
      "config/tsm/report/e/auxblob -r--r--r-- 0 root",
      "config/tsm/report/e/generation -r--r--r-- 4096 root",
      "config/tsm/report/e/inblob --w------- 0 root",
      "config/tsm/report/e/outblob -r--r--r-- 0 root",
      "config/tsm/report/e/privlevel --w------- 4096 root",
      "config/tsm/report/e/privlevel_floor -r--r--r-- 4096 root",
      "config/tsm/report/e/provider -r--r--r-- 4096 root",
    ]);
  });

  it.each([
    ["mkdir class/new", "Operation not permitted"],
    ["mkdir class/tsm/tsm0/new", "Operation not permitted"],
    ["mkdir class/tsm", "File exists"],
    ["rmdir class/tsm/tsm0", "Operation not permitted"],
    ["rmdir config/tsm/report", "Operation not permitted"],
    ["rm class/tsm/tsm0/inhex", "Operation not permitted"],
    ["mv class/tsm/tsm0/inhex class/tsm/tsm0/x", "Operation not permitted"],
    ["mv class config/x", "Operation not permitted"],
    ["ln -s x class/y", "Operation not permitted"],
    [": > class/tsm/tsm0/new", "Permission denied"],
    ["echo 00 > class/tsm/tsm0/outblob", "Permission denied"],
    ["echo 00 >> class/tsm/tsm0/inhex", "Invalid argument"],
    ["cat class/tsm/tsm0/nothing", "No such file or directory"],
    ["cat class/tsm/tsm0/inhex/x", "Not a directory"],
  ])("refuses: %s", async (line, error) => {
    const { directory } = await mountTsm();
    const { code, err } = await run("bash", ["-c", line], { cwd: directory });
    expect(code).not.toBe(0);
    expect(err).toContain(error);
  });

  it("serves what another tree serves, as it serves what the kernel does", async () => {
    const kernel = await mountTsm();
    const over = await mountTsm(["--provider", "configfs", "--entry-root", kernel.reports]);
    expect(over.said()).toContain("serving sev_guest (configfs)");
    const { code, out } = await tsm(["report", "--nonce", "c0ffee", "--aux", "--entry-root", over.reports]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ provider: "sev_guest", privlevel: 0 });
    // As the kernel's driver, it takes 64 bytes and no fewer.
    expect((await shell("echo c0ffee > inhex; cat outblob", over.device)).err).toContain("Invalid argument");
    const wrong = 'mkdir e; printf short > e/inblob; cat e/outblob; c=$?; rmdir e; exit "$c"';
    expect((await shell(wrong.replace("outblob;", "outblob ||:;"), over.reports)).err).toContain("Invalid argument");
    over.process.kill("SIGTERM");
    await over.ended;
    expect((await run("ls", [kernel.reports])).out.toString()).toBe("");
  });
});

describe.skipIf(missing)(missing ? `a mount ends (SKIPPED: ${missing})` : "a mount ends", () => {
  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("at %s, in use or not", async (signal) => {
    const { directory, reports, process: server, ended } = await mountTsm();
    expect(mountsOn(directory)).toHaveLength(1);
    const user = spawn("sh", ["-c", 'mkdir "$0/e" && exec sleep 600 < "$0/e/provider"', reports]);
    onTestFinished(() => void user.kill("SIGKILL"));
    await until(() => readlinkSync(`/proc/${user.pid}/fd/0`).endsWith("/e/provider"), "the file is open");
    server.kill(signal);
    const { code, err } = await ended;
    expect({ code, mounts: mountsOn(directory) }).toEqual({ code: 0, mounts: [] });
    expect(err).toContain(`unmounted ${directory}`);
    expect(readdirSync(directory)).toEqual([]);
    expect(guards(directory)).toEqual([]);
  });

  it("when the server is killed: whoever waits hears of it at once, and the mount goes", async () => {
    const { directory, device, process: server } = await mountTsm();
    const reader = spawn("sh", ["-c", 'exec 4< "$0/generation"; echo; read -r _; cat <&4', device], {
      stdio: ["pipe", "pipe", "pipe"],
    });
    await once(reader.stdout, "data");
    server.kill("SIGKILL");
    await until(() => mountsOn(directory).length === 0, "the mount is gone");
    reader.stdin.end("\n");
    const [code] = await once(reader, "close");
    expect(code).not.toBe(0);
    expect(readdirSync(directory)).toEqual([]);
    await until(() => guards(directory).length === 0, "its shell is gone");
  });

  it("not when its shell is killed with it: then it answers nothing, and the next mount takes it away", async () => {
    const { directory, process: server } = await mountTsm();
    const [guard] = guards(directory);
    process.kill(guard as number, "SIGKILL");
    server.kill("SIGKILL");
    await once(server, "exit");
    expect(mountsOn(directory)).toHaveLength(1);
    const start = performance.now();
    expect((await run("ls", [directory])).err).toContain("Transport endpoint is not connected");
    expect(performance.now() - start).toBeLessThan(2000);
    const next = await mountTsm([], directory);
    expect(mountsOn(directory)).toHaveLength(1);
    expect((await run("cat", [join(next.device, "generation")])).out.toString()).toBe("0\n");
  });

  it("when another program unmounts it, and takes nothing else away", async () => {
    const { directory, ended } = await mountTsm();
    await run("umount", [directory]);
    expect(await ended).toMatchObject({ code: 0 });
    expect((await ended).err).toContain("was unmounted by another program");
    expect(guards(directory)).toEqual([]);
  });
});

describe.skipIf(missing)(missing ? `errors (SKIPPED: ${missing})` : "errors", () => {
  it.each([
    [["--provider", "software", "--writers", "1000"], 1, "add --allow-other"],
    [["--provider", "software", "--allow-other", "--writers", "me"], 1, "Expected numbers of users"],
    [["--provider", "software", "--rate", "0"], 1, "Expected a whole number from 1 on"],
    [["--abi", "sysfs"], 1, "Allowed choices are class, configfs, both"],
    [["--provider", "hardware"], 1, "--provider: expected a list of"],
    [["--entry-root", "/nonexistent"], 4, "code no-configfs"],
  ])("%j", async (args, exit, message) => {
    const { code, err } = await tsm(["mount", mountPoint(), ...args]);
    expect(code).toBe(exit);
    expect(err).toContain(message);
  });

  it("of a directory that is none", async () => {
    const absent = join(mountPoint(), "absent");
    expect(await tsm(["mount", absent, "--provider", "software"])).toMatchObject({
      code: 1,
      err: expect.stringContaining(`can't mount ${absent}: no such file or directory (ENOENT)`),
    });
    writeFileSync(absent, "");
    const { code, err } = await tsm(["mount", absent, "--provider", "software"]);
    expect(code).toBe(1);
    expect(err).toMatch(/can't mount .*: mount: .*not a directory/i);
    expect(existsSync(absent)).toBe(true);
  });

  it("of who may not mount", async () => {
    const directory = mountPoint();
    const { code, err } = await run(
      process.execPath,
      [join(import.meta.dirname, "../../dist/cli/main.js"), "mount", directory, "--provider", "software"],
      asOther(1000),
    );
    expect(code).toBe(1);
    expect(err).toMatch(/can't mount .*: .*fusermount3/);
  });
});
