/**
 * `tsmkit/inspector`: defines the element `<tsm-inspector>`, which shows what evidence says and whether it holds. It needs
 * nothing of the page around it, fetches nothing, and keeps its styles to itself. A page under a policy has to allow
 * `'wasm-unsafe-eval'`.
 */
import type { Appraisal, ExpectedNonce } from "../verifier.ts";
import { TsmInspector } from "./inspector.ts";

/** A file as the inspector takes it: its name, and bytes of any kind that `tsm` reads. */
export interface InspectorFile {
  name: string;
  bytes: Uint8Array;
}

/** What an inspector is given. */
export interface InspectorContent {
  files: readonly InspectorFile[];
  /** Names of the files whose roots are trusted besides AMD's and Intel's. */
  roots?: readonly string[];
  /** What is expected; left out, the user has to say it. */
  nonce?: ExpectedNonce;
  /** The time of the appraisal; now when left out. */
  at?: Date;
}

/** The element. It fires `tsm-appraised`, whose `detail` is the appraisal or undefined, whenever that may have changed. */
export interface TsmInspectorElement extends HTMLElement {
  /** Shows files in place of all that is shown. Resolves when they are drawn. */
  show(content: InspectorContent): Promise<void>;
  /** The appraisal that is shown. */
  readonly appraisal: Appraisal | undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    "tsm-inspector": TsmInspectorElement;
  }
}

/** The name of the element. */
export const INSPECTOR = "tsm-inspector";

if (!customElements.get(INSPECTOR)) customElements.define(INSPECTOR, TsmInspector);
