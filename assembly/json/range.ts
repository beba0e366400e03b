/** A value of a document that the reader passed over, to be read later where it stands. */
import * as json from "./reader";

/** From its first byte to behind its last; zeros when it is not there. */
@unmanaged
export class Range {
  from: usize;
  to: usize;

  /** Takes the value that comes next. */
  take(): void {
    json.peek();
    this.from = json.at;
    json.skip();
    this.to = json.at;
  }
  /** Its first character; 0 when it is not there. */
  get first(): u32 {
    return this.from ? <u32>load<u8>(this.from) : 0;
  }
  /** Reads it as a string. Returns whether it is one. */
  get isString(): bool {
    if (this.first != 34) return false;
    json.begin(this.from, this.to);
    return json.string();
  }
}
