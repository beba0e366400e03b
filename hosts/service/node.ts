/** What the verifier service has on Node besides: threads, a port, key files, stores, metrics. */
export { appraiserPool, type PoolOptions } from "./appraisal/pool.ts";
export { clientName, type Listening, type ListenOptions, listen } from "./listen.ts";
export { type Metrics, serviceMetrics } from "./metrics.ts";
export { FileKeys, makeKeyFile } from "./signing/fileKeys.ts";
export { cacheStorage, DirectoryStore, openStore, ValkeyStore } from "./store/index.ts";
