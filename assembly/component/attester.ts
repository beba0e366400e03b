/** What the component of the world `attester` exports; tools/canonical.mjs gives each its name in wit/. */
export { cabiPost, cabiRealloc } from "./arrivals";
export { request } from "./request";
