/** Pointing: a field lights its bytes, a byte names its field, and arrow keys walk from field to field. */
import type { ByteMap } from "../byteMap.ts";

/** Bytes that are pointed at. */
interface Range {
  from: number;
  to: number;
}

const rangeOf = ({ dataset }: HTMLElement): Range => ({ from: Number(dataset.from), to: Number(dataset.to) });

/** Keys of the byte map, and how far they go among the fields. */
const STEPS: Record<string, number> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** Follows pointer, focus and keys inside a shadow root. */
export class Pointing {
  readonly #root: ShadowRoot;
  readonly #map: () => ByteMap | undefined;

  constructor(root: ShadowRoot, map: () => ByteMap | undefined) {
    this.#root = root;
    this.#map = map;
    root.addEventListener("pointerover", (event) => this.#follow(event.target as HTMLElement, false));
    root.addEventListener("focusin", (event) => this.#follow(event.target as HTMLElement, false));
    root.addEventListener("click", (event) => this.#follow(event.target as HTMLElement, true));
    root.addEventListener("keydown", (event) => this.#key(event as KeyboardEvent));
  }

  #follow(target: HTMLElement, scroll: boolean): void {
    const field = target.closest<HTMLElement>("tr:has([data-from])")?.querySelector<HTMLElement>("[data-from]");
    const source = target.closest<HTMLElement>("[data-from]") ?? field;
    const piece = target.closest<HTMLElement>("[data-at]");
    if (source) this.#show(rangeOf(source), scroll);
    else if (piece) this.#show(this.#narrowest(Number(piece.dataset.at)), false);
  }

  /** The field with the fewest bytes that has a byte; fields without a row, such as reserved ones, are in the map alone. */
  #narrowest(at: number): Range {
    const all = [...this.#fields().map(rangeOf), ...(this.#map()?.ranges ?? [])];
    const around = all.filter(({ from, to }) => from <= at && at < to);
    return around.sort((a, b) => a.to - a.from - (b.to - b.from))[0] ?? { from: at, to: at + 1 };
  }

  #fields(): HTMLElement[] {
    return [...this.#root.querySelectorAll<HTMLElement>(".fields [data-from]")];
  }

  #key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const ranges = this.#map()?.ranges;
    const step = STEPS[event.key];
    if (target.id !== "hex" || !ranges || step === undefined) return;
    event.preventDefault();
    const lit = Number(target.dataset.lit ?? -1);
    const now = ranges.findIndex(({ from, to }) => from <= lit && lit < to);
    const next = ranges[Math.min(ranges.length - 1, Math.max(0, now + step))];
    if (next) this.#show(next, true);
  }

  #show({ from, to }: Range, scroll: boolean): void {
    const hex = this.#root.getElementById("hex");
    if (!hex) return;
    hex.dataset.lit = String(from);
    let first: HTMLElement | undefined;
    for (const piece of hex.querySelectorAll<HTMLElement>("[data-at]")) {
      const isLit = Number(piece.dataset.at) < to && Number(piece.dataset.end) > from;
      piece.classList.toggle("lit", isLit);
      if (isLit) first ??= piece;
    }
    for (const field of this.#fields()) {
      const own = rangeOf(field);
      field.closest("tr")?.classList.toggle("lit", own.from === from && own.to === to);
    }
    if (first && scroll) hex.scrollTop = first.offsetTop - hex.offsetTop - hex.clientHeight / 3;
    this.#say({ from, to });
  }

  #say({ from, to }: Range): void {
    const readout = this.#root.getElementById("readout");
    if (!readout) return;
    const name = this.#map()?.ranges.find((one) => one.from <= from && from < one.to)?.name;
    const field = this.#fields().find((one) => rangeOf(one).from === from && rangeOf(one).to === to);
    const own = field?.textContent?.trim();
    const words =
      own && name && !name.endsWith(`.${own}`) ? `${own}, in ${name}` : (name ?? "zero bytes behind the evidence");
    readout.textContent = `${words}: bytes ${from} to ${to - 1} (0x${from.toString(16)}), ${to - from} in all`;
  }
}
