// Builds everything: the core (release and debug), its inlined copy, the JavaScript and the declarations.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

process.chdir(new URL("..", import.meta.url).pathname);
const node = (file, ...args) => execFileSync(process.execPath, [file, ...args], { stdio: "inherit" });

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist", { recursive: true });
mkdirSync("build", { recursive: true });
const asc = "node_modules/assemblyscript/bin/asc.js";
node(asc, "--config", "asconfig.json", "--target", "release");
if (process.argv.includes("--debug")) node(asc, "--config", "asconfig.json", "--target", "debug");
const wasm = readFileSync("build/core.wasm");
writeFileSync(
  "hosts/core.bytes.ts",
  `// Made by tools/build.mjs from build/core.wasm.\nexport const CORE_BASE64 =\n  "${wasm.toString("base64")}";\n`,
);
copyFileSync("build/core.wasm", "dist/core.wasm");
node("node_modules/typescript/bin/tsc", "-p", "tsconfig.json");
