/** What the service keeps in memory besides the core's regions and the arrivals, behind them: the body of the request. */
import { ARRIVALS_END } from "../component/arrivals";

/** Bytes of a body: hosts/service/messages.ts has the same number. */
export const BODY_MAX: u32 = 10 << 20;
export const BODY: usize = ARRIVALS_END + 64;
/** What a reader may look at behind it. */
export const END: usize = BODY + BODY_MAX + 64;
