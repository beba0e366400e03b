// npm run test:package: packs tsmkit, installs it in a project of its own, and uses it there as others will:
// from JavaScript, from TypeScript, from the shell and in a bundle for browsers.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { at, capture } from "./run.mjs";
import { setup } from "./setup.mjs";

const manifest = JSON.parse(readFileSync(at("package.json"), "utf8"));

/** Entries that only load in another runtime. */
const FOREIGN = ["./deno", "./inspector"];

/** What other packages may import here: `tsmkit`, `tsmkit/node` and so on. */
const entries = Object.entries(manifest.exports)
  .filter(([path, target]) => target.types && !FOREIGN.includes(path))
  .map(([path]) => `tsmkit${path.slice(1)}`);

/** Runs a command in the project; throws what it printed when it fails. */
async function sh(/** @type {string} */ cwd, /** @type {string} */ command, /** @type {string[]} */ ...args) {
  const { ok, output } = await capture(command, args, { cwd });
  if (!ok) throw new Error(output.trim());
  return output.trim();
}

const TARBALL = `tsmkit-${manifest.version}.tgz`;

/** Packs and installs. The build is there already: no scripts. */
async function install(/** @type {string} */ project) {
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
  await sh(at(), "npm", "pack", "--ignore-scripts", "--pack-destination", project);
  await sh(project, "npm", "install", "--prefer-offline", "--ignore-scripts", `./${TARBALL}`);
}

const kb = (/** @type {number} */ bytes) => `${Math.round(bytes / 1024)} KiB`;

/** Only what is meant for the package. */
function contents(/** @type {string} */ project) {
  const home = join(project, "node_modules/tsmkit");
  const files = readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(home.length + 1));
  for (const file of ["LICENSE", "README.md", "CHANGELOG.md"]) assert(files.includes(file), `${file} is missing`);
  let size = 0;
  for (const file of files) {
    assert.match(
      file,
      /^(dist\/.*|docs\/.*\.(md|schema\.json|jpg)|docs\/embedding\/\w+\/(src\/)?[\w.]+|docs\/kubernetes\/\w+\.yaml|wit\/.*\.wit|[A-Z]+\.md|LICENSE|package\.json)$/,
      "not meant for the package",
    );
    assert.doesNotMatch(file, /\.test\.|(?<!\.d)\.ts$/, "tests and sources stay here");
    const bytes = readFileSync(join(home, file));
    assert(!bytes.includes(at()), `${file} names a folder of this machine`);
    size += bytes.length;
  }
  return `${files.length} files, ${kb(size)}, ${kb(statSync(join(project, TARBALL)).size)} packed`;
}

/** Every entry loads. */
async function imports(/** @type {string} */ project) {
  const code = entries.map((entry) => `await import("${entry}");`).join("\n");
  const use = `const { inspect } = await import("tsmkit"); if (typeof inspect !== "function") throw Error("no inspect");`;
  await sh(project, process.execPath, "--input-type=module", "--eval", `${code}\n${use}`);
}

/** The command is there and starts, as `npx tsm` starts it. */
async function command(/** @type {string} */ project) {
  const tsm = join(project, "node_modules/.bin/tsm");
  assert.equal(await sh(project, tsm, "--version"), manifest.version);
  return /^core +(\w+)/m.exec(await sh(project, tsm, "--version", "--verbose"))[0];
}

/** The declarations stand on their own: no types of Node, none of them skipped. */
async function types(/** @type {string} */ project) {
  // The inspector loads in pages alone; its types are for everybody.
  const lines = [...entries, "tsmkit/inspector"].map((entry, i) => `export * as entry${i} from "${entry}";`);
  writeFileSync(
    join(project, "use.ts"),
    `import { inspect } from "tsmkit";\nexport type Result = ReturnType<typeof inspect>;\n${lines.join("\n")}\n`,
  );
  for (const [module, moduleResolution] of [
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ]) {
    const compilerOptions = {
      module,
      moduleResolution,
      target: "es2022",
      lib: ["es2022", "dom"],
      types: [],
      strict: true,
      noEmit: true,
    };
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["use.ts"] }));
    await sh(project, process.execPath, at("node_modules/typescript/bin/tsc"), "-p", "tsconfig.json");
  }
}

/** What browsers and workers have too. */
const { TextDecoder, TextEncoder, URL, atob, crypto, fetch, setTimeout } = globalThis;
const WEB = { TextDecoder, TextEncoder, URL, atob, crypto, fetch, setTimeout };

/** `inspect` needs nothing but the web's own globals, and bundlers find nothing else. */
async function bundle(/** @type {string} */ project) {
  const { rolldown } = await import("rolldown");
  writeFileSync(join(project, "use.js"), `export { inspect } from "tsmkit";\n`);
  const input = await rolldown({ input: "use.js", cwd: project, platform: "browser", logLevel: "silent" });
  const { output } = await input.generate({ format: "iife", name: "tsmkit", minify: true });
  await input.close();
  const [{ code, imports }] = output;
  assert.deepEqual(imports, [], "imports that a browser cannot resolve");
  assert.doesNotMatch(code, /["'`]node:/);
  const web = createContext({ ...WEB });
  runInContext(code, web);
  // Random bytes are no evidence: the core must run and say so, by an answer or by an error of ours.
  const attempt = "(async () => tsmkit.inspect(new Uint8Array(64)))()";
  await runInContext(attempt, web).catch((error) => assert(error.code, error.stack));
  return `${kb(code.length)} minified`;
}

await setup();
const project = mkdtempSync(join(tmpdir(), "tsmkit-package-"));
try {
  for (const check of [install, contents, imports, command, types, bundle]) {
    try {
      console.log(`ok ${check.name} ${(await check(project)) ?? ""}`.trim());
    } catch (error) {
      console.log(`FAILED ${check.name}: ${error.message}`);
      process.exitCode = 1;
    }
  }
} finally {
  rmSync(project, { recursive: true, force: true });
}
