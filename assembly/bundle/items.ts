/** Lists of endorsements as they were handed in: bytes, and a name by which messages call them. */

/** One item. */
@unmanaged
export class Item {
  at: usize;
  length: u32;
  /** A text that ends with a zero byte. */
  name: usize;
  /** Did the call name it itself, and not a directory that it is in? */
  named: bool;
}

/** Bytes of all items of a list at most: hosts/endorsements/collect.ts. */
export const ITEMS_SIZE_MAX: u32 = 4 << 20;
/** Items of a list at most. */
export const ITEMS_MAX: u32 = 256;
const ITEM: usize = 16;

/** A list. */
@unmanaged
export class Items {
  count: u32;
  /** Bytes of all items. */
  bytes: u32;

  item(i: u32): Item {
    return changetype<Item>(changetype<usize>(this) + 8 + ITEM * i);
  }

  /** Adds an item. The caller has looked whether there is room. */
  add(at: usize, length: u32, name: usize, named: bool): void {
    const item = this.item(this.count++);
    item.at = at;
    item.length = length;
    item.name = name;
    item.named = named;
    this.bytes += length;
  }

  /** Drops an item. */
  drop(i: u32): void {
    const item = this.item(i);
    this.bytes -= item.length;
    memory.copy(changetype<usize>(item), changetype<usize>(item) + ITEM, ITEM * (--this.count - i));
  }
}

/** What a bundle has. */
export const bundled = changetype<Items>(memory.data(8 + 16 * 256, 8));
