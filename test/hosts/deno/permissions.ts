/** tsmkit on Deno with no permission at all: nothing prompts, and what is refused is told as Deno tells it. */
import assert from "node:assert/strict";
import { CONFIGFS_REPORTS, configfsAttester, DenoFiles, processOwner } from "../../../dist/deno/index.js";
import { check, conclude } from "./checks.ts";

await check("this process is nobody", async () => {
  const owner = processOwner();
  assert.equal(owner.id, "");
  assert.equal(await owner.isGone("4026531836.1.1"), false);
});

await check("the files are the kernel's when nothing is said", () => {
  assert.equal(new DenoFiles().root, CONFIGFS_REPORTS);
  assert.equal(CONFIGFS_REPORTS, "/sys/kernel/config/tsm/report");
});

await check("a request says which permission it wants", async () => {
  const refused = { name: "NotCapable", message: /--allow-/ };
  await assert.rejects(configfsAttester().request({ nonce: Uint8Array.of(1) }), refused);
  await assert.rejects(new DenoFiles("/nowhere").create("e"), refused);
});

conclude();
