/** `--open`: the inspector's page with the evidence in it, in a private directory, opened by whatever opens pages here. */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Item } from "../endorsements/need.ts";
import { type InspectorContent, type InspectorFile, ISLAND, writeIsland } from "../island.ts";
import { note } from "./io.ts";

/** What is shown; names may be paths, of which the page is told the last part. */
export interface Opened extends Omit<InspectorContent, "roots"> {
  trustRoots?: Iterable<Pick<Item, "name" | "bytes">>;
}

/** Where the page stands in the package. */
const PAGE = new URL("../inspector/inspector.html", import.meta.url);

/** Programs that open a page, by platform. */
const OPENERS: Record<string, readonly [command: string, ...args: string[]]> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
};

/** Milliseconds after which an opener that has not failed is taken to do its work. */
const PATIENCE = 2000;

/** Puts evidence into the page, where its scripts find it. */
export function pageWith(page: string, content: InspectorContent): string {
  const island = `<script type="application/json" id="${ISLAND}">${writeIsland(content)}</script>`;
  return page.replace("</main>", () => `</main>\n    ${island}`);
}

/** Files with names of their own: paths lose their directories, and a name that is taken gets a number. */
function named(files: Iterable<InspectorFile>, taken: Set<string>): InspectorFile[] {
  return [...files].map(({ name, bytes }) => {
    const bare = basename(name);
    let own = bare;
    for (let i = 2; taken.has(own); i++) own = `${i}-${bare}`;
    taken.add(own);
    return { name: own, bytes };
  });
}

/** Starts the platform's opener. Resolves to whether it did not fail at once. */
function start(path: string): Promise<boolean> {
  const [command, ...args] = OPENERS[process.platform] ?? ["xdg-open"];
  return new Promise((resolve) => {
    const child = spawn(command, [...args, path], { detached: true, stdio: "ignore" });
    const timer = setTimeout(() => resolve(true), PATIENCE);
    const settle = (works: boolean) => {
      clearTimeout(timer);
      resolve(works);
    };
    child.on("error", () => settle(false)).on("exit", (code) => settle(code === 0));
    child.unref();
  });
}

/** Writes the page, tells its path, and opens it. The page stays: a browser reads it when it likes. */
export async function openInspector({ files, trustRoots = [], ...said }: Opened): Promise<void> {
  const taken = new Set<string>();
  const shown = named(files, taken);
  const roots = named(trustRoots, taken);
  const content = { ...said, files: [...shown, ...roots], roots: roots.map(({ name }) => name) };
  const page = pageWith(await readFile(PAGE, "utf8"), content);
  // Only this user may enter a directory that is made so.
  const path = join(await mkdtemp(join(tmpdir(), "tsm-inspector-")), "inspector.html");
  await writeFile(path, page, { mode: 0o600 });
  note((await start(path)) ? `opened ${path}` : `nothing here opens pages; open this one: ${path}`);
}
