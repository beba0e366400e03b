/** The page of one file: the element, and the evidence that `tsm … --open` wrote beside it. */
import { ISLAND, readIsland } from "../island.ts";
import { startCore } from "./core.ts";
import { INSPECTOR } from "./index.ts";

const island = document.getElementById(ISLAND)?.textContent;
const inspector = document.querySelector(INSPECTOR);
if (inspector && island) {
  await startCore();
  await inspector.show(readIsland(island));
}
