/** Processes that are killed and providers that go away, while entries exist. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { encodeHex } from "tsmkit";
import { configfsAttester } from "tsmkit/node";
import { type Provider, sevGuest } from "tsmkit/software-tsm";
import { equal, has, refusal, reportDataOf } from "../../browser/expect.ts";
import { Channel } from "../guest/channel.ts";
import { behindKernel, type Checks, entries } from "../guest/checks.ts";
import { type Ended, start } from "../guest/command.ts";

const nonce = new Uint8Array(64).fill(0xa5);
const sh = promisify(execFile);
const MODULE = "tsmkit_test";

/** A provider whose first report never comes, and a promise that it was asked for. */
function stuck(): { provider: Provider; asked: Promise<void> } {
  const provider = sevGuest();
  let tell = () => {};
  const asked = new Promise<void>((resolve) => {
    tell = resolve;
  });
  let first = true;
  return {
    asked,
    provider: {
      ...provider,
      makeReport(request) {
        if (!first) return provider.makeReport(request);
        first = false;
        tell();
        return new Promise(() => {});
      },
    },
  };
}

/** Kills a `tsm report` while it waits for its report. */
async function killDuring(asked: Promise<void>): Promise<Ended> {
  const { process, ended } = start("report", "--nonce", encodeHex(nonce));
  await asked;
  process.kill("SIGKILL");
  return ended;
}

/** Leaves an entry behind that a killed command made, with this provider. */
async function leave(provider: Provider, asked: Promise<void>): Promise<Channel> {
  const channel = await Channel.open(provider);
  equal((await killDuring(asked)).code, null);
  equal(entries().length, 1);
  return channel;
}

export const leftBehindChecks: Checks = {
  "the entry of a killed command is swept by the next request": async () => {
    const { provider, asked } = stuck();
    const channel = await leave(provider, asked);
    const { outblob } = await configfsAttester().request({ nonce });
    equal(reportDataOf(outblob), nonce);
    equal(entries(), []);
    await channel.close();
  },

  "an entry left behind keeps a provider from coming back, until it is swept": async () => {
    const { provider, asked } = stuck();
    await (await leave(provider, asked)).close();
    await sh("rmmod", [MODULE]);
    await sh("insmod", [`/modules/${MODULE}.ko`]);
    const code = await Channel.open(sevGuest()).catch(({ errno }) => errno);
    equal(code, 16);
    equal((await configfsAttester().sweep()).length, 1);
    await behindKernel(sevGuest(), async () => {
      const { outblob } = await configfsAttester().request({ nonce });
      equal(reportDataOf(outblob), nonce);
    });
  },

  "an entry of a process that lives is not swept": async () => {
    const { provider, asked } = stuck();
    const channel = await Channel.open(provider);
    const { process, ended } = start("report", "--nonce", encodeHex(nonce));
    await asked;
    equal(await configfsAttester().sweep(), []);
    process.kill("SIGKILL");
    await ended;
    equal((await configfsAttester().sweep()).length, 1);
    await channel.close();
  },

  "a provider that goes away during a request is a failed device": async () => {
    const { provider, asked } = stuck();
    const channel = await Channel.open(provider);
    const request = refusal(() => configfsAttester().request({ nonce }));
    await asked;
    await channel.close();
    has(await request, { code: "device", errno: 5, leftBehind: undefined });
    equal(entries(), []);
  },
};
