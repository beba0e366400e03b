// Races: contestants take turns, so that whatever slows the machine for a while slows all of them alike.

/**
 * How long a contestant warms up, how long one of its turns takes at least, and how many turns it gets.
 * @typedef {{warmUpMs: number, turnMs: number, rounds: number}} Pace
 */

/** @type {Readonly<Pace>} */
const PACE = Object.freeze({ warmUpMs: 200, turnMs: 4, rounds: 25 });

/** Clocks, in milliseconds. CPU time counts all threads of the process: garbage collection is part of the price. */
const CLOCKS = {
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  wall: () => performance.now(),
};

/** Holds the last result, so that no engine may drop the call that made it. */
export let sink;

function callMany(/** @type {() => unknown} */ run, /** @type {number} */ calls) {
  for (let i = 0; i < calls; i++) sink = run();
}

async function awaitMany(/** @type {() => unknown} */ run, /** @type {number} */ calls) {
  for (let i = 0; i < calls; i++) sink = await run();
}

/** One contestant with its clock. */
function contestant(/** @type {() => unknown} */ run, /** @type {() => number} */ now, /** @type {boolean} */ isAsync) {
  return async function turn(/** @type {number} */ calls) {
    const start = now();
    if (isAsync) await awaitMany(run, calls);
    else callMany(run, calls);
    return now() - start;
  };
}

/** Calls for longer than the warm-up. Returns how many calls fill a turn. */
async function warmUp(/** @type {(calls: number) => Promise<number>} */ turn, /** @type {Pace} */ pace) {
  let calls = 1;
  for (let spent = 0; ; ) {
    const ms = await turn(calls);
    spent += ms;
    if (ms < pace.turnMs) calls *= 2;
    else if (spent >= pace.warmUpMs) return Math.max(1, Math.ceil((calls * pace.turnMs) / ms));
  }
}

/**
 * Races functions that all do the same work. The one that starts a round changes from round to round.
 * @template {string} Name
 * @param {Record<Name, () => unknown>} runs
 * @param {{clock?: "cpu" | "wall"} & Partial<Pace>} [options]
 * @returns {Promise<Record<Name, number[]>>} nanoseconds a call, round by round
 */
export async function race(runs, { clock = "cpu", ...pace } = {}) {
  const asked = { ...PACE, ...pace };
  const entrants = [];
  for (const [name, run] of Object.entries(runs)) {
    const first = run();
    const turn = contestant(run, CLOCKS[clock], first instanceof Promise);
    await first;
    entrants.push({ name, turn, calls: await warmUp(turn, asked), times: [] });
  }
  for (let round = 0; round < asked.rounds; round++) {
    for (let i = 0; i < entrants.length; i++) {
      const { turn, calls, times } = entrants[(round + i) % entrants.length];
      times.push((1e6 * (await turn(calls))) / calls);
    }
  }
  return Object.fromEntries(entrants.map(({ name, times }) => [name, times]));
}
