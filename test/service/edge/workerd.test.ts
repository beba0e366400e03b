/** The service on workerd, as Cloudflare's edge runs it. npm run test:service has the program. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { Attester } from "../../../hosts/attester.ts";
import { amdCertificate } from "../../../hosts/forge/index.ts";
import { AttestationSession, TsmkitService } from "../../../hosts/session/index.ts";
import { sevGuest, softwareTsm } from "../../../hosts/software-tsm/index.ts";
import { verifyToken } from "../../../hosts/token/index.ts";
import { directory } from "../../cli/tsm.ts";
import { freePort } from "../../store/valkeyServer.ts";
import { TestGuest } from "../service.ts";

const ISSUER = "https://edge.test";
const root = fileURLToPath(new URL("../../..", import.meta.url));

let script: string;
beforeAll(async () => {
  const bundler = await rolldown({
    input: fileURLToPath(new URL("worker.js", import.meta.url)),
    cwd: root,
    external: ["tsmkit/core.wasm"],
    platform: "browser",
  });
  const { output } = await bundler.generate({
    format: "esm",
    codeSplitting: false,
    paths: { "tsmkit/core.wasm": "./core.wasm" },
  });
  script = output[0].code;
  await bundler.close();
});

/** Starts the runtime with the worker, and waits until it answers. Returns where. */
async function edge(): Promise<string> {
  const folder = directory();
  const port = await freePort();
  writeFileSync(join(folder, "worker.js"), script);
  copyFileSync(join(root, "dist/core.wasm"), join(folder, "core.wasm"));
  const text = (name: string, value: string) => `(name = "${name}", text = "${value}")`;
  const certificate = Buffer.from(amdCertificate("Milan", "ark")).toString("base64");
  writeFileSync(
    join(folder, "config.capnp"),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .service)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
);
const service :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js"), (name = "core.wasm", wasm = embed "core.wasm")],
  bindings = [${text("ISSUER", ISSUER)}, ${text("ROOT", certificate)}],
  compatibilityDate = "2026-01-01",
);
`,
  );
  const args = ["serve", "config.capnp"];
  const child = spawn(process.env.TSMKIT_WORKERD ?? "", args, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  });
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.status === 200) return url;
    if (child.exitCode !== null) throw new Error(`workerd ended with ${child.exitCode}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

test("gives tokens for evidence, and refuses the same evidence again", async () => {
  const url = await edge();
  const attester = new Attester(softwareTsm({ provider: sevGuest() }).files);
  const session = new AttestationSession({ attester, service: new TsmkitService({ urls: [url] }) });
  const { token } = await session.token();
  await session.close();
  const keys = await (await fetch(`${url}/.well-known/jwks.json`)).json();
  expect(await verifyToken(token, { keys, issuer: ISSUER })).toMatchObject({ verdict: "affirming", profile: "ear" });

  const post = (path: string, body: string) =>
    fetch(`${url}${path}`, { method: "POST", headers: { "content-type": "application/json" }, body });
  const { nonce } = (await (await post("/challenge", "")).json()) as { nonce: string };
  const body = JSON.stringify(await new TestGuest().answer(nonce));
  expect((await post("/attest", body)).status).toBe(200);
  expect(await (await post("/attest", body)).json()).toMatchObject({ code: "challenge-used" });
});
