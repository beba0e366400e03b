/** The vectors of RISC-V give what the set states: a request whose own signature holds, and which is no evidence. */
import { describe, expect, test } from "vitest";
import { inspect } from "../../hosts/inspect.ts";
import { appraise } from "../../hosts/verifier.ts";
import { haveVectors, vectorBytes, vectors, vectorsNote } from "../vectors.ts";

describe.skipIf(!haveVectors)(`the vector set${vectorsNote}`, () => {
  const requests = vectors("riscv-cove-csr");

  test("has a request", () => {
    expect(requests.length).toBeGreaterThan(0);
  });

  test.each(requests.map((file) => [file.path, file] as const))("%s", (_, file) => {
    const request = vectorBytes(file);
    const seen = inspect(request);
    expect([seen.format, seen.size]).toEqual(["csr", request.length]);
    const { verdict, outcomes } = appraise(request, { noNonce: true });
    const signature = outcomes.find(({ check }) => check === "csr-signature")?.outcome;
    expect(signature === "affirming").toBe(file.expected.result === "valid");
    expect(verdict).toBe(signature === "affirming" ? "none" : "contraindicated");
    for (let bit = 0; bit < 8 * request.length; bit++) {
      const flipped = request.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      let judged = "refused";
      try {
        judged = appraise(flipped, { noNonce: true }).verdict;
      } catch {
        // Malformed, or no request any more.
      }
      expect(["refused", "contraindicated"], `bit ${bit}`).toContain(judged);
    }
  });
});
