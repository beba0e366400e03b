/** Who may do what on a mount, how often, and what is told of it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Access } from "../../hosts/mount/access.ts";
import { RateLimit } from "../../hosts/mount/rateLimit.ts";
import { mountingLack } from "../../tools/mounting.mjs";
import { MAIN } from "../cli/tsm.ts";
import { asOther, freshHex, mountPoint, mountTsm, nonceIn, run, shell } from "./command.ts";

const missing = mountingLack();

/** A request for a report, on an entry that goes away; the bytes of inblob come from a file. */
const REQUEST = 'mkdir "$1"; cat "$2" > "$1/inblob"; cat "$1/outblob"; rmdir "$1"';

/** A file with a nonce in it, for everybody. */
function nonceFile(): { hex: string; path: string } {
  const hex = freshHex();
  const path = join(mountPoint(), "nonce");
  writeFileSync(path, Buffer.from(hex, "hex"), { mode: 0o644 });
  return { hex, path };
}

describe.skipIf(missing)(missing ? `access (SKIPPED: ${missing})` : "access", () => {
  it("is the mounting user's alone without --allow-other", async () => {
    const { directory, device } = await mountTsm();
    const { code, err } = await run("ls", [directory], asOther(1000));
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining("Permission denied") });
    expect((await run("cat", [join(device, "generation")])).code).toBe(0);
  });

  it("is reading for others, when nothing more is said", async () => {
    const { device, reports } = await mountTsm(["--allow-other"]);
    const { hex, path } = nonceFile();
    await shell("echo $1 > inhex", device, [hex]);
    const read = await run("cat", [join(device, "outblob")], asOther(1000));
    expect(nonceIn(read.out)).toBe(hex);
    for (const [line, cwd] of [
      ["echo 00 > inhex", device],
      ["echo 1 > privlevel", device],
      ["chmod 666 inhex", device],
      ["mkdir e", reports],
    ] as const) {
      const { code, err } = await run("bash", ["-c", line], { cwd, ...asOther(1000) });
      expect({ line, code: code === 0, err }).toMatchObject({
        code: false,
        err: expect.stringMatching(/not permitted|denied/),
      });
    }
    await shell('mkdir e; cat "$1" > e/inblob', reports, [path]);
    expect((await shell("cat e/generation", reports, [], asOther(1000))).out.toString()).toBe("1\n");
    expect((await shell(": > e/inblob", reports, [], asOther(1000))).err).toContain("Permission denied");
    expect((await shell("rmdir e", reports, [], asOther(1000))).err).toContain("Permission denied");
  });

  it("is asking for reports for --writers, whose entries are their own", async () => {
    const { device, reports } = await mountTsm(["--allow-other", "--writers", "1000,1001"]);
    const { hex, path } = nonceFile();
    for (const uid of [1000, 1001]) {
      const { code, out, err } = await shell(REQUEST, reports, [`of-${uid}`, path], asOther(uid));
      expect({ code, err, nonce: nonceIn(out) }).toEqual({ code: 0, err: "", nonce: hex });
      expect((await shell("echo $1 > inhex; cat outblob", device, [hex], asOther(uid))).code).toBe(0);
    }
    expect((await shell(REQUEST, reports, ["e", path], asOther(1002))).err).toContain("Permission denied");

    await shell("mkdir theirs; cat $1 > theirs/inblob", reports, [path], asOther(1000));
    expect((await shell("stat -c %u:%g theirs theirs/inblob theirs/provider .", reports)).out.toString()).toBe(
      "1000:1000\n1000:1000\n1000:1000\n0:0\n",
    );
    for (const line of ["echo x > theirs/inblob", "rmdir theirs", "chmod 777 theirs", "echo 1 > theirs/privlevel"]) {
      const { err } = await run("bash", ["-c", line], { cwd: reports, ...asOther(1001) });
      expect({ line, err }).toMatchObject({ err: expect.stringMatching(/not permitted|denied/) });
    }
    expect((await shell("mkdir theirs", reports, [], asOther(1001))).err).toContain("File exists");
    expect((await shell("cat theirs/generation", reports, [], asOther(1001))).out.toString()).toBe("1\n");
    expect((await shell("rmdir theirs", reports)).code).toBe(0);
    // The name is free for the next one.
    expect((await shell("mkdir theirs; rmdir theirs", reports, [], asOther(1001))).code).toBe(0);
  });

  it("is nothing for who is not among --readers", async () => {
    const { directory, device } = await mountTsm(["--allow-other", "--readers", "1000", "--writers", "1002"]);
    expect((await run("cat", [join(device, "generation")], asOther(1000))).code).toBe(0);
    expect((await run("cat", [join(device, "generation")], asOther(1002))).code).toBe(0);
    for (const args of [
      ["ls", directory],
      ["cat", join(device, "generation")],
      ["stat", directory],
    ] as const) {
      const [command, ...rest] = args;
      expect((await run(command, rest, asOther(1001))).err).toContain("Permission denied");
    }
  });

  it("is limited to --rate reports a minute for each user", async () => {
    const { reports, device, said } = await mountTsm(["--allow-other", "--writers", "all", "--rate", "3"]);
    const { path } = nonceFile();
    for (let i = 0; i < 3; i++) expect((await shell(REQUEST, reports, [`e${i}`, path], asOther(1000))).code).toBe(0);
    const fourth = await shell(`${REQUEST} || :`, reports, ["e3", path], asOther(1000));
    expect(fourth.err).toContain("Resource temporarily unavailable");
    expect((await shell(REQUEST, reports, ["f", path], asOther(1001))).code).toBe(0);
    // A report that is there is read as often as one likes.
    await shell("echo $1 > inhex", device, [freshHex()]);
    for (let i = 0; i < 6; i++) expect((await run("cat", [join(device, "outblob")])).code).toBe(0);
    expect(said()).toMatch(/uid 1000 pid \d+ config\/tsm\/report\/e3\/outblob: EAGAIN, \d+\.\d ms/);
  });

  it("is told of, without secrets, whatever an entry is called", async () => {
    const { device, reports, said } = await mountTsm(["--allow-other", "--writers", "all"]);
    const { hex, path } = nonceFile();
    await shell("echo $1 > inhex; cat outblob outhex_input", device, [hex], asOther(1000));
    const name = "tsm: uid 0\u001b[31m\nuid 0 pid 1";
    expect((await shell(REQUEST, reports, [name, path], asOther(1000))).code).toBe(0);
    const log = said();
    expect(log).toMatch(/uid 1000 pid \d+ class\/tsm\/tsm0\/outblob: sev_guest, 1184 bytes/);
    expect(log).toContain(String.raw`"config/tsm/report/tsm: uid 0\u001b[31m\nuid 0 pid 1/outblob": sev_guest`);
    for (const line of log.trim().split("\n")) expect(line).toMatch(/^tsm: [\x20-\x7e]*$/);
    for (let i = 0; i < 128; i += 16) expect(log).not.toContain(hex.slice(i, i + 16));
  });

  it("is a container's by a bind mount", async () => {
    const { directory } = await mountTsm(["--allow-other"]);
    const lines = `
      mount -t tmpfs none /sys/kernel
      mkdir /sys/kernel/config
      mount --bind $1/config /sys/kernel/config
      mkdir /sys/kernel/class
      mount --bind $1/class /sys/kernel/class
      cat /sys/kernel/class/tsm/tsm0/generation
      ${process.execPath} ${MAIN} report --random`;
    const { code, out } = await run("unshare", ["-m", "sh", "-ec", lines, "sh", directory]);
    expect(code).toBe(0);
    const [generation, evidence = ""] = out.toString().split("\n");
    expect(generation).toBe("0");
    expect(JSON.parse(evidence)).toMatchObject({ provider: "sev_guest" });
  });
});

describe("the policy", () => {
  const caller = (uid: number) => ({ uid, gid: uid, pid: 1 });

  it("knows the owner, writers, readers and nobody", () => {
    const access = new Access(500, { writers: new Set([1000, 1001]), readers: new Set([1002]) });
    expect(access.userOf(caller(0), 1000)).toBe("root");
    expect(access.userOf(caller(500), 1000)).toBe("root");
    expect(access.userOf(caller(1000), undefined)).toBe("root");
    expect(access.userOf(caller(1000), 1000)).toBe("root");
    expect(access.userOf(caller(1001), 1000)).toBe("other");
    expect(access.userOf(caller(1002), undefined)).toBe("other");
    expect(() => access.userOf(caller(1003), undefined)).toThrow("EACCES");
  });
});

describe("the limit", () => {
  it("fills with time, up to a minute's worth", () => {
    let now = 0;
    const limit = new RateLimit(6, () => now);
    const taken = (uid: number, times: number) => Array.from({ length: times }, () => limit.take(uid));
    expect(taken(1, 7)).toEqual([true, true, true, true, true, true, false]);
    now += 9_999;
    expect(taken(1, 1)).toEqual([false]);
    now += 1;
    expect(taken(1, 2)).toEqual([true, false]);
    expect(taken(2, 1)).toEqual([true]);
    now += 3_600_000;
    expect(taken(1, 7)).toEqual([true, true, true, true, true, true, false]);
  });
});
