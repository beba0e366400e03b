/** Times of certificates: RFC 5280 section 4.1.2.5. */
import { expect, test } from "vitest";
import { seeded } from "../random.ts";
import { bytes, encode } from "./der.ts";
import { NO_TIME, x509Probe } from "./x509Probe.ts";

const { time } = await x509Probe({ fused: false, debug: true });
const utc = (text: string) => time(encode(bytes(0x17, text)));
const general = (text: string) => time(encode(bytes(0x18, text)));
const seconds = (iso: string) => BigInt(Date.parse(iso)) / 1000n;

test.each([
  ["500101000000Z", "1950-01-01T00:00:00Z"],
  ["691231235959Z", "1969-12-31T23:59:59Z"],
  ["700101000000Z", "1970-01-01T00:00:00Z"],
  ["991231235959Z", "1999-12-31T23:59:59Z"],
  ["000229000000Z", "2000-02-29T00:00:00Z"],
  ["240229235959Z", "2024-02-29T23:59:59Z"],
  ["491231235959Z", "2049-12-31T23:59:59Z"],
])("UTCTime %s is %s", (text, iso) => expect(utc(text)).toBe(seconds(iso)));

test.each([
  ["20500101000000Z", "2050-01-01T00:00:00Z"],
  ["24000229000000Z", "2400-02-29T00:00:00Z"],
  ["99991231235959Z", "9999-12-31T23:59:59Z"],
])("GeneralizedTime %s is %s", (text, iso) => expect(general(text)).toBe(seconds(iso)));

test("any second between is what Date says", () => {
  const random = seeded(1);
  const [first, last] = [Date.UTC(1950, 0), Date.UTC(10000, 0) - 1000];
  for (let i = 0; i < 20_000; i++) {
    const at = Math.floor((first + random() * (last - first)) / 1000) * 1000;
    const digits = new Date(at).toISOString().replace(/\.000|[-T:]/g, "");
    const read = Number(digits.slice(0, 4)) < 2050 ? utc(digits.slice(2)) : general(digits);
    expect(read).toBe(BigInt(at / 1000));
  }
});

test.each([
  ["no seconds", "2401010000Z"],
  ["no Z", "240101000000"],
  ["a zone", "240101000000+0000"],
  ["a small z", "240101000000z"],
  ["month 0", "240001000000Z"],
  ["month 13", "241301000000Z"],
  ["day 0", "240100000000Z"],
  ["31 April", "240431000000Z"],
  ["30 February", "240230000000Z"],
  ["29 February of a common year", "230229000000Z"],
  ["hour 24", "240101240000Z"],
  ["minute 60", "240101006000Z"],
  ["second 60", "240101000060Z"],
  ["a blank for a digit", "24 101000000Z"],
  ["a sign for a digit", "24-101000000Z"],
  ["a colon for a digit", "24010100000:Z"],
  ["four digits for the year", "20240101000000Z"],
  ["nothing", ""],
])("UTCTime with %s is none", (_, text) => expect(utc(text)).toBe(NO_TIME));

test.each([
  ["a year that UTCTime can have", "20491231235959Z"],
  ["fractions", "20500101000000.5Z"],
  ["two digits for the year", "500101000000Z"],
  ["29 February 2100", "21000229000000Z"],
  ["no Z", "20500101000000"],
])("GeneralizedTime with %s is none", (_, text) => expect(general(text)).toBe(NO_TIME));

test("another type is no time", () => expect(time(encode(bytes(0x13, "240101000000Z")))).toBe(NO_TIME));
