/** ASCII text in static memory. The compiler makes one of every string literal in this folder: see tools/ascii.mjs. */
@unmanaged
export class Text {
  /** Bytes; the characters follow, one byte each. */
  length: u16;

  /** Where the characters lie. */
  get chars(): usize {
    return changetype<usize>(this) + offsetof<Text>();
  }
  /** The character at i. */
  charAt(i: u32): u8 {
    return load<u8>(this.chars + i);
  }
}
