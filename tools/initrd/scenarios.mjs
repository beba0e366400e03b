// What is tried with the guest: who sits on the channel, what the verifier goes by, and what must come of it.

/** Members of a line, changed. */
function changed(/** @type {string} */ line, /** @type {object} */ members) {
  return `${JSON.stringify({ ...JSON.parse(line), ...members })}\n`;
}

const nonceOf = (/** @type {string} */ line) => JSON.parse(line).nonce;
const hasEvidence = (/** @type {string} */ line) => "evidence" in JSON.parse(line);
const isChallenge = (/** @type {string} */ line) => "nonce" in JSON.parse(line);

/**
 * Somebody on the channel: gets each line of the guest's and of the verifier's, and hands on another one.
 * @typedef {{up?: (line: string) => string, down?: (line: string) => string}} Attacker
 */

/**
 * A guest that is booted.
 * @typedef {object} Scenario
 * @property {string} name
 * @property {string} task What init does.
 * @property {boolean} opens Is the disk opened?
 * @property {RegExp[]} says What the console says besides.
 * @property {"bare" | "altered"} [image] Another initrd than the verifier knows: without machine code, or with a file more.
 * @property {boolean} [expired] Has the verifier's revocation list expired?
 * @property {(heard: string[]) => Attacker} [attacker] Made with the messages that guests sent before.
 */

const REMEDY = / {36}\S.*\.$/m;

/** Plays a message back as it is, the first that was heard. */
const replay = (/** @type {string[]} */ heard) => ({
  up: (/** @type {string} */ line) => (hasEvidence(line) ? (heard[0] ?? line) : line),
});

/** Plays it back with the nonce of the challenge that is open now. */
function replayPatched(/** @type {string[]} */ heard) {
  let nonce = "";
  return {
    down(/** @type {string} */ line) {
      if (isChallenge(line)) nonce = nonceOf(line);
      return line;
    },
    up: (/** @type {string} */ line) => (hasEvidence(line) ? changed(heard[0] ?? line, { nonce }) : line),
  };
}

/** Gives the guest another challenge, and puts the verifier's nonce back into what the guest answers. */
function swapNonce() {
  let nonce = "";
  return {
    down(/** @type {string} */ line) {
      if (!isChallenge(line)) return line;
      nonce = nonceOf(line);
      return changed(line, { nonce: "00".repeat(32) });
    },
    up: (/** @type {string} */ line) => (hasEvidence(line) ? changed(line, { nonce }) : line),
  };
}

/** @type {Scenario[]} */
export const SCENARIOS = [
  { name: "provision", task: "provision", opens: false, says: [/init: the disk is made/] },
  { name: "good", task: "unlock", opens: true, says: [] },
  {
    name: "wrong measurement",
    task: "unlock",
    opens: false,
    image: "altered",
    says: [/not-affirmed: .*snp-measurement/, /FAILED {2}snp-measurement/, /expected \["[0-9a-f]{96}"\]/, REMEDY],
  },
  {
    name: "replayed report",
    task: "unlock",
    opens: false,
    attacker: replay,
    says: [/challenge-used: the challenge has been answered before.* may be a replay\./],
  },
  {
    name: "replayed report, new nonce",
    task: "unlock",
    opens: false,
    attacker: replayPatched,
    says: [/FAILED {2}nonce/, REMEDY],
  },
  { name: "wrong nonce", task: "unlock", opens: false, attacker: swapNonce, says: [/FAILED {2}nonce/, REMEDY] },
  {
    name: "expired collateral",
    task: "unlock",
    opens: false,
    expired: true,
    says: [/not-affirmed: .*snp-revocation/, /FAILED {2}snp-revocation/, REMEDY],
  },
];
