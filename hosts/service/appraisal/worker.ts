/** A thread that appraises: its own core, its own connection to the store. */
import { workerData } from "piscina";
import { openStore } from "../store/open.ts";
import { type AppraisalResult, type AppraisalTask, threadAppraiser } from "./appraiser.ts";
import type { WorkerData } from "./pool.ts";

const { options, store: url }: WorkerData = workerData;
const store = await openStore(url);
const appraiser = threadAppraiser(options, store);

export default function work(task: AppraisalTask): Promise<AppraisalResult> {
  return appraiser.appraise(task);
}
