/** Trees of CBOR and DER: each item with its bytes, folded where it holds others. */
import { html, type TemplateResult } from "lit";
import type { CborItem, DerElement } from "../../trees.ts";

/** Characters of a value that are shown at most. */
const SHOWN = 96;

type Node = CborItem | DerElement;

/** Is a value of a field a tree? */
export function isTree(value: object): value is Node {
  return "at" in value && "size" in value && "type" in value;
}

/** What an item holds, each with a label in front where it has one. */
function held(node: Node): [label: string, item: Node][] {
  if ("entries" in node) return node.entries.map(({ key, value }) => [`${words(key)}: `, value]);
  const items: Node[] = ("items" in node ? node.items : undefined) ?? [];
  const encoded = "encoded" in node && node.encoded ? [node.encoded] : [];
  return [...items, ...encoded].map((item) => ["", item]);
}

/** An item in few words. */
function words(node: Node): string {
  if ("tag" in node) return `tag ${node.tag}`;
  const value = "value" in node && node.value !== undefined ? String(node.value) : "";
  const text = value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value;
  return text === "" ? node.type : `${node.type} ${text}`;
}

function line(label: string, node: Node): TemplateResult {
  const { at, size } = node;
  return html`<button type="button" class="link" data-from=${at} data-to=${at + size}>${at}</button>
    ${label}<code>${words(node)}</code>`;
}

/** The tree of an item. */
export function tree(node: Node, label = ""): TemplateResult {
  const items = held(node);
  if (items.length === 0) return html`<div class="leaf">${line(label, node)}</div>`;
  return html`<details class="tree" open><summary>${line(label, node)}</summary>
    ${items.map(([name, item]) => tree(item, name))}</details>`;
}
