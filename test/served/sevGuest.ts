/** Serves one TSM that looks like AMD's: `node sevGuest.js DIRECTORY`. */
import { ConfigfsTree, sevGuest } from "../../hosts/software-tsm/index.ts";
import { serveAll } from "./process.ts";

serveAll({ [process.argv[2] as string]: new ConfigfsTree({ provider: sevGuest() }) });
