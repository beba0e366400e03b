/** The class device by the words of its document: a shell, echo, hexdump; and what a second writer does to it. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { mountingLack } from "../../tools/mounting.mjs";
import { workplace } from "../cli/evidence.ts";
import { freshHex, mountPoint, mountTsm, nonceIn, run, shell } from "./command.ts";

const missing = mountingLack();

/** What hexdump shows, as bytes: words of two bytes, the lower one first, and stars for lines that come again. */
function fromHexdump(text: string): Buffer {
  const bytes: number[] = [];
  let line: number[] = [];
  for (const row of text.trim().split("\n")) {
    if (row === "*") continue;
    const [offset = "", ...words] = row.split(" ").filter(Boolean);
    while (bytes.length < Number.parseInt(offset, 16)) bytes.push(...line);
    line = words.flatMap((word) => [Number.parseInt(word.slice(2), 16), Number.parseInt(word.slice(0, 2), 16)]);
    bytes.push(...line);
  }
  return Buffer.from(bytes.slice(0, Number.parseInt(text.trim().split("\n").at(-1) as string, 16)));
}

describe.skipIf(missing)(missing ? `the class device (SKIPPED: ${missing})` : "the class device", () => {
  it("by the two lines of its document gives a report that is affirmed", async () => {
    const { device } = await mountTsm();
    const hex = freshHex();
    const { out, err } = await shell("hex=$2\necho $hex > $1/inhex\nhexdump $1/outblob", "/", [device, hex]);
    expect(err).toBe("");
    const report = fromHexdump(out.toString());
    expect(report).toHaveLength(1184);
    expect(nonceIn(report)).toBe(hex);

    const { put, roots, tsm } = workplace();
    const { out: table } = await shell("echo extended > format; tail -c +1185 outblob", device);
    const given = ["--certs", put("table.bin", table), "--offline", ...roots, "--at", "2026-05-01T12:00:00Z"];
    const verified = await tsm(["verify", "--nonce", hex, ...given, put("report.bin", report)]);
    expect({ code: verified.code, out: verified.out.split(":")[0] }).toEqual({ code: 0, out: "affirming" });
  });

  it("shows what was written", async () => {
    const { device } = await mountTsm();
    const lines = `
      echo C0FFEE > inhex; cat inhex
      echo 0x1 > privlevel; cat privlevel
      echo extended > format; cat format
      printf %s default > format; cat format
      cat generation`;
    expect((await shell(lines, device)).out.toString()).toBe("c0ffee\n1\nextended\ndefault\n4\n");
  });
});

/** Someone else who uses the device all the time. */
function interferer(device: string): void {
  const lines = "while :; do echo $1 > inhex; sleep 0.004; head -c 1 outblob > /dev/null; done";
  const child = spawn("sh", ["-c", lines, "sh", freshHex()], { cwd: device, stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
}

const ROUNDS = 60;

describe.skipIf(missing)(missing ? `a second writer (SKIPPED: ${missing})` : "a second writer", () => {
  it("between the lines is told by the generation, as the document has it", async () => {
    const { device } = await mountTsm();
    const [own, foreign] = [freshHex(), freshHex()];
    const lines = `
      before=$(cat generation)
      echo $1 > inhex
      echo $2 > inhex
      cat outblob
      [ $(cat generation) = $((before + 1)) ] || exit 5`;
    const { code, out } = await shell(lines, device, [own, foreign]);
    expect(nonceIn(out)).toBe(foreign);
    expect(code).toBe(5);
    const alone = await shell(lines.replace("echo $2 > inhex", ""), device, [own, foreign]);
    expect(nonceIn(alone.out)).toBe(own);
    expect(alone.code).toBe(0);
  });

  it("who writes the same value is told, too", async () => {
    const { device } = await mountTsm();
    const lines = "before=$(cat generation); echo $1 > inhex; echo $1 > inhex; [ $(cat generation) = $((before + 1)) ]";
    expect((await shell(lines, device, [freshHex()])).code).toBe(1);
  });

  it("who never stops gives nobody a foreign nonce: the rule of the generation", async () => {
    const { device } = await mountTsm();
    interferer(device);
    const lines = `
      before=$(cat generation)
      echo $1 > inhex
      cat outblob
      [ $(cat generation) = $((before + 1)) ]`;
    let [accepted, refused] = [0, 0];
    for (let i = 0; i < ROUNDS; i++) {
      const own = freshHex();
      const { code, out } = await shell(lines, device, [own]);
      if (code === 0) {
        accepted++;
        expect(nonceIn(out)).toBe(own);
      } else refused++;
    }
    expect(accepted + refused).toBe(ROUNDS);
    expect(refused).toBeGreaterThan(0);
  });

  it("nor does the line of outhex_input, which throws no good report away", async () => {
    const { device } = await mountTsm();
    interferer(device);
    let [accepted, refused] = [0, 0];
    for (let i = 0; i < ROUNDS; i++) {
      const own = freshHex();
      const { out } = await shell("echo $1 > inhex; cat outhex_input", device, [own]);
      const [input = "", , report = ""] = out.toString().trim().split(" ");
      expect(nonceIn(Buffer.from(report, "hex"))).toBe(input);
      if (input === own) accepted++;
      else refused++;
    }
    expect(accepted).toBeGreaterThan(0);
    expect(accepted + refused).toBe(ROUNDS);
  });

  it("on a descriptor that is open changes nothing", async () => {
    const { device } = await mountTsm();
    const [own, foreign] = [freshHex(), freshHex()];
    const lines = `
      echo $1 > inhex
      exec 3< outblob
      head -c 0x100 <&3 > $3
      echo $2 > inhex
      cat outblob > /dev/null
      cat <&3 >> $3`;
    const whole = join(mountPoint(), "whole");
    // head reads ahead: dd takes so many bytes and no more.
    const exact = lines.replace("head -c 0x100 <&3 > $3", "dd bs=256 count=1 status=none <&3 > $3");
    expect((await shell(exact, device, [own, foreign, whole])).code).toBe(0);
    const { out } = await run("cat", [whole]);
    expect(out).toHaveLength(1184);
    expect(nonceIn(out)).toBe(own);
  });
});
