/** Trees of CBOR and DER, as inspections have them. `at` counts from the start of the evidence. */

/** An item of CBOR. */
export type CborItem = { at: number; size: number } & (
  | {
      type: "unsigned" | "negative";
      /** A decimal string where it takes 8 bytes. */
      value: number | string;
    }
  | {
      type: "bytes";
      /** Hex; absent where what the bytes are the CBOR of is told instead. */
      value?: string;
      encoded?: CborItem;
    }
  | { type: "text"; value: string }
  | { type: "array"; items: CborItem[] }
  | { type: "map"; entries: { key: CborItem; value: CborItem }[] }
  | { type: "tag"; tag: number; items: [CborItem] }
  | {
      type: "simple";
      /** Of a floating-point number the hex of its bits. */
      value: boolean | null | string;
    }
);

/** An element of DER. */
export interface DerElement {
  at: number;
  size: number;
  /** A name of the list derTag, or `tag` and its number in hex. */
  type: string;
  /** The elements that it holds; absent where it holds none. */
  items?: DerElement[];
  /** Text of texts and times, numbers with dots of identifiers, hex of all else. */
  value?: string;
}
