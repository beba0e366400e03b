/** What the tests of the field call: one operation at a time, and many of one kind. */
import { OUTPUT } from "../../../assembly/arena";
import { mul, mulSub, norm, SLOT, sqr, sqrSub, sum } from "../../../assembly/crypto/ec/field";

export { use } from "../../../assembly/crypto/ec/curve";
export {
  copy,
  fromWords,
  inverse,
  isNull,
  mul,
  mulSub,
  setOne,
  sqr,
  toWords,
} from "../../../assembly/crypto/ec/field";
export { invert } from "../../../assembly/crypto/ec/inverse";
export { inputAt, outputAt } from "../../core/probe/regions";

/**
 * Does operation `kind` for `count` sets of six addresses: a, b and e of one lane, then of the other. The results go to
 * the output region, a slot each. k, or ka and kb, are x and y.
 */
export function runJobs(kind: u32, jobs: usize, count: u32, x: f64, y: f64): void {
  let r = OUTPUT;
  for (let i: u32 = 0; i < count; i++, jobs += 24, r += 2 * SLOT) {
    const a0: usize = load<u32>(jobs);
    const b0: usize = load<u32>(jobs, 4);
    const e0: usize = load<u32>(jobs, 8);
    const a1: usize = load<u32>(jobs, 12);
    const b1: usize = load<u32>(jobs, 16);
    const e1: usize = load<u32>(jobs, 20);
    const s = r + SLOT;
    if (kind == 0) mulSub(r, a0, b0, e0, s, a1, b1, e1, x);
    else if (kind == 1) sqrSub(r, a0, e0, s, a1, e1, x);
    else if (kind == 2) norm(r, a0, b0, s, a1, b1, x, y);
    else if (kind == 3) mul(r, a0, b0, s, a1, b1);
    else if (kind == 4) sqr(r, a0, s, a1);
    else {
      sum(r, x, a0, y, b0);
      sum(s, x, a1, y, b1);
    }
  }
}
