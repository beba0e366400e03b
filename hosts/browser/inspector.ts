/** The element `<tsm-inspector>`: its state, what changes it, and the order of the views. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { staple } from "../bundle.ts";
import { TsmError } from "../errors.ts";
import { decodeHex, encodeHex } from "../hex.ts";
import type { InspectorContent } from "../island.ts";
import type { Appraisal, ExpectedNonce } from "../verifier.ts";
import { startCore } from "./core.ts";
import { isoTime } from "./model/command.ts";
import { type Model, modelOf, policyOf } from "./model/model.ts";
import { type Reading, read, type Source } from "./model/reading.ts";
import type { SampleName } from "./model/sampleNames.ts";
import { Pointing } from "./pointing.ts";
import { styles } from "./styles.ts";
import { certificates } from "./views/certificates.ts";
import { difference } from "./views/difference.ts";
import { eventLog } from "./views/events.ts";
import { fields } from "./views/fields.ts";
import { type InputActions, type InputState, input, type NonceChoice, sourcesOf } from "./views/input.ts";
import { missing } from "./views/missing.ts";
import { output } from "./views/output.ts";
import { platform } from "./views/platform.ts";
import { policy } from "./views/policy.ts";
import { reportData } from "./views/reportData.ts";
import { timeline } from "./views/timeline.ts";
import { checks, strip } from "./views/verdict.ts";

interface State extends InputState {
  policyText: string;
  policyWarnings: readonly string[];
  matchText: string;
  /** What came of copying and saving. */
  notice: string;
}

const EMPTY: State = {
  readings: [],
  problems: [],
  pasted: "",
  nonceChoice: "unsaid",
  nonceText: "",
  nonceError: undefined,
  atText: "",
  atError: undefined,
  busy: false,
  policyText: "",
  policyWarnings: [],
  matchText: "",
  notice: "",
};

/** What of the state the model goes by. */
const MODEL_KEYS = ["readings", "nonceChoice", "nonceText", "atText", "policyText"] as const;

/** Bytes of a nonce at most. */
const NONCE_MAX = 64;

/** A time of ISO 8601 in UTC. */
const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(\.\d+)?Z)?$/;

/** The inspector. */
export class TsmInspector extends LitElement {
  static override styles = styles;

  #state: State = EMPTY;
  #model: Model = modelOf([], { nonce: undefined, at: new Date(0), atChosen: false, policy: "" });
  #ready = false;
  /** The model whose slower views may be drawn: those come after the first paint. */
  #late: Model | undefined;

  /** The appraisal that is shown, as `tsm verify --format json` has it. */
  get appraisal(): Appraisal | undefined {
    return this.#model.appraisal;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("paste", this.#pasted);
    window.addEventListener("beforeprint", this.#openAll);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("paste", this.#pasted);
    window.removeEventListener("beforeprint", this.#openAll);
  }

  override async firstUpdated(): Promise<void> {
    const root = this.renderRoot as ShadowRoot;
    new Pointing(root, () => this.#model.map);
    root.addEventListener("dragover", (event) => this.#dragged(event as DragEvent, true));
    root.addEventListener("dragleave", (event) => this.#dragged(event as DragEvent, false));
    root.addEventListener("drop", (event) => this.#dropped(event as DragEvent));
    await this.#start();
  }

  /** Shows files, in place of all that is shown. Resolves when they are drawn. */
  async show({ files, roots = [], nonce, at }: InspectorContent): Promise<void> {
    await this.#start();
    this.#set(EMPTY);
    this.#add(files, roots);
    this.#set({
      ...(nonce &&
        ("nonce" in nonce ? { nonceChoice: "given", nonceText: encodeHex(nonce.nonce) } : { nonceChoice: "none" })),
      ...(at && { atText: isoTime(at) }),
    });
    await this.updateComplete;
  }

  async #start(): Promise<void> {
    await startCore();
    this.#ready = true;
    this.requestUpdate();
  }

  #set(change: Partial<State>): void {
    const before = this.#state;
    this.#state = { ...before, ...change };
    if (MODEL_KEYS.some((key) => this.#state[key] !== before[key])) this.#remodel();
    this.requestUpdate();
  }

  #remodel(): void {
    const { readings, nonceChoice, nonceText, atText, policyText } = this.#state;
    const { nonce, error: nonceError } = nonceFrom(nonceChoice, nonceText);
    const { at, error: atError } = timeFrom(atText);
    this.#state = { ...this.#state, nonceError, atError };
    const settings = { nonce, at: at ?? new Date(), atChosen: at !== undefined, policy: policyText };
    // A time that can't be read must not pass for now.
    this.#model = modelOf(readings, atError ? { ...settings, nonce: undefined } : settings);
    const { appraisal } = this.#model;
    this.dispatchEvent(new CustomEvent("tsm-appraised", { detail: appraisal, bubbles: true, composed: true }));
  }

  #add(sources: readonly Source[], roots: readonly string[] = []): void {
    const readings: Reading[] = [];
    const problems: string[] = [];
    for (const source of sources) {
      try {
        const reading = read(source);
        const trustable = reading.kind === "endorsement" || reading.kind === "key";
        readings.push(trustable ? { ...reading, trusted: roots.includes(reading.name) } : reading);
      } catch (error) {
        if (!(error instanceof TsmError)) throw error;
        problems.push(`${source.name}: ${error.message}`);
      }
    }
    const policyText = policyOf(readings);
    this.#set({
      readings: [...this.#state.readings, ...readings],
      problems,
      ...(policyText !== undefined && { policyText, policyWarnings: [] }),
    });
  }

  readonly #pasted = (event: ClipboardEvent): void => {
    const isField = event
      .composedPath()
      .some((one) => one instanceof HTMLTextAreaElement || one instanceof HTMLInputElement);
    const { files } = event.clipboardData ?? {};
    if (files && files.length > 0) {
      event.preventDefault();
      this.#actions.add(sourcesOf(files));
    } else if (!isField) this.#actions.paste(event.clipboardData?.getData("text") ?? "");
  };

  #dragged(event: DragEvent, over: boolean): void {
    event.preventDefault();
    this.renderRoot.querySelector(".drop")?.classList.toggle("over", over);
  }

  #dropped(event: DragEvent): void {
    this.#dragged(event, false);
    const { dataTransfer } = event;
    if (!dataTransfer) return;
    if (dataTransfer.files.length > 0) this.#actions.add(sourcesOf(dataTransfer.files));
    else this.#actions.paste(dataTransfer.getData("text"));
  }

  readonly #actions: InputActions = {
    add: async (sources) => this.#add(await sources),
    paste: (text) => {
      if (text.trim() === "") return;
      const number = this.#state.readings.filter(({ name }) => name.startsWith("pasted-")).length + 1;
      this.#add([{ name: `pasted-${number}.txt`, bytes: new TextEncoder().encode(text) }]);
      if (this.#state.problems.length === 0) this.#set({ pasted: "" });
    },
    draft: (pasted) => this.#set({ pasted }),
    sample: async (name) => {
      this.#set({ busy: true });
      try {
        const { SAMPLES } = await import("./model/samples.ts");
        const { files, roots, nonce } = await SAMPLES[name as SampleName]();
        await this.show({ files, roots, nonce: nonce ? { nonce } : { noNonce: true } });
      } catch (error) {
        // It takes WebCrypto, which pages that came over plain HTTP do not have.
        this.#set({ problems: [`The sample can't be made here: ${(error as Error).message}`] });
      } finally {
        this.#set({ busy: false });
      }
    },
    remove: (reading) => this.#set({ readings: this.#state.readings.filter((one) => one !== reading) }),
    save: ({ name, bytes }) => this.#save(name, bytes),
    trust: (reading, trusted) =>
      this.#set({
        readings: this.#state.readings.map((one) =>
          one === reading && (one.kind === "endorsement" || one.kind === "key") ? { ...one, trusted } : one,
        ),
      }),
    clear: () => this.#set(EMPTY),
    nonce: (nonceChoice: NonceChoice, nonceText: string) => this.#set({ nonceChoice, nonceText }),
    at: (atText) => this.#set({ atText: atText.trim() }),
  };

  readonly #swap = (): void => {
    const { subject, other } = this.#model;
    if (!subject || !other) return;
    const rest = this.#state.readings.filter((one) => one !== subject && one !== other);
    this.#set({ readings: [other, subject, ...rest] });
  };

  readonly #openAll = (): void => {
    for (const details of this.renderRoot.querySelectorAll("details.panel"))
      (details as HTMLDetailsElement).open = true;
  };

  #save(name: string, content: Uint8Array | string): void {
    const url = URL.createObjectURL(new Blob([content as BlobPart], { type: "application/octet-stream" }));
    const link = Object.assign(document.createElement("a"), { href: url, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  async #copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.#set({ notice: "Copied." });
    } catch {
      // Browsers may keep the clipboard from a page; the user has it.
      const command = this.renderRoot.querySelector("#command");
      if (command) getSelection()?.selectAllChildren(command);
      this.#set({ notice: "This browser does not let the page copy: the command is selected, copy it yourself." });
    }
  }

  async #saveBundle(): Promise<void> {
    const { subject, items, roots } = this.#model;
    if (!subject) return;
    const { evidence, form } = subject;
    const { text } = await staple(evidence, { form, endorsements: items, trustRoots: roots, offline: true });
    this.#save("bundle.tsm", text);
  }

  #views(model: Model): TemplateResult {
    const { matchText, policyText, policyWarnings, notice } = this.#state;
    const of = (view: (model: Model) => unknown) => guard([model], () => view(model));
    return html`${of(strip)}${of(platform)}${of(checks)}${of(missing)}${of(fields)}${of(certificates)}
      ${this.#late === model ? of(timeline) : nothing}
      ${reportData(model, matchText, (text) => this.#set({ matchText: text }))}
      ${of(eventLog)}${guard([model], () => difference(model, this.#swap))}
      ${policy(model, policyText, policyWarnings, (text, warnings) => this.#set({ policyText: text, policyWarnings: warnings }))}
      ${output(model, notice, {
        copy: (text) => this.#copy(text),
        bundle: () => this.#saveBundle(),
        save: (name, text) => this.#save(name, text),
        print: () => window.print(),
      })}`;
  }

  override render(): TemplateResult {
    if (!this.#ready) return html`<p role="status">Starting…</p>`;
    return html`${input(this.#state, this.#actions)}<div class="views">${this.#views(this.#model)}</div>`;
  }

  override updated(): void {
    const model = this.#model;
    if (!this.#ready || this.#late === model) return;
    setTimeout(() => {
      this.#late = model;
      this.requestUpdate();
    });
  }
}

/** What was said of the nonce, or what is wrong with it. */
function nonceFrom(choice: NonceChoice, text: string): { nonce: ExpectedNonce | undefined; error?: string } {
  if (choice === "unsaid") return { nonce: undefined };
  if (choice === "none") return { nonce: { noNonce: true } };
  try {
    const nonce = decodeHex(text.trim().replace(/^0x/i, ""));
    if (nonce.length > 0 && nonce.length <= NONCE_MAX) return { nonce: { nonce } };
    return { nonce: undefined, error: `A nonce has 1 to ${NONCE_MAX} bytes, and this one ${nonce.length}.` };
  } catch (error) {
    if (error instanceof TsmError) return { nonce: undefined, error: error.message };
    throw error;
  }
}

/** The time that was said, or what is wrong with it. */
function timeFrom(text: string): { at?: Date; error?: string } {
  if (text === "") return {};
  const at = new Date(text);
  if (TIME.test(text) && !Number.isNaN(at.getTime())) return { at };
  return { error: "Expected a time in UTC, such as 2026-05-01T12:00:00Z." };
}
