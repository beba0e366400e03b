/**
 * The fixed memory map. Nothing is ever allocated: what the core needs lies in static memory or in one of two regions
 * behind it, whose sizes are the core's limits.
 *
 *     0 ……………… static data: tables, texts, records
 *     INPUT      bytes a host hands in; text forms are decoded in place
 *     OUTPUT     bytes the core hands out: decoded, rendered, composed
 *     STORE      endorsements, kept from call to call; what the evidence brings along lies behind them for one appraisal
 */

/** Bytes of evidence (or of one blob) the core takes at most. */
export const EVIDENCE_MAX: u32 = 1 << 20;
/** Bytes a host may hand in at once: a text form needs up to twice the evidence, JSON up to three blobs of it. */
export const INPUT_MAX: u32 = 4 << 20;
/** Bytes the core hands out at most. */
export const OUTPUT_MAX: u32 = 15 << 20;
/** Bytes of endorsements at most, as they are once texts are decoded. */
export const ENDORSEMENTS_MAX: u32 = 4 << 20;
/** Room for those in the evidence besides. */
const STORE_MAX: usize = ENDORSEMENTS_MAX + EVIDENCE_MAX;
/** Guard behind each region that vector loads and stores may touch. */
const GUARD: usize = 64;

/**
 * Where the regions start: behind static data; or, in a build whose static data asconfig.json moves up to make room for a heap
 * behind it, in front of that data.
 */
// @ts-ignore: __heap_base is a compiler constant, the first byte behind static data.
export const INPUT: usize = ASC_MEMORY_BASE ? 16 : (__heap_base + 15) & ~15;
export const OUTPUT: usize = INPUT + INPUT_MAX + GUARD;
export const STORE: usize = OUTPUT + OUTPUT_MAX + GUARD;
export const STORE_END: usize = STORE + STORE_MAX;
