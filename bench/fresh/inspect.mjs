// A fresh process: imports tsmkit and inspects the evidence in its argument.
import { inspect } from "../../dist/index.js";

inspect(Buffer.from(process.argv[2], "base64"));
