/** The file verb a host does next, and what the request has come to; one record in static memory. */

export const enum Verb {
  /** The report is there and the entry is gone. */
  Done = 0,
  /** The request failed and the entry is gone; the fault record says why. */
  Failed = 1,
  Create = 2,
  Remove = 3,
  Read = 4,
  /** Write `length` bytes at `data` in one write, then close. */
  Write = 5,
  /** Wait `waitMs` milliseconds. */
  Wait = 6,
}

/** All members u32 but the last: verb, attribute, data, length, waitMs, attempt, privlevel, moved, leaked, spare, generation u64. */
@unmanaged
class Operation {
  verb: u32;
  /** Attribute to read or write. */
  attribute: u32;
  /** Bytes to write. */
  data: usize;
  length: u32;
  waitMs: u32;
  /** Attempts made so far, this one included. */
  attempt: u32;
  /** Privilege level written, or all ones when the provider has none. */
  privlevel: u32;
  /** 1 when others wrote to the entry while the report was made. */
  moved: u32;
  /** Error number of a removal that failed, or 0: the entry is still there. */
  leaked: u32;
  spare: u32;
  /** Generation read last. */
  generation: u64;
}
export const operation = changetype<Operation>(memory.data(48, 8));
