// A process that takes marks of a directory: node taker.mjs DIRECTORY KEY…, each as often as it is named. It prints the keys that it
// was given, each as it comes.
import { writeSync } from "node:fs";
import { DirectoryStore } from "../../dist/service/store/directory.js";

const [directory, ...keys] = process.argv.slice(2);
const store = new DirectoryStore(directory);
writeSync(1, "ready\n");
for (const key of keys) if ((await store.take(key)) === "taken") writeSync(1, `${key}\n`);
