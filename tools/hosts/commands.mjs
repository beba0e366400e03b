// Hosts that run tsm.wasm as a command: a case is its arguments, and the answer what it prints.
import { at } from "../run.mjs";
import { ask } from "./ask.mjs";
import { REPORT } from "./start.mjs";

export const MODULE = at("dist/tsm.wasm");

/** Where the folder and the served TSMs are for the command. */
const FOLDER = "/folder";
const SERVED = "/served";

/** The arguments of a case. */
export function argumentsOf(/** @type {import("../../test/matrix/case.ts").Case} */ asked) {
  const file = (/** @type {string} */ name) => `${FOLDER}/${name}`;
  const option = (/** @type {string} */ name, value) => (value === undefined ? [] : [name, String(value)]);
  const each = (/** @type {string} */ name, /** @type {string[]} */ files) => files.flatMap((one) => [name, file(one)]);
  if (asked.call === "inspect") {
    return ["inspect", "--format", "json", ...option("--in-form", asked.form), file(asked.evidence)];
  }
  if (asked.call === "verify") {
    const { nonce, at: time, endorsements, trustRoots, policy, evidence } = asked;
    return [
      ...["verify", "--offline", "--format", "json", "--at", time],
      ...(nonce === undefined ? ["--no-nonce"] : ["--nonce", nonce]),
      ...each("--certs", endorsements),
      ...each("--trust-root", trustRoots),
      ...(policy === undefined ? [] : each("--policy", [policy])),
      file(evidence),
    ];
  }
  const { tsm, nonce, privlevel, aux, attempts } = asked;
  const more = [...option("--privlevel", privlevel), ...(aux ? ["--aux"] : []), ...option("--attempts", attempts)];
  return ["report", "--format", "json", "--nonce", nonce, ...more, "--entry-root", `${SERVED}/${tsm}`];
}

/** What a run says: its line of JSON, or its last error, with the name of the file at fault taken from the message. */
export function textOf(/** @type {import("./ask.mjs").Ended} */ { out, err }, /** @type {string[]} */ args) {
  if (out) return out.replace(/\n$/, "");
  // Notes may stand before it, and words of the runtime behind.
  const [, said = "", code] = /^tsm: (.*)\n {2}code ([a-z0-9-]+)(?:;.*)?$/m.exec(err) ?? [];
  if (code === undefined) return `failed: ${err}`;
  const named = args.find((arg) => arg.startsWith(`${FOLDER}/`) && said.startsWith(`${arg}: `));
  return `${code}\n${named ? said.slice(named.length + 2) : said}`;
}

/**
 * A runtime of WASI preview 1.
 * @param {string} version
 * @param {(folders: [host: string, guest: string][], module: string) => string[]} command starts a module with the folders that it
 *   may use
 * @param {{module?: string, run?: (command: string[], calls: string[][]) => Promise<import("./ask.mjs").Ended[]>}} [how] the module
 *   in the runtime's own form, and what makes the calls; a process each, unless told
 */
export function commandHost(version, command, { module = MODULE, run = each } = {}) {
  const start = (folder, directory) =>
    command([[folder, FOLDER], ...(directory === undefined ? [] : [[directory, SERVED]])], module);
  async function answer(cases, ...folders) {
    const calls = cases.map(argumentsOf);
    const ended = await run(start(...folders), calls);
    return cases.map((one, i) => ({ case: one, text: textOf(ended[i], calls[i]), exit: ended[i].code }));
  }
  return {
    version,
    first: (/** @type {string} */ folder) => {
      const call = argumentsOf({ call: "inspect", evidence: REPORT });
      const start = command([[folder, FOLDER]], MODULE);
      return run === each ? { command: [...start, ...call] } : { command: start, input: JSON.stringify([call]) };
    },
    async ask({ folder, cases, withServed, lack }) {
      const isRequest = ({ call }) => call === "request";
      const answers = await answer(
        cases.filter((one) => !isRequest(one)),
        folder,
      );
      const requests = cases.filter(isRequest);
      if (lack)
        return { answers, skipped: requests.map(({ name, capability }) => ({ name, capability, reason: lack })) };
      return {
        answers: [...answers, ...(await withServed((directory) => answer(requests, folder, directory)))],
        skipped: [],
      };
    },
  };
}

/** A process for each call, one after the other. */
async function each(command, calls) {
  const ended = [];
  for (const args of calls) ended.push(await ask([...command, ...args]));
  return ended;
}
