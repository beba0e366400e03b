// A process of several attesters that request one report after the other, until its parent sends any message:
//     requester.mjs <socket> <attesters>
// Its parent gets {nonce, outblob} of every report, in hex. A request that fails ends it with exit code 1.
import { Attester, encodeHex } from "../../../dist/index.js";
import { processOwner } from "../../../dist/node/index.js";
import { connect } from "./socketFiles.mjs";

const [path = "", attesters] = process.argv.slice(2);
let stopping = false;
process.once("message", () => {
  stopping = true;
});
// Its parent is gone, and nobody wants the reports.
process.once("disconnect", () => process.exit());

const { files, close } = await connect(path);
const tell = (/** @type {object} */ message) => new Promise((sent) => process.send?.(message, sent));

async function requestUntilStopped() {
  const attester = new Attester(files, processOwner());
  do {
    const nonce = crypto.getRandomValues(new Uint8Array(64));
    const { outblob } = await attester.request({ nonce });
    await tell({ nonce: encodeHex(nonce), outblob: encodeHex(outblob) });
  } while (!stopping);
}

await Promise.all(Array.from({ length: Number(attesters) }, requestUntilStopped));
close();
process.disconnect();
