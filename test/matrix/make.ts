/** Makes the folder and the cases: `node make.js FOLDER`. */
import { errorCases } from "./cases/errors.ts";
import { parseCases } from "./cases/parse.ts";
import { requestCases } from "./cases/requests.ts";
import { vectorCases } from "./cases/vectors.ts";
import { verifyCases } from "./cases/verify.ts";
import { Folder } from "./folder.ts";

const folder = new Folder(process.argv[2] as string);
await parseCases(folder);
await verifyCases(folder);
await requestCases(folder);
await errorCases(folder);
await vectorCases(folder);
folder.end();
