/** `--open`: a page with the evidence in it, for its user alone. What a browser makes of it, npm run test:inspector tells. */
import { chmodSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pageWith } from "../../hosts/cli/open.ts";
import { snp } from "../../hosts/forge/index.ts";
import { ISLAND, readIsland } from "../../hosts/island.ts";
import { NONCE, reportData } from "../verify/minted.ts";
import { NONCE_OPTION, workplace } from "./evidence.ts";

const { report, certTable } = await snp({ reportData });

/** What stands in the island of a page. */
function contentOf(page: string) {
  const [, text = ""] =
    new RegExp(`<script type="application/json" id="${ISLAND}">(.*?)</script>`, "s").exec(page) ?? [];
  return readIsland(text);
}

/** A place whose temporary directory is empty. */
function place() {
  const made = workplace();
  const env = { TMPDIR: made.path("."), PATH: made.path(".") };
  /** The pages that were written, and the directories that they are in. */
  const pages = () =>
    readdirSync(made.path("."))
      .filter((name) => name.startsWith("tsm-inspector-"))
      .map((name) => ({ directory: made.path(name), path: join(made.path(name), "inspector.html") }));
  return { ...made, pages, run: (...args: string[]) => made.tsm(args, { env }) };
}

it("content goes in as it is, and nothing of it can end the script", () => {
  const files = [{ name: "$&</script><script>", bytes: new TextEncoder().encode("</script>") }];
  const page = pageWith("<main></main><script>code</script>", { files });
  expect(page.match(/<\/script>/g)).toHaveLength(2);
  expect(contentOf(page).files).toEqual(files);
});

describe.skipIf(process.platform === "win32")("tsm … --open", () => {
  it("writes the page for its user alone, and tells its path when nothing opens it", async () => {
    const { put, pages, run } = place();
    const { code, err, out } = await run("inspect", "--open", put("report.bin", report));
    expect(code).toBe(0);
    expect(out).toMatch(/^AMD SEV-SNP attestation report/);
    const [page] = pages();
    expect(err).toBe(`tsm: nothing here opens pages; open this one: ${page?.path}\n`);
    expect(statSync(page?.directory as string).mode & 0o777).toBe(0o700);
    expect(statSync(page?.path as string).mode & 0o777).toBe(0o600);
    expect(contentOf(readFileSync(page?.path as string, "utf8"))).toEqual({
      files: [{ name: "report.bin", bytes: report }],
      roots: [],
    });
  });

  it("hands the opener the path, and the page all that the verdict went by", async () => {
    const { put, path, pages, roots, run } = place();
    chmodSync(path(put("xdg-open", `#!/bin/sh\nprintf '%s' "$1" > ${path("opened")}\n`)), 0o755);
    chmodSync(path(put("open", readFileSync(path("xdg-open"), "utf8"))), 0o755);
    const options = ["--offline", "--no-cache", "--at", "2026-05-01T12:00:00Z", ...NONCE_OPTION, ...roots];
    const certs = ["--certs", put("table.bin", certTable)];
    const { code, err } = await run("verify", "--open", ...options, ...certs, put("report.bin", report));
    expect(code).toBe(0);
    const [page] = pages();
    expect(err).toContain(`tsm: opened ${page?.path}\n`);
    expect(readFileSync(path("opened"), "utf8")).toBe(page?.path);
    const content = contentOf(readFileSync(page?.path as string, "utf8"));
    expect(content.files.map(({ name }) => name)).toEqual(["report.bin", "table.bin", "roots.pem"]);
    expect(content).toMatchObject({
      roots: ["roots.pem"],
      nonce: { nonce: NONCE },
      at: new Date("2026-05-01T12:00:00Z"),
    });
  });

  it("tells of an opener that fails, and refuses a form that the page could not know", async () => {
    const { put, path, run } = place();
    for (const name of ["xdg-open", "open"]) chmodSync(path(put(name, "#!/bin/sh\nexit 3\n")), 0o755);
    const { code, err } = await run("inspect", "--open", put("report.bin", report));
    expect(code).toBe(0);
    expect(err).toMatch(/nothing here opens pages/);
    const refused = await run("verify", "--no-nonce", "--open", "--in-form", "bin", "report.bin");
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/leave --in-form out/);
  });
});
