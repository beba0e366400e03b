// npm start: a first report from the best TSM of this machine, or from the one in software; what it says, and whether it
// can be trusted.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { at } from "./run.mjs";
import { setup } from "./setup.mjs";

const cli = at("dist/cli/main.js");

/** Shows a command as people would type it, and runs it. */
function tsm(title, args, shown) {
  console.log(`\n${title}\n$ tsm ${shown.join(" ")}`);
  return spawnSync(process.execPath, [cli, ...args], { stdio: "inherit" }).status ?? 1;
}

/** Writes the roots of the software TSM, which nobody else trusts. Returns their options. */
async function testRoots(folder) {
  const { amdCertificate, ccaPublicKey, covePublicKey, intelCertificate } = await import(at("dist/forge/index.js"));
  const roots = {
    "test-ark.der": amdCertificate("Milan", "ark"),
    "test-intel-root.der": intelCertificate("intelRoot"),
    "test-cca-key.der": ccaPublicKey(),
    "test-cove-key.der": covePublicKey(),
  };
  return Object.entries(roots).flatMap(([name, bytes]) => {
    writeFileSync(join(folder, name), bytes);
    return ["--trust-root", join(folder, name)];
  });
}

async function tour(folder) {
  const file = join(folder, "evidence.json");
  const ask = ["report", "--random", "--aux", "--provider", "auto,software", ...process.argv.slice(2)];
  const asked = tsm(
    "1. A report from the best TSM of this machine",
    [...ask, "--out", file],
    [...ask, "--out", "evidence.json"],
  );
  if (asked !== 0) return asked;
  const inspected = tsm("2. What it says", ["inspect", "--short", file], ["inspect", "--short", "evidence.json"]);
  if (inspected !== 0) return inspected;
  const { reportData, software } = JSON.parse(readFileSync(file, "utf8"));
  const nonce = reportData.bytes.slice(0, 2 * reportData.length);
  const options = software ? ["--offline", ...(await testRoots(folder))] : [];
  const verified = tsm(
    `3. Can it be trusted?${software ? " Under the public test root of the software TSM, which proves nothing:" : ""}`,
    ["verify", "--nonce", nonce, ...options, file],
    [
      "verify",
      "--nonce",
      `${nonce.slice(0, 16)}…`,
      ...options.map((option) => option.replace(join(folder, "/"), "")),
      "evidence.json",
    ],
  );
  if (software)
    console.log("\nThis was software: anybody can make such evidence. In a confidential guest, run it again.");
  return verified;
}

const folder = mkdtempSync(join(tmpdir(), "tsmkit-start-"));
try {
  await setup();
  if (!existsSync(cli)) throw new Error(`the build made no ${cli}`);
  process.exitCode = await tour(folder);
} catch (error) {
  console.error(`start: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
