/** What comes in: files, pasted text, samples; and what the user has to say of nonce and time. */
import { html, nothing, type TemplateResult } from "lit";
import { type Reading, type Source, wordsFor } from "../model/reading.ts";
import { SAMPLE_NAMES } from "../model/sampleNames.ts";

/** How the nonce was said. */
export type NonceChoice = "unsaid" | "given" | "none";

/** What the controls show. */
export interface InputState {
  readings: readonly Reading[];
  /** Why something could not be read, by name. */
  problems: readonly string[];
  pasted: string;
  nonceChoice: NonceChoice;
  nonceText: string;
  nonceError: string | undefined;
  atText: string;
  atError: string | undefined;
  busy: boolean;
}

/** What the controls do. */
export interface InputActions {
  add(sources: Promise<Source[]>): void;
  paste(text: string): void;
  /** What is in the field, before it is read. */
  draft(text: string): void;
  sample(name: string): void;
  remove(reading: Reading): void;
  /** Hands the file out again: samples are files that are nowhere else. */
  save(reading: Reading): void;
  trust(reading: Reading, trusted: boolean): void;
  clear(): void;
  nonce(choice: NonceChoice, text: string): void;
  at(text: string): void;
}

/** Reads the files of a picker or a drop. */
export function sourcesOf(files: Iterable<File>): Promise<Source[]> {
  return Promise.all(
    [...files].map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
}

const textOf = ({ target }: Event): string => (target as HTMLInputElement | HTMLTextAreaElement).value;

function opener({ pasted, busy }: InputState, { add, paste, draft, sample }: InputActions): TemplateResult {
  const picked = ({ target }: Event) => {
    const input = target as HTMLInputElement;
    add(sourcesOf(input.files ?? []).finally(() => (input.value = "")));
  };
  const load = ({ target }: Event) =>
    sample((target as HTMLElement).parentElement?.querySelector("select")?.value ?? "");
  return html`<div class="drop">
    <p><strong>Drop files here</strong>, paste, or open them: evidence, bundles, certificates, revocation lists, collateral, policies, event logs.</p>
    <p class="buttons">
      <label class="button" for="files">Open files</label>
      <input id="files" type="file" multiple @change=${picked} />
    </p>
    <label for="paste">Or paste hex, base64, PEM or JSON</label>
    <textarea id="paste" rows="3" spellcheck="false" .value=${pasted} @input=${(event: Event) => draft(textOf(event))}></textarea>
    <p class="buttons">
      <button type="button" ?disabled=${pasted.trim() === ""} @click=${() => paste(pasted)}>Read what was pasted</button>
    </p>
    <p class="buttons">
      <label for="sample">Sample, made here under public test roots</label>
      <select id="sample">${SAMPLE_NAMES.map((name) => html`<option>${name}</option>`)}</select>
      <button type="button" @click=${load} ?disabled=${busy}>Load the sample</button>
    </p>
  </div>`;
}

function file(reading: Reading, { remove, save, trust }: InputActions): TemplateResult {
  const isRootable =
    reading.kind === "key" ||
    (reading.kind === "endorsement" && reading.certificates.some(({ subject, issuer }) => subject === issuer));
  const check = isRootable
    ? html`<label><input type="checkbox" .checked=${reading.trusted}
        @change=${({ target }: Event) => trust(reading, (target as HTMLInputElement).checked)} /> ${reading.kind === "key" ? "trust them" : "trust its root"}</label>`
    : nothing;
  return html`<li><b>${reading.name}</b> <span class="read-as">${wordsFor(reading)}</span> ${check}
    <button type="button" class="small" aria-label="Save ${reading.name}" @click=${() => save(reading)}>Save</button>
    <button type="button" class="small" aria-label="Remove ${reading.name}" @click=${() => remove(reading)}>Remove</button></li>`;
}

function nonce({ nonceChoice, nonceText, nonceError }: InputState, { nonce: say }: InputActions): TemplateResult {
  const radio = (choice: NonceChoice, label: string) => html`<label><input type="radio" name="nonce" value=${choice}
    .checked=${nonceChoice === choice} @change=${() => say(choice, nonceText)} /> ${label}</label>`;
  return html`<fieldset>
    <legend>Which nonce must the evidence carry?</legend>
    ${radio("given", "This one, in hex:")}
    <input type="text" id="nonce" aria-label="Nonce in hex" spellcheck="false" autocomplete="off" .value=${nonceText}
      aria-invalid=${nonceError ? "true" : "false"} aria-describedby="nonce-error"
      @input=${(event: Event) => say("given", textOf(event))} />
    ${radio("none", "None: it may be old evidence, played again")}
    <p id="nonce-error" class="mismatch" role="status">${nonceError}</p>
  </fieldset>`;
}

function time({ atText, atError }: InputState, { at }: InputActions): TemplateResult {
  return html`<fieldset>
    <legend>For which time?</legend>
    <label for="at">UTC, such as 2026-05-01T12:00:00Z; empty for now</label>
    <input type="text" id="at" spellcheck="false" autocomplete="off" placeholder="now" .value=${atText}
      aria-invalid=${atError ? "true" : "false"} aria-describedby="at-error" @change=${(event: Event) => at(textOf(event))} />
    <p id="at-error" class="mismatch" role="status">${atError}</p>
  </fieldset>`;
}

/** All controls. */
export function input(state: InputState, actions: InputActions): TemplateResult {
  const { readings, problems } = state;
  return html`<section class="input" aria-label="What is looked at">
    ${opener(state, actions)}
    <div class="said">
      ${nonce(state, actions)}${time(state, actions)}
    </div>
    <div class="files" aria-live="polite">
      ${
        readings.length > 0
          ? html`<h2>Read</h2><ul>${readings.map((reading) => file(reading, actions))}</ul>
        <button type="button" class="small" @click=${actions.clear}>Remove all</button>`
          : nothing
      }
      ${problems.map((problem) => html`<p class="problem" role="alert">${problem}</p>`)}
    </div>
  </section>`;
}
