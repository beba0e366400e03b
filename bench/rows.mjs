// From the times of a race to the rows of a table.

/**
 * One line of the result; times in nanoseconds a call. The ratio is the time of tsmkit by the time of the peer, taken
 * round by round: below 1 tsmkit is faster. `low` and `high` are its quartiles.
 * @typedef {object} Row
 * @property {string} case
 * @property {number} tsmkit
 * @property {{name: string, time: number, ratio: number, low: number, high: number, difference: number}} [peer]
 * @property {{wanted: string, got: string, reached: boolean}} [goal]
 */

/** The value below which a share of the samples lies. */
export function quantile(/** @type {number[]} */ samples, /** @type {number} */ share) {
  const sorted = samples.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low + (high - low) * (place - Math.floor(place));
}

export const median = (/** @type {number[]} */ samples) => quantile(samples, 0.5);

/** @returns {Row} what tsmkit takes, with nobody to compare it to */
export const alone = (/** @type {string} */ name, /** @type {number[]} */ tsmkit) => ({
  case: name,
  tsmkit: median(tsmkit),
});

/**
 * What tsmkit takes beside a peer in the same race.
 * @param {string} name
 * @param {number[]} tsmkit
 * @param {string} peer
 * @param {number[]} theirs
 * @returns {Row}
 */
export function against(name, tsmkit, peer, theirs) {
  const ratios = tsmkit.map((time, round) => time / theirs[round]);
  const differences = tsmkit.map((time, round) => time - theirs[round]);
  return {
    ...alone(name, tsmkit),
    peer: {
      name: peer,
      time: median(theirs),
      ratio: median(ratios),
      low: quantile(ratios, 0.25),
      high: quantile(ratios, 0.75),
      difference: median(differences),
    },
  };
}

const whole = (/** @type {number} */ n) => Math.round(n).toLocaleString("en");

/** @returns {Row} the same, and whether tsmkit did as many calls a second as wanted */
export const aim = (/** @type {Row} */ row, /** @type {number} */ perSecond) => ({
  ...row,
  goal: {
    wanted: `more than ${whole(perSecond)}/s`,
    got: `${whole(1e9 / row.tsmkit)}/s`,
    reached: 1e9 / row.tsmkit > perSecond,
  },
});

/** @returns {Row} the same, and whether tsmkit was as many times as fast as the peer as wanted */
export function aimAt(/** @type {Row} */ row, /** @type {number} */ times) {
  const got = 1 / row.peer.ratio;
  const goal = { wanted: `${times} times ${row.peer.name}`, got: `${got.toFixed(2)} times`, reached: got >= times };
  return { ...row, goal };
}
