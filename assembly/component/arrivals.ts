/**
 * Where the lists and texts of a call lie: one region behind those of the core, filled from its start and emptied when the
 * call is over.
 *
 * The canonical ABI has no way to refuse an argument before the function runs: `cabi_realloc` gives room or traps. So what
 * is too much is put where it does no harm, over regions that hold nothing between calls, and the function says so.
 */
import { INPUT, STORE_END } from "../arena";
import { Code, fail } from "../fault";

/** Bytes of all lists and texts of one call. More than the output region, whose texts are moved here. */
export const ARRIVALS_MAX: usize = 16 << 20;
const ARRIVALS: usize = STORE_END + 64;
export const ARRIVALS_END: usize = ARRIVALS + ARRIVALS_MAX;

/** Where the next goes. */
let top: usize = ARRIVALS;
/** Bytes asked for since the region was emptied; and did they all fit? */
let asked: u64 = 0;
let overflowed: bool = false;

/** Room for `size` bytes, with the first `oldSize` of them as they are at `old`. */
export function cabiRealloc(old: usize, oldSize: usize, align: usize, size: usize): usize {
  if (size <= oldSize) return old;
  asked += size - oldSize;
  // What came last grows where it is.
  const from = oldSize && old + oldSize == top ? old : top;
  const at = (from + align - 1) & ~(align - 1);
  if (!overflowed && at <= ARRIVALS_END && size <= ARRIVALS_END - at) {
    if (oldSize && at != old) memory.copy(at, old, oldSize);
    top = at + size;
    return at;
  }
  overflowed = true;
  // 40 MiB and the guards; the memory of the targets in asconfig.json ends behind them.
  return size <= ARRIVALS_END - INPUT ? INPUT : unreachable();
}

/** Has all arrived? Returns 0, or a fault. */
export function arrived(): i32 {
  return overflowed ? fail(Code.TooLarge, 0, <u32>min<u64>(asked, u32.MAX_VALUE), <u32>ARRIVALS_MAX) : 0;
}

/** Forgets all that has arrived. */
export function release(): void {
  top = ARRIVALS;
  asked = 0;
  overflowed = false;
}

/** The call is over, and its result, wherever it lay, was read. */
export function cabiPost(_result: usize): void {
  release();
}
