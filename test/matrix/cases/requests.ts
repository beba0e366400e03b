/**
 * Requests: the report of each TSM is minted here, once, so that every host gets the same bytes and has to say the same of
 * them.
 */
import { encodeHex } from "tsmkit";
import { createSnpPlatform, createTdxPlatform } from "tsmkit/forge";
import type { RequestCall } from "../case.ts";
import type { Folder } from "../folder.ts";

const NONCE = Uint8Array.from({ length: 64 }, (_, i) => i + 1);
const SHORT = NONCE.subarray(0, 32);

export async function requestCases(folder: Folder): Promise<void> {
  const [snp, tdx] = await Promise.all([createSnpPlatform(), createTdxPlatform()]);
  const filled = new Uint8Array(64);
  filled.set(SHORT);
  // By the names that tsms.mjs looks for.
  for (const reportData of [NONCE, filled]) {
    const digits = encodeHex(reportData);
    for (const vmpl of [0, 2]) {
      folder.put(`tsm/snp-${vmpl}-${digits}.bin`, await snp.report({ vmpl, reportData }));
    }
    folder.put(`tsm/tdx-0-${digits}.bin`, await tdx.quote({ reportData }));
  }
  folder.put("tsm/table.bin", snp.certTable);

  const call = (tsm: string, more: Partial<RequestCall> = {}): RequestCall => ({
    call: "request",
    tsm,
    nonce: encodeHex(NONCE),
    ...more,
  });
  const made: [name: string, call: RequestCall, members: Record<string, unknown>][] = [
    ["an SNP report", call("sev"), { provider: "sev_guest", privlevel: 0, attempts: 1 }],
    ["with its certificates", call("sev", { aux: true }), { auxblob: encodeHex(snp.certTable) }],
    ["at a privilege level", call("sev", { privlevel: 2 }), { privlevel: 2 }],
    ["at the highest level that is allowed", call("floor"), { privlevel: 2 }],
    [
      "for a short nonce",
      call("sev", { nonce: encodeHex(SHORT) }),
      { reportData: { bytes: encodeHex(filled), length: 32 } },
    ],
    ["a TDX quote", call("tdx"), { provider: "tdx_guest", attempts: 1 }],
    ["a TSM that is busy three times", call("busy"), { attempts: 4, interfered: false }],
  ];
  for (const [name, asked, members] of made) folder.add("request", name, asked, { members });

  folder.refuses("no-provider", "there is no TSM", call("none"));
  folder.refuses("no-configfs", "there is no directory", call("nowhere"));
  folder.refuses("device", "a TSM that fails", call("broken"));
  folder.refuses("busy", "a TSM that stays busy", call("stuck", { attempts: 2 }));
  folder.refuses("empty-outblob", "a TSM without its quoting service", call("empty"));
  folder.refuses("privlevel-floor", "a level that is too high", call("floor", { privlevel: 1 }));
  folder.refuses("bad-outblob", "a report that was made for another nonce", call("replay", { nonce: "ff".repeat(64) }));
}
