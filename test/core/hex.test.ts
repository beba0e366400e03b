import { describe, expect, test } from "vitest";
import { TsmError } from "../../hosts/errors.ts";
import { decodeHex, encodeHex } from "../../hosts/hex.ts";
import { randomBytes, seeded } from "../random.ts";

const random = seeded(1);
const fault = (text: string): TsmError => {
  try {
    decodeHex(text);
  } catch (error) {
    return error as TsmError;
  }
  throw new Error(`${text} was taken for hex`);
};

describe("hex", () => {
  test("every length from 0 to 300 goes there and back", () => {
    for (let n = 0; n <= 300; n++) {
      const bytes = randomBytes(random, n);
      const text = encodeHex(bytes);
      expect(text).toBe(Buffer.from(bytes).toString("hex"));
      expect(decodeHex(text)).toEqual(bytes);
      expect(decodeHex(text.toUpperCase())).toEqual(bytes);
    }
  });

  test("megabytes go there and back", () => {
    const bytes = randomBytes(random, 3_000_001);
    expect(Buffer.from(decodeHex(encodeHex(bytes))).equals(Buffer.from(bytes))).toBe(true);
  });

  test("every character but the 22 digits is refused, at its position", () => {
    const digits = "0123456789abcdefABCDEF";
    for (let code = 0; code < 256; code++) {
      const c = String.fromCharCode(code);
      for (const at of [0, 1, 15, 16, 17, 40, 63]) {
        const text = "0".repeat(at) + c + "0".repeat(63 - at);
        if (digits.includes(c)) expect(decodeHex(text).length).toBe(32);
        else {
          const error = fault(text);
          expect(error.code).toBe("hex-digit");
          expect(error.group).toBe("fix");
          expect(error.at).toBe(at);
        }
      }
    }
  });

  test.each(["", "0x00", " 00", "00 ", "00:11", "0\n"])("%j is not hex, unless it is empty", (text) => {
    if (text === "") expect(decodeHex(text)).toEqual(new Uint8Array());
    else expect(fault(text)).toBeInstanceOf(TsmError);
  });

  test("odd lengths say how many digits there are", () => {
    expect(fault("123")).toMatchObject({ code: "hex-odd", at: 3, got: 3 });
    expect(fault("123").message).toContain("got 3 digits");
  });

  test("a bad digit far into a long text is found at its place", () => {
    expect(fault(`${"00".repeat(1_500_000)}zz`)).toMatchObject({ code: "hex-digit", at: 3_000_000 });
  });
});
