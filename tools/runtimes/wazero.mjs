// wazero: Debian's package, one static binary, unpacked below .cache/; where there is no Debian, Go builds it.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Suite } from "../apt.mjs";
import { at, capture } from "../run.mjs";

const VERSION = "1.12.0";
const MODULE = `github.com/tetratelabs/wazero/cmd/wazero@v${VERSION}`;
const SID = new Suite("sid");

async function fromDebian() {
  const root = await SID.unpacked("wazero", () => SID.withDependencies(["wazero"]));
  // The program itself only says "dev".
  const [exact] = JSON.parse(readFileSync(`${root}.json`, "utf8")).packages;
  return { wazero: join(root, "usr/bin/wazero"), version: exact.split("=")[1] };
}

async function fromGo() {
  const home = at(".cache/wazero");
  const wazero = join(home, "wazero");
  const found = { wazero, version: VERSION };
  if (existsSync(wazero)) return found;
  const env = { ...process.env, GOBIN: home, GOFLAGS: "-modcacherw", CGO_ENABLED: "0" };
  const { ok, output } = await capture("go", ["install", MODULE], { env }).catch(({ message }) => ({
    ok: false,
    output: message,
  }));
  if (!ok) throw new Error(`go: ${output.trim().split("\n").at(-1)}`);
  return found;
}

/** wazero, fetched or built unless it is there. Throws when it can't be had or doesn't run here. */
export async function obtainWazero() {
  const found = await fromDebian().catch((debian) =>
    fromGo().catch((go) => {
      throw new Error(`${debian.message}; ${go.message}`);
    }),
  );
  const { ok, output } = await capture(found.wazero, ["version"]);
  if (!ok) throw new Error(`wazero doesn't run here: ${output.trim()}`);
  return found;
}
