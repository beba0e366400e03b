/** Instantiates a module by a host's own as-bind, with the converters of this folder and without pins that stay. */
import { type Converter, converters, type Instance } from "./converters.ts";

/** What this door needs of as-bind 0.8, whichever of its builds a host loads. */
export interface AsBind {
  converters: Map<string | RegExp, Converter>;
  // biome-ignore lint/suspicious/noExplicitAny: as-bind has no types
  instantiate(source: any, imports: object): Promise<any>;
  // biome-ignore lint/suspicious/noExplicitAny: as-bind has no types
  instantiateSync(source: any, imports: object): any;
}

/** Adds the converters to those of an as-bind. */
export function addConverters(asBind: AsBind): void {
  for (const [name, converter] of converters) asBind.converters.set(name, converter);
}

/**
 * Makes every bound function release its arguments also when it throws. as-bind pins them one by one and releases them behind
 * the call, so that those of a call that fails would stay for good.
 */
export function releasing(instance: Instance): Instance {
  const { exports } = instance;
  const { __pin, __unpin } = exports;
  /** Pinned by the call that runs; undefined when none does: what a host pins itself is its own affair. */
  let pinned: Set<number> | undefined;
  exports.__pin = (at: number) => {
    __pin(at);
    pinned?.add(at);
    return at;
  };
  exports.__unpin = (at: number) => {
    pinned?.delete(at);
    __unpin(at);
  };
  for (const name of Object.keys(instance.typeDescriptor.exportedFunctions)) {
    const bound = exports[name];
    exports[name] = (...args: unknown[]) => {
      pinned = new Set();
      try {
        return bound(...args);
      } finally {
        for (const at of pinned) __unpin(at);
        pinned = undefined;
      }
    };
  }
  return instance;
}
