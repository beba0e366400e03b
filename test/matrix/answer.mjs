// How a host with JavaScript answers a case: one call of tsmkit, and its result or its error as text.
import { Attester, appraise, decodeHex, encodeHex, FileError, render, TsmError } from "../../dist/index.js";
import * as software from "../../dist/software-tsm/index.js";
import { tsms } from "./tsms.mjs";

const ENOENT = 2;

/** The files of a directory that is not there. */
const nowhere = () => {
  const fail = () => {
    throw new FileError(ENOENT);
  };
  return { create: fail, remove: fail, read: fail, write: fail, list: fail };
};

/**
 * The files of a TSM in this process, by its name; `read` reads a file of the folder.
 * @returns {(name: string) => import("../../dist/index.js").ReportFiles}
 */
export function inProcess(read) {
  const providers = tsms(software, read);
  return (name) => {
    const provider = providers[name];
    return provider ? software.softwareTsm({ provider: provider() }).files : nowhere();
  };
}

function verify({ evidence, nonce, at, endorsements, trustRoots, policy }, read) {
  return appraise(read(evidence), {
    ...(nonce === undefined ? { noNonce: true } : { nonce: decodeHex(nonce) }),
    at: new Date(at),
    endorsements: endorsements.map(read),
    trustRoots: trustRoots.map(read),
    ...(policy !== undefined && { policy: new TextDecoder().decode(read(policy)) }),
  });
}

/** The evidence with its bytes in hex, as `tsm report` prints it. */
function shown(evidence) {
  const { provider, privlevel, generation, attempts, interfered, reportData } = evidence;
  const hex = (bytes) => bytes && encodeHex(bytes);
  return {
    provider,
    privlevel,
    generation: generation?.toString(),
    attempts,
    interfered,
    reportData: { ...reportData, bytes: hex(reportData.bytes) },
    outblob: hex(evidence.outblob),
    auxblob: hex(evidence.auxblob),
    manifestblob: hex(evidence.manifestblob),
  };
}

/** Requests, and fails when an entry is left, whatever came of it. */
async function request({ tsm, nonce, privlevel, aux, attempts }, filesOf) {
  const files = filesOf(tsm);
  const options = { nonce: decodeHex(nonce), privlevel, aux, attempts };
  const [outcome] = await Promise.allSettled([new Attester(files).request(options)]);
  const left = tsm === "nowhere" ? [] : await files.list();
  if (left.length) throw new Error(`${tsm}: left behind ${left}`);
  if (outcome.status === "rejected") throw outcome.reason;
  return shown(outcome.value);
}

/** What goes wrong as text: the code, and the message below. */
const told = ({ code, message }) => `${code}\n${message}`;

/**
 * Answers a case: JSON, or an error.
 * @param {import("./case.ts").Case} asked
 * @param {(name: string) => Uint8Array} read reads a file of the folder
 * @param {(name: string) => import("../../dist/index.js").ReportFiles} filesOf the files of a TSM
 */
export async function answer(asked, read, filesOf) {
  try {
    if (asked.call === "inspect") return render(read(asked.evidence), { form: asked.form, view: "json" });
    if (asked.call === "verify") return JSON.stringify(verify(asked, read));
    return JSON.stringify(await request(asked, filesOf));
  } catch (error) {
    if (error instanceof TsmError) return told(error);
    throw error;
  }
}

/** Answers all cases; a failure that is no answer is one text more, which no other host gives. */
export async function answerAll(cases, read, filesOf) {
  const answers = [];
  for (const asked of cases) {
    answers.push(await answer(asked, read, filesOf).catch((error) => `failed: ${error.stack ?? error}`));
  }
  return answers;
}
