/** `tsm report` inside of the guest, with the software TSM's minting behind the kernel. What it gives is verified outside. */
import { encodeHex } from "tsmkit";
import { createTdxPlatform, tdxCollateral, toCollateralFile } from "tsmkit/forge";
import { failing, sevGuest, tdxGuest } from "tsmkit/software-tsm";
import { equal } from "../../browser/expect.ts";
import { behindKernel, type Checks } from "../guest/checks.ts";
import { NOBODY, tsm } from "../guest/command.ts";
import { say, send } from "../guest/results.ts";
import { NONCE } from "../nonce.ts";

const ASK = ["report", "--nonce", encodeHex(NONCE)];

export const commandChecks: Checks = {
  "tsm report gets a report of sev_guest, with certificates": () =>
    behindKernel(sevGuest(), async () => {
      const { out } = await tsm([...ASK, "--aux"]);
      equal(JSON.parse(out).provider, "sev_guest");
      send("snp.json", out);
    }),

  "tsm report gets a quote of tdx_guest": async () => {
    const platform = await createTdxPlatform();
    await behindKernel(tdxGuest({ platform, version: 5 }), async () => {
      const { out } = await tsm(ASK);
      equal(JSON.parse(out).provider, "tdx_guest");
      send("tdx.json", out);
    });
    send("collateral.json", JSON.stringify(toCollateralFile(await tdxCollateral(platform))));
  },

  "tsm report shows a report": () =>
    behindKernel(sevGuest(), async () => {
      const { out, err } = await tsm([...ASK, "--format", "text"]);
      say({ note: `$ tsm ${ASK.join(" ")} --format text\n${err}${out}` });
    }),

  "tsm report tells of a device that failed": () =>
    behindKernel(failing(sevGuest(), "EIO"), async () => {
      const { err } = await tsm([...ASK, "--provider", "configfs"], 4);
      equal(/code device/.test(err), true);
    }),

  "tsm report tells another user that it takes root": () =>
    behindKernel(sevGuest(), async () => {
      const { err } = await tsm(ASK, 4, NOBODY);
      equal(/root/.test(err), true);
      equal(/code permission/.test(err), true);
    }),

  "tsm report tells that there is no provider": async () => {
    const { err } = await tsm([...ASK, "--provider", "configfs"], 4);
    equal(/code no-provider/.test(err), true);
  },
};
