/** How a value that was found by walking is shown: of a certificate, of a map of claims. */
export const enum Shape {
  /** Opaque bytes. */
  Bytes = 1,
  /** Unsigned big-endian integer of at most 8 bytes. */
  Number = 2,
  /** DER BOOLEAN. */
  Flag = 3,
  /** Printable text; of a claim any text, in UTF-8. */
  Text = 4,
  /** UTCTime or GeneralizedTime. */
  Time = 5,
  /** Relative distinguished names. */
  Name = 6,
  /** CBOR integer, of either sign. */
  Integer = 7,
  /** CBOR array of byte strings. */
  BytesList = 8,
  /** CBOR array whose items are sections of their own; shown as their number. */
  Parts = 9,
  /** CBOR byte string that holds a COSE_Key. */
  Key = 10,
  /** DER of an object identifier, without tag and length. */
  Oid = 11,
}
