/** A client that nobody here wrote, google/go-configfs-tsm, on a mounted tree in the place that it takes for the kernel's. */
import { describe, expect, it } from "vitest";
import { workplace } from "../../cli/evidence.ts";
import { mountTsm, nonceIn, run } from "../command.ts";

const client = process.env.TSMKIT_GO_CLIENT ?? "";

/** A mount namespace of its own, where the tree stands for configfs. */
const NAMESPACE = `
  mount -t tmpfs none /sys/kernel
  mkdir /sys/kernel/config
  mount --bind "$1/config" /sys/kernel/config
  exec "$2" "$3"`;

/** Asks for some reports at once. */
async function ask(directory: string, count: number) {
  const { code, out, err } = await run("unshare", [
    "-m",
    "sh",
    "-ec",
    NAMESPACE,
    "sh",
    directory,
    client,
    String(count),
  ]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out
    .toString()
    .trim()
    .split("\n")
    .map((line) => {
      const [provider = "", nonce = "", outblob = "", auxblob = ""] = line.split(" ");
      return { provider, nonce, outblob: Buffer.from(outblob, "hex"), auxblob: Buffer.from(auxblob, "hex") };
    });
}

const skipped = client === "" ? "(SKIPPED: there is no Go, or it can't have the module)" : "";

describe.skipIf(skipped)(`go-configfs-tsm ${skipped}`, () => {
  it("gets a report that is affirmed", async () => {
    const { directory, reports, said } = await mountTsm();
    const [evidence] = await ask(directory, 1);
    const { put, roots, tsm } = workplace();
    const given = ["--certs", put("table.bin", evidence?.auxblob ?? ""), "--offline", ...roots];
    const call = ["verify", "--nonce", evidence?.nonce ?? "", ...given, "--at", "2026-05-01T12:00:00Z"];
    const { code, out } = await tsm([...call, put("report.bin", evidence?.outblob ?? "")]);
    expect({ code, out: out.split(":")[0] }).toEqual({ code: 0, out: "affirming" });
    expect(evidence?.provider).toBe("sev_guest");
    expect(said()).toMatch(/config\/tsm\/report\/entry\d+\/\w+: sev_guest, 1184 bytes/);
    expect((await run("ls", [reports])).out.toString()).toBe("");
  });

  it("gets twenty at once, each its own", async () => {
    const { directory, reports } = await mountTsm();
    const all = await ask(directory, 20);
    expect(all).toHaveLength(20);
    const { put, roots, tsm } = workplace();
    for (const { nonce, outblob, auxblob } of all) {
      expect(nonceIn(outblob)).toBe(nonce);
      const given = ["--certs", put("table.bin", auxblob), "--offline", ...roots, "--at", "2026-05-01T12:00:00Z"];
      expect((await tsm(["verify", "--nonce", nonce, ...given, put("report.bin", outblob)])).code).toBe(0);
    }
    expect(new Set(all.map(({ nonce }) => nonce)).size).toBe(20);
    expect((await run("ls", [reports])).out.toString()).toBe("");
  });
});
