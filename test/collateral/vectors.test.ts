/** Real collateral of Intel's, in the forms in which it is kept, gives the values that JSON.parse gives. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { haveVectors, vectorsNote, vectorsRoot } from "../vectors.ts";
import { collateralProbe } from "./collateralProbe.ts";
import { kept } from "./kept.ts";
import { takeApart } from "./served.ts";

const probe = await collateralProbe({ fused: false, debug: true });

/** Random numbers of 16 bits are its components; a component is a byte, and one that is cut to a byte asks for less. */
const WIDE = join("intel-qvl-sample", "tdx", "tcb-info.json");

interface Piece {
  name: string;
  body: string;
}

const folder = join(vectorsRoot, "collateral");
const files = haveVectors
  ? readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"))
  : [];

/** TCB info and identities of all files: what PCS serves, or strings in one file. */
const pieces = files.flatMap((name): Piece[] => {
  const text = readFileSync(join(folder, name), "utf8");
  const whole = JSON.parse(text);
  if (!whole.tcb_info) return [{ name, body: text }];
  return [
    { name: `${name} tcb_info`, body: `{"tcbInfo":${whole.tcb_info},"signature":"${whole.tcb_info_signature}"}` },
    {
      name: `${name} qe_identity`,
      body: `{"enclaveIdentity":${whole.qe_identity},"signature":"${whole.qe_identity_signature}"}`,
    },
  ];
});

describe.skipIf(!haveVectors)(`collateral of Intel's${vectorsNote}`, () => {
  test("is there", () => expect(pieces.length).toBeGreaterThan(20));

  test.each(pieces)("$name", ({ name, body }) => {
    const { tcbInfo, enclaveIdentity } = JSON.parse(body);
    const signed = takeApart(body);
    if (name === WIDE) {
      expect(probe.readTcbInfo(signed.body)).toMatchObject({ problem: "outOfRange", member: "tcbComponent.svn" });
    } else if (signed.isTcbInfo) {
      expect(probe.readTcbInfo(signed.body)).toBeUndefined();
      expect(probe.tcbInfo()).toEqual(kept(tcbInfo));
    } else {
      expect(probe.readEnclaveIdentity(signed.body)).toBeUndefined();
      expect(probe.enclaveIdentity()).toEqual(kept(enclaveIdentity));
    }
  });
});
