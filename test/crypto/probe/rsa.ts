/** What the tests of RSA call: both verifications, rows, and numbers modulo n in limbs. */
import { INPUT, OUTPUT } from "../../../assembly/arena";
import { COLUMNS, power, setModulus } from "../../../assembly/crypto/rsa/modular";

export { multiply, square } from "../../../assembly/crypto/rsa/modular";
export { verifyPkcs1 } from "../../../assembly/crypto/rsa/pkcs1";
export { verifyPss } from "../../../assembly/crypto/rsa/pss";
export { BITS, rows } from "../../../assembly/crypto/rsa/rows";
export { inputAt, outputAt } from "../../core/probe/regions";

export function columnsAt(): usize {
  return COLUMNS;
}
/** Sets n, and raises a number below it, from the input region to the output region. */
export function powerOfInput(length: u32, bits: u32, e: u64): void {
  setModulus(INPUT, length, bits);
  power(OUTPUT, INPUT + length, length, e);
}
