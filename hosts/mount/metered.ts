/** A provider that tells of each report who asked for it, and refuses those who ask too often. Nothing of what is in it is told. */
import { errnoName, fileError } from "../errno.ts";
import { FileError } from "../files.ts";
import type { Provider } from "../software-tsm/provider.ts";
import { type Asker, askers, calledBy } from "./asker.ts";
import type { RateLimit } from "./rateLimit.ts";

/** What a meter does. */
export interface MeterOptions {
  /** Takes a line for each report that is asked for. */
  log: (line: string) => void;
  /** Fails with EAGAIN who asks too often; nobody does when left out. */
  limit?: RateLimit | undefined;
}

/** Puts a meter around a provider. */
export function metered(provider: Provider, { log, limit }: MeterOptions): Provider {
  const { name, privlevelFloor } = provider;
  return {
    name,
    privlevelFloor,
    shows: (attribute) => provider.shows(attribute),
    async makeReport(request) {
      const asker = askers.getStore() as Asker;
      const start = performance.now();
      const tell = (what: string) => {
        const took = (performance.now() - start).toFixed(1);
        log(`${calledBy(asker, asker.path)}: ${what}, ${took} ms`);
      };
      try {
        if (limit && !limit.take(asker.uid)) throw fileError("EAGAIN");
        const report = await provider.makeReport(request);
        tell(`${name}, ${report.outblob.length} bytes`);
        return report;
      } catch (error) {
        tell(error instanceof FileError ? errnoName(error.errno) : "failed");
        throw error;
      }
    },
  };
}
