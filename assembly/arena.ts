/**
 * The fixed memory map. Nothing is ever allocated: what the core needs lies in static memory or in one of two regions
 * behind it, whose sizes are the core's limits.
 *
 *     0 ……………… static data: tables, texts, records
 *     INPUT      bytes a host hands in; text forms are decoded in place
 *     OUTPUT     bytes the core hands out: decoded, rendered, composed
 */

/** Bytes of evidence (or of one blob) the core takes at most. */
export const EVIDENCE_MAX: u32 = 1 << 20;
/** Bytes a host may hand in at once: a text form needs up to twice the evidence, JSON up to three blobs of it. */
export const INPUT_MAX: u32 = 4 << 20;
/** Bytes the core hands out at most. */
export const OUTPUT_MAX: u32 = 15 << 20;
/** Guard behind each region that vector loads and stores may touch. */
const GUARD: usize = 64;

// @ts-ignore: __heap_base is a compiler constant, the first byte behind static data.
export const INPUT: usize = (__heap_base + 15) & ~15;
export const OUTPUT: usize = INPUT + INPUT_MAX + GUARD;
