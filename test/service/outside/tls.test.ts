/** A store over TLS, whose server is who it says. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { directory } from "../../cli/tsm.ts";
import { freePort, startValkey } from "../../store/valkeyServer.ts";
import { replica } from "../processes.ts";

/** A server with a certificate of its own making, for localhost. */
async function secured(): Promise<{ url: string; cert: string }> {
  const folder = directory();
  const [key, cert] = [join(folder, "tls.key"), join(folder, "tls.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"];
  const make = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, ...subject];
  execFileSync("openssl", make, { stdio: "ignore" });
  const port = await freePort();
  const files = [`tls-cert-file ${cert}`, `tls-key-file ${key}`, `tls-ca-cert-file ${cert}`, "tls-auth-clients no"];
  await startValkey({ password: "secret", lines: [`tls-port ${port}`, ...files, 'save ""'] });
  return { url: `rediss://:secret@localhost:${port}`, cert };
}

test("is taken when its certificate is trusted, and refused when it is not", async () => {
  const { url, cert } = await secured();
  const trusting = await replica(url, [], { env: { NODE_EXTRA_CA_CERTS: cert } });
  expect((await fetch(`${trusting.url}/readyz`)).status).toBe(200);
  expect((await fetch(`${trusting.url}/challenge`, { method: "POST" })).status).toBe(200);

  const doubting = await replica(url).catch((error) => error);
  expect(doubting).toBeInstanceOf(Error);
  expect(doubting.message).toMatch(/self-signed certificate/);
  expect(doubting.message).not.toContain("secret");
});
