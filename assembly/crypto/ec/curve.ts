/** The two curves: FIPS 186-5 and NIST SP 800-186, section 3.2.1. Both are y² = x³ - 3x + b, with a prime order n. */

export const enum Curve {
  P256 = 0,
  P384 = 1,
}

/** Bytes of a coordinate and of a scalar: 32 or 48; 0 for a number that names no curve. */
export function curveBytes(curve: u32): u32 {
  return curve == <u32>Curve.P256 ? 32 : curve == <u32>Curve.P384 ? 48 : 0;
}

/** The numbers of a curve, in words of 32 bits, lowest first. */
@unmanaged
export class Parameters {
  /** The field is the integers modulo p. */
  p: usize;
  /** The order of the generator. */
  n: usize;
  b: usize;
  /** The generator: x, then y. */
  g: usize;
}

const p256 = changetype<Parameters>(memory.data(<i32>offsetof<Parameters>(), 8));
p256.p = memory.data<u64>([0xffffffffffffffff, 0x00000000ffffffff, 0x0000000000000000, 0xffffffff00000001]);
p256.n = memory.data<u64>([0xf3b9cac2fc632551, 0xbce6faada7179e84, 0xffffffffffffffff, 0xffffffff00000000]);
p256.b = memory.data<u64>([0x3bce3c3e27d2604b, 0x651d06b0cc53b0f6, 0xb3ebbd55769886bc, 0x5ac635d8aa3a93e7]);
p256.g = memory.data<u64>([
  0xf4a13945d898c296, 0x77037d812deb33a0, 0xf8bce6e563a440f2, 0x6b17d1f2e12c4247, 0xcbb6406837bf51f5,
  0x2bce33576b315ece, 0x8ee7eb4a7c0f9e16, 0x4fe342e2fe1a7f9b,
]);

const p384 = changetype<Parameters>(memory.data(<i32>offsetof<Parameters>(), 8));
p384.p = memory.data<u64>([
  0x00000000ffffffff, 0xffffffff00000000, 0xfffffffffffffffe, 0xffffffffffffffff, 0xffffffffffffffff,
  0xffffffffffffffff,
]);
p384.n = memory.data<u64>([
  0xecec196accc52973, 0x581a0db248b0a77a, 0xc7634d81f4372ddf, 0xffffffffffffffff, 0xffffffffffffffff,
  0xffffffffffffffff,
]);
p384.b = memory.data<u64>([
  0x2a85c8edd3ec2aef, 0xc656398d8a2ed19d, 0x0314088f5013875a, 0x181d9c6efe814112, 0x988e056be3f82d19,
  0xb3312fa7e23ee7e4,
]);
p384.g = memory.data<u64>([
  0x3a545e3872760ab7, 0x5502f25dbf55296c, 0x59f741e082542a38, 0x6e1d3b628ba79b98, 0x8eb1c71ef320ad74,
  0xaa87ca22be8b0537, 0x7a431d7c90ea0e5f, 0x0a60b1ce1d7e819d, 0xe9da3113b5f0b8c0, 0xf8f41dbd289a147c,
  0x5d9e98bf9292dc29, 0x3617de4a96262c6f,
]);

/** The curve that everything below works on, until the next {@link use}. */
export let wide: bool = false;
/** Words of its numbers, and bits: 8 and 256, or 12 and 384. */
export let words: usize = 8;
export let bits: usize = 256;
export let parameters: Parameters = p256;

export function use(curve: u32): void {
  wide = curve == <u32>Curve.P384;
  words = curveBytes(curve) / 4;
  bits = words * 32;
  parameters = wide ? p384 : p256;
}
