/** The folder that the cases are about, while it is filled. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Call, Capability, Case, Claim } from "./case.ts";

export class Folder {
  readonly cases: Case[] = [];
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Writes a file. Returns its name. */
  put(name: string, content: Uint8Array | string): string {
    const path = join(this.#path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return name;
  }

  /** Adds a case. */
  add(capability: Capability, name: string, call: Call, claim: Claim): void {
    this.cases.push({ name, capability, claim, ...call });
  }

  /** Adds a case that fails. */
  refuses(code: string, name: string, call: Call): void {
    this.add("errors", `${name}: ${code}`, call, { code });
  }

  /** Writes the list of the cases. */
  end(): void {
    this.put("cases.json", JSON.stringify(this.cases));
  }
}
