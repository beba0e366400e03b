/** PEM bundles, strictly: RFC 7468. */
import { expect, test } from "vitest";
import { ARK, ASK, VCEK } from "./certificates.ts";
import { x509Probe } from "./x509Probe.ts";

const probe = await x509Probe({ fused: false, debug: true });
const pem = (text: string, max?: number) => probe.pem(Buffer.from(text, "latin1"), max);

const body = (der: Uint8Array, width = 64) =>
  Buffer.from(der)
    .toString("base64")
    .replace(new RegExp(`.{${width}}`, "g"), "$&\n");
const block = (inside: string, begin = "CERTIFICATE", end = begin) =>
  `-----BEGIN ${begin}-----\n${inside}\n-----END ${end}-----`;
const SMALL = block("AAEC");

test("gives the blocks in the order they stand", () => {
  expect(pem([VCEK, ASK, ARK].map((der) => block(body(der))).join("\n"))).toEqual([VCEK, ASK, ARK]);
  expect(pem([ARK, VCEK].map((der) => block(body(der))).join("\r\n"))).toEqual([ARK, VCEK]);
});

test.each([
  ["nothing", "", 0],
  ["white space", " \n\t\r\n", 0],
  ["a NUL at the end", `${SMALL}\n\0`, 1],
  ["NULs and line feeds at the end", `${SMALL}\0\0\n\n\0`, 1],
  ["white space before", `\n  ${SMALL}`, 1],
  ["no line between blocks", SMALL + SMALL, 2],
  ["CRLF", SMALL.replaceAll("\n", "\r\n"), 1],
  ["short lines", block("A\nA\nE\nC"), 1],
  ["no line breaks", "-----BEGIN CERTIFICATE-----AAEC-----END CERTIFICATE-----", 1],
])("takes %s", (_, text, count) => expect(pem(text)).toEqual(Array(count).fill(Buffer.of(0, 1, 2))));

test.each([
  ["text before", `subject=me\n${SMALL}`],
  ["another label", block("AAEC", "X509 CRL")],
  ["another label at the end", block("AAEC", "CERTIFICATE", "X509 CRL")],
  ["a longer label", block("AAEC", "CERTIFICATE REQUEST")],
  ["no end", SMALL.slice(0, -26)],
  ["a cut end", SMALL.slice(0, -1)],
  ["no base64", block("")],
  ["a header", block("Proc-Type: 4\n\nAAEC")],
  ["a blank between digits", block("AA EC")],
  ["a tab between digits", block("AA\tEC")],
  ["a digit of the other alphabet", block("AA_C")],
  ["another digit of the other alphabet", block("AA-C")],
  ["padding left out", block("AAE")],
  ["padding in the middle", block("AA==AAEC")],
  ["padding alone", block("====")],
  ["too much padding", block("A===")],
  ["bits after the last byte", block("AB==")],
  ["a NUL between digits", block("AA\0EC")],
])("refuses %s", (_, text) => expect(pem(text)).toEqual(["pem"]));

test("refuses what follows the last block, after giving that", () => {
  expect(pem(`${SMALL}\nAAEC`)).toEqual([Buffer.of(0, 1, 2), "pem"]);
  expect(pem(`${SMALL}\0${SMALL}x`)).toEqual([Buffer.of(0, 1, 2), Buffer.of(0, 1, 2), "pem"]);
});

test.each([30, 31, 32])("takes as many bytes as there is room for: %i", (max) => {
  const bytes = (n: number) => Buffer.alloc(n, 7);
  expect(pem(block(body(bytes(max))), max)).toEqual([bytes(max)]);
  for (const n of [1, 2, 3]) expect(pem(block(body(bytes(max + n))), max)).toEqual(["tooLarge"]);
});
