/** The styles of the inspector: adopted by its shadow root, so that no policy has to allow styles. */
import { css } from "lit";

export const styles = css`
  :host {
    --ground: #ffffff; --raised: #f4f6f8; --ink: #16202a; --dim: #4d5a67; --line: #8794a1; --hair: #d5dbe1;
    --link: #0b57a4; --accent: #0b57a4; --on-accent: #ffffff; --lit: #ffe28a; --lit-ink: #16202a;
    --pass: #0c6b35; --pass-ground: #e3f5ea; --warn: #7a4b00; --warn-ground: #fff1d6;
    --fail: #a31621; --fail-ground: #fde7e8; --none: #4a3f8f; --none-ground: #ece9fb;
    display: block; color: var(--ink); background: var(--ground); color-scheme: light dark;
    font: 1rem/1.5 system-ui, sans-serif; container-type: inline-size; overflow-wrap: anywhere;
  }
  @media (prefers-color-scheme: dark) {
    :host {
      --ground: #11161c; --raised: #1b222a; --ink: #e8edf2; --dim: #adb9c5; --line: #71808f; --hair: #34404c;
      --link: #8cc4ff; --accent: #8cc4ff; --on-accent: #11161c; --lit: #6b5200; --lit-ink: #ffffff;
      --pass: #7fdca4; --pass-ground: #12301f; --warn: #ffcb6b; --warn-ground: #352708;
      --fail: #ff9ea3; --fail-ground: #3c1518; --none: #c3b8ff; --none-ground: #241f42;
    }
  }
  * { box-sizing: border-box; }
  h2, h3 { margin: 0; font-size: 1.1rem; line-height: 1.3; }
  h3 { font-size: 1rem; }
  p { margin: 0.5rem 0; }
  ul, ol { margin: 0.5rem 0; padding-left: 1.3rem; }
  code, pre, textarea, input[type="text"], .hex { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; font-size: 0.875rem; }
  .note { color: var(--dim); font-size: 0.875rem; font-weight: 400; }
  td .note, .bits .note { display: block; }
  a { color: var(--link); }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
  button, .button { font: inherit; padding: 0.4rem 0.8rem; border: 1px solid var(--accent); border-radius: 0.4rem; color: var(--on-accent); background: var(--accent); cursor: pointer; display: inline-block; }
  button:disabled { color: var(--dim); background: var(--raised); border-color: var(--hair); cursor: default; }
  button.small { padding: 0.1rem 0.5rem; font-size: 0.875rem; color: var(--link); background: none; }
  details.tree, .leaf { padding-left: 1rem; }
  button.link { padding: 0; border: 0; color: var(--link); background: none; text-align: left; font-family: inherit; text-decoration: underline; overflow-wrap: anywhere; }
  textarea, select, input[type="text"] { width: 100%; padding: 0.4rem; color: inherit; background: var(--ground); border: 1px solid var(--line); border-radius: 0.4rem; }
  select { width: auto; max-width: 100%; font: inherit; }
  textarea { resize: vertical; }
  .input { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); }
  .drop { padding: 1rem; border: 2px dashed var(--line); border-radius: 0.6rem; background: var(--raised); }
  .drop.over { border-color: var(--accent); border-style: solid; }
  .drop input[type="file"] { position: absolute; opacity: 0; width: 1px; height: 1px; }
  .drop p:has(input[type="file"]:focus-visible) .button { outline: 3px solid var(--accent); outline-offset: 2px; }
  .buttons { display: flex; flex-wrap: wrap; gap: 0.6rem; align-items: center; position: relative; }
  fieldset { margin: 0 0 1rem; padding: 0.6rem 1rem; border: 1px solid var(--hair); border-radius: 0.6rem; min-width: 0; }
  fieldset label { display: block; }
  legend { font-weight: 600; }
  .files ul { padding: 0; list-style: none; }
  .files li { padding: 0.3rem 0; border-bottom: 1px solid var(--hair); }
  .files li label { white-space: nowrap; }
  .read-as { color: var(--dim); }
  .problem, .mismatch { color: var(--fail); }
  .match { color: var(--pass); }
  .problem { padding: 0.6rem; background: var(--fail-ground); border-radius: 0.4rem; }
  .views { display: grid; gap: 1rem; margin-top: 1rem; grid-template-columns: minmax(0, 1fr); }
  .strip { padding: 0.8rem 1rem; border-left: 0.5rem solid; border-radius: 0.4rem; }
  .strip strong { font-size: 1.3rem; display: block; }
  .strip span, .strip ul { color: var(--ink); }
  .strip ul { margin-bottom: 0; }
  .pass { color: var(--pass); } .warn { color: var(--warn); } .fail { color: var(--fail); } .none { color: var(--none); }
  .strip.pass { background: var(--pass-ground); } .strip.warn { background: var(--warn-ground); }
  .strip.fail { background: var(--fail-ground); } .strip.none { background: var(--none-ground); border-left-style: dashed; }
  .badge { display: inline-block; padding: 0 0.4rem; border: 1px solid; border-radius: 0.4rem; font-size: 0.875rem; white-space: nowrap; }
  .badge.pass { background: var(--pass-ground); } .badge.warn { background: var(--warn-ground); }
  .badge.fail { background: var(--fail-ground); font-weight: 700; } .badge.none { background: var(--none-ground); border-style: dashed; }
  .panel { border: 1px solid var(--hair); border-radius: 0.6rem; }
  .panel > summary { padding: 0.7rem 1rem; cursor: pointer; }
  .panel > summary h2 { display: inline; margin-right: 0.6rem; }
  .panel > .body { padding: 0 1rem 1rem; }
  summary { cursor: pointer; }
  .row { border-bottom: 1px solid var(--hair); color: var(--ink); }
  .row > summary { padding: 0.25rem 0; }
  .row > dl { margin: 0 0 0.6rem 1.2rem; }
  .body h3 { margin: 1rem 0 0.3rem; }
  dl { margin: 0.3rem 0; }
  dl > div { display: grid; grid-template-columns: minmax(8rem, 14rem) minmax(0, 1fr); gap: 0.6rem; padding: 0.15rem 0; }
  dt { font-weight: 600; } dd { margin: 0; }
  .caution, .suspicious { background: var(--warn-ground); }
  .caution { padding: 0.2rem 0.5rem; border-radius: 0.3rem; }
  table { border-collapse: collapse; width: 100%; }
  caption { text-align: left; font-weight: 600; padding: 0.5rem 0 0.2rem; }
  th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.6rem 0.25rem 0; border-bottom: 1px solid var(--hair); }
  thead th { border-bottom: 2px solid var(--line); }
  .scroll { overflow: auto; max-width: 100%; }
  .scroll table { overflow-wrap: normal; }
  .scroll td code { overflow-wrap: anywhere; display: inline-block; min-width: 8rem; }
  .tall { max-height: 24rem; }
  tr.wrong { background: var(--fail-ground); } tr.found { background: var(--pass-ground); }
  .columns { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); }
  .fields th { width: 12rem; font-weight: 600; }
  .section > summary { padding: 0.4rem 0; }
  .section > summary h3 { display: inline; }
  .bits { padding: 0; margin: 0; list-style: none; }
  .bits li b { font-weight: 400; } .bits li.set b { font-weight: 700; }
  .readout { min-height: 3rem; font-weight: 600; }
  .hex { position: relative; overflow: auto; max-height: 30rem; border: 1px solid var(--hair); border-radius: 0.4rem; padding: 0.4rem; line-height: 1.6; }
  .line { display: flex; gap: 0.8rem; white-space: pre; width: max-content; }
  .place, .text { color: var(--dim); }
  .digits { min-width: 24.5rem; }
  .lit { background: var(--lit); color: var(--lit-ink); }
  tr.lit .note, tr.lit .link, tr.lit th { color: var(--lit-ink); }
  .cards { list-style: none; padding: 0; }
  .card { padding: 0.6rem 0.8rem; margin: 0.5rem 0; border: 1px solid var(--hair); border-radius: 0.5rem; background: var(--raised); }
  .card h3 { margin: 0; }
  .bar { width: 100%; height: 1.5rem; display: block; }
  .track { fill: var(--hair); } .valid { fill: var(--pass); } .invalid { fill: var(--fail); } .now { fill: var(--ink); }
  .timeline li { padding: 0.3rem 0; }
  .command { padding: 0.6rem; background: var(--raised); border: 1px solid var(--hair); border-radius: 0.4rem; white-space: pre-wrap; }
  @container (min-width: 60rem) {
    .input { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); }
    .files { grid-column: 1 / -1; }
    .columns { grid-template-columns: minmax(0, 1fr) minmax(0, 41rem); }
    .left { max-height: 45rem; overflow: auto; padding-right: 0.6rem; }
    .hex { max-height: 41rem; }
  }
  @container (max-width: 40rem) {
    dl > div { grid-template-columns: minmax(0, 1fr); gap: 0; }
    .fields, .fields tbody, .fields tr, .fields th, .fields td { display: block; width: auto; }
    .fields th { border: 0; padding-bottom: 0; }
  }
  @media (prefers-reduced-motion: no-preference) { .drop { transition: border-color 0.15s; } }
  @media print {
    .input, .buttons, .readout, label[for="match"], #match { display: none; }
    .left, .hex, .tall { max-height: none; overflow: visible; }
    .columns { grid-template-columns: minmax(0, 1fr); }
    .panel { break-inside: auto; border: 0; }
  }
`;
