/** The metrics of a service, for Prometheus. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Appraiser } from "./appraisal/appraiser.ts";
import type { Observer } from "./events.ts";

/** Seconds: from a request that does nothing to one that waits for collateral. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Metrics, and the observer that counts them. */
export interface Metrics {
  observe: Observer;
  text(): Promise<{ type: string; text: string }>;
}

/** Metrics of one service. */
export function serviceMetrics(appraiser: Pick<Appraiser, "waiting">): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: "tsm_http_request_duration_seconds",
    help: "Requests by route, method and status",
    labelNames: ["route", "method", "status"],
    buckets: BUCKETS,
    registers,
  });
  const appraisals = new Histogram({
    name: "tsm_appraisal_duration_seconds",
    help: "Appraisals by format and verdict, waiting included; the verdict is the error's code when there is none",
    labelNames: ["format", "verdict"],
    buckets: BUCKETS,
    registers,
  });
  const problems = new Counter({
    name: "tsm_problems_total",
    help: "Requests that were answered with a problem, by its code",
    labelNames: ["code"],
    registers,
  });
  const fetched = new Counter({
    name: "tsm_endorsements_fetched_total",
    help: "Endorsements that were fetched, by kind; the others were given or kept",
    labelNames: ["kind"],
    registers,
  });
  const failures = new Counter({ name: "tsm_failures_total", help: "What only the log tells in words", registers });
  new Gauge({
    name: "tsm_appraisals_waiting",
    help: "Pieces of evidence that wait for a thread",
    registers,
    collect() {
      this.set(appraiser.waiting());
    },
  });
  return {
    observe(event) {
      if (event.event === "request") {
        const { route, method, status, code, milliseconds } = event;
        requests.observe({ route, method, status }, milliseconds / 1000);
        if (code !== undefined) problems.inc({ code });
      } else if (event.event === "appraisal") {
        const { format = "unknown", verdict, code = "unknown", milliseconds } = event;
        appraisals.observe({ format, verdict: verdict ?? code }, milliseconds / 1000);
        for (const kind of event.fetched) fetched.inc({ kind });
      } else if (event.event === "failure") failures.inc();
    },
    text: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  };
}
