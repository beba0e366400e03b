/** How this program was called: its arguments and its environment, as they come. */
import { Text } from "../text";
import { CALL, CALL_MAX } from "./memory";
import { args_get, args_sizes_get, environ_get, environ_sizes_get } from "./wasi_snapshot_preview1";

const sizes = memory.data(8, 4);
const ENVIRONMENT: usize = CALL + <usize>CALL_MAX;

/** Arguments, the program's name included. */
export let argumentCount: u32 = 0;
let variables: u32 = 0;

/** Takes what came. Returns false when the arguments are more than fit; an environment that does not fit counts as empty. */
export function takeCall(): bool {
  if (args_sizes_get(sizes, sizes + 4) != 0 || !fits()) return false;
  argumentCount = load<u32>(sizes);
  if (args_get(CALL, CALL + 4 * argumentCount) != 0) return false;
  if (environ_sizes_get(sizes, sizes + 4) != 0 || !fits()) return true;
  variables = load<u32>(sizes);
  if (environ_get(ENVIRONMENT, ENVIRONMENT + 4 * variables) != 0) variables = 0;
  return true;
}

/** Is there room for so many pointers and bytes? */
function fits(): bool {
  return <u64>load<u32>(sizes) * 4 + load<u32>(sizes, 4) <= CALL_MAX;
}

/** An argument, a text that ends with a zero byte. */
export function argumentAt(i: u32): usize {
  return load<usize>(CALL + 4 * i);
}

/** The value of a variable of the environment; 0 when it is not there. */
export function environment(name: Text): usize {
  for (let i: u32 = 0; i < variables; i++) {
    const variable = load<usize>(ENVIRONMENT + 4 * i);
    let k: u32 = 0;
    while (k < name.length && load<u8>(variable + k) == name.charAt(k)) k++;
    if (k == name.length && load<u8>(variable + k) == 61) return variable + k + 1;
  }
  return 0;
}
