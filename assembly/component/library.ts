/** What the component of the world `tsmkit` exports; tools/canonical.mjs gives each its name in wit/. */
export { cabiPost, cabiRealloc } from "./arrivals";
export { replay } from "./events";
export { inspect, render } from "./inspect";
export { appraise } from "./verify";
