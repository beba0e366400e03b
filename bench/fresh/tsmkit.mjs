// A fresh process: imports tsmkit, inspects the evidence in its argument, prints how many milliseconds each step took.
const times = [performance.now()];
const { inspect } = await import("../../dist/index.js");
times.push(performance.now());
const { sharedCore } = await import("../../dist/core.js");
sharedCore();
times.push(performance.now());
const { tables } = await import("../../dist/rows.js");
tables();
times.push(performance.now());
inspect(Buffer.from(process.argv[2], "base64"));
times.push(performance.now());
console.log(JSON.stringify(times.slice(1).map((time, step) => time - times[step])));
