/** What the host needs to judge a guest. */
export { compare } from "./compare.ts";
export { NONCE } from "./nonce.ts";
