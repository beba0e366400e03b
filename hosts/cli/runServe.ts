/** `tsm serve`, as it runs: from the options to a service that listens, and then nothing but log lines until a signal comes. */
import { availableParallelism } from "node:os";
import { type ServiceApp, serviceApp } from "../service/app.ts";
import { appraiserPool } from "../service/appraisal/pool.ts";
import type { ServiceEvent } from "../service/events.ts";
import { LEAD } from "../service/index.ts";
import { rateLimit } from "../service/limits.ts";
import { clientName, listen } from "../service/listen.ts";
import { serviceLog } from "../service/log.ts";
import { serviceMetrics } from "../service/metrics.ts";
import { namedPolicy } from "../service/policy.ts";
import { VerifierService } from "../service/service.ts";
import { FileKeys, makeKeyFile } from "../service/signing/fileKeys.ts";
import { GeneratedKeys } from "../service/signing/generated.ts";
import type { KeySource } from "../service/signing/keyRing.ts";
import { openStore } from "../service/store/open.ts";
import { systemClock } from "../session/clock.ts";
import { readGivenFiles, servicesOf } from "./gather.ts";
import { Interrupt } from "./interrupt.ts";
import { inWords, naming, readInput } from "./io.ts";
import { readPolicy } from "./runVerify.ts";
import type { ServeCall } from "./serve.ts";
import { UsageError } from "./usage.ts";
import { version } from "./version.ts";

/** Milliseconds that a piece of evidence may take besides the time for its endorsements. */
const SPARE = 30_000;
/** Milliseconds that endorsements are waited for, unless told. */
const FETCH = 30_000;

async function text(path: string): Promise<string> {
  return new TextDecoder().decode(await readInput(path, 1 << 20));
}

async function tlsOf({ tlsCert, tlsKey }: ServeCall): Promise<{ tls?: { cert: string; key: string } }> {
  if ((tlsCert === undefined) !== (tlsKey === undefined)) throw new UsageError("--tls-cert and --tls-key go together");
  if (tlsCert === undefined || tlsKey === undefined) return {};
  return { tls: { cert: await text(tlsCert), key: await text(tlsKey) } };
}

async function keysOf(call: ServeCall, observe: (event: ServiceEvent) => void): Promise<KeySource> {
  const { keys, algorithm, rotate, tokenLifetime } = call;
  if (keys === undefined) {
    // A key that signs for a shorter time than it is published before would never sign.
    const lead = Math.min(LEAD, (rotate ?? Number.POSITIVE_INFINITY) / 2);
    const rotation = rotate === undefined ? {} : { rotation: rotate };
    return new GeneratedKeys({ algorithm, lead, tokenLifetime, clock: systemClock, ...rotation });
  }
  if (rotate !== undefined)
    throw new UsageError("--rotate is about keys of this process; those of --keys are replaced in the file");
  await makeKeyFile(keys, algorithm).catch((error) => {
    throw inWords(`write ${keys}`, error);
  });
  const source = new FileKeys(keys, systemClock, ({ message }) => observe({ event: "failure", what: message }));
  await source.keys();
  return source;
}

/** Runs the command. */
export async function runServe(call: ServeCall): Promise<void> {
  const policyFile = call.policy === undefined ? undefined : await readPolicy(call.policy);
  const policy = namedPolicy(policyFile, call.policyId);
  const { endorsements, trustRoots } = await readGivenFiles(call);
  const tls = await tlsOf(call);
  const url = call.store ?? process.env.TSM_STORE ?? "memory:";
  const log = serviceLog((line) => process.stderr.write(line), Date.now);
  const keys = await keysOf(call, log);
  const store = await naming("--store", () => openStore(url));
  const plain = (items: typeof trustRoots) => items.map(({ name, bytes }) => ({ name, bytes }));
  const { timeout = FETCH } = call;
  const appraiser = appraiserPool({
    options: {
      endorsements: plain(endorsements),
      trustRoots: plain(trustRoots),
      ...servicesOf({ ...call, timeout }),
      ...(policy.text !== undefined && { policy: policy.text }),
    },
    store: url,
    workers: call.workers ?? Math.max(1, availableParallelism() - 1),
    queue: call.queue,
    timeout: timeout + SPARE,
  });
  const metrics = serviceMetrics(appraiser);
  const observe = (event: ServiceEvent): void => {
    metrics.observe(event);
    log(event);
  };
  const { host, port } = call.listen;
  const interrupt = new Interrupt();
  try {
    let app: ServiceApp;
    const listening = await listen((request, environment) => app.fetch(request, environment), {
      host,
      port,
      ...tls,
    }).catch((error) => {
      throw inWords(`listen at ${host}:${port}`, error);
    });
    const options = {
      appraiser,
      store,
      keys,
      policy,
      issuer: call.issuer ?? listening.url,
      audiences: call.audience ?? [],
      challengeLifetime: call.challengeLifetime,
      tokenLifetime: call.tokenLifetime,
      verifierId: { developer: "tsmkit", build: version },
      clock: systemClock,
      observe,
    };
    app = serviceApp(new VerifierService(options), {
      client: clientName(call.trustProxy ?? false),
      limit: rateLimit(call.rate),
      metrics: metrics.text,
    });
    log({ event: "state", state: "listening", url: listening.url, store: store.name, policy: policy.id });
    await new Promise<void>((resolve) => {
      if (interrupt.signal.aborted) resolve();
      interrupt.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    log({ event: "state", state: "stopping" });
    await listening.stop(call.grace);
  } finally {
    await appraiser.close();
    await store.close();
    interrupt.release();
  }
  log({ event: "state", state: "stopped" });
}
