/**
 * `tsmkit/inspector`: defines the element `<tsm-inspector>`, which shows what evidence says and whether it holds. It needs
 * nothing of the page around it, fetches nothing, and keeps its styles to itself. A page under a policy has to allow
 * `'wasm-unsafe-eval'`.
 */
import type { InspectorContent } from "../island.ts";
import type { Appraisal } from "../verifier.ts";
import { TsmInspector } from "./inspector.ts";

export type { InspectorContent, InspectorFile } from "../island.ts";

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
