/** A tree on the bench: does what the kernel probe did and writes the rows down. */
import { ConfigfsTree, type Kernel } from "../../../hosts/software-tsm/index.ts";
import { outcome, type Tree, TreeBench, textOf } from "../bench.ts";
import { NOTE, type Row } from "./rows.ts";

/** What is measured, when it is not the software tree. */
export interface Subject {
  tree: Tree;
  /** Milliseconds that a slow report takes, enough for others to come and wait meanwhile. */
  reportTime: number;
}

/** The bench and its rows. */
export class Recorder extends TreeBench {
  readonly rows: Row[] = [];
  readonly reportTime: number;
  #section = "no provider";

  constructor(kernel: Kernel, subject?: Subject) {
    super(subject?.tree ?? new ConfigfsTree({ kernel }));
    this.reportTime = subject?.reportTime ?? 5;
  }

  section(name: string): void {
    this.#section = name;
  }

  row(name: string, result: string, section = this.#section): void {
    this.rows.push({ section, name, result });
  }

  /** A row with what a call comes to. */
  async try(name: string, work: () => unknown): Promise<void> {
    this.row(name, await outcome(work));
  }

  note(text: string): void {
    this.row(NOTE, text);
  }

  /** The start of a read report, which tells what it was made from. */
  noteReport(report: Uint8Array, more = ""): void {
    this.note(`'${textOf(report, 28)}'${more}`);
  }

  /** Opens, writes once, closes: a row with what came of both. */
  async write(name: string, path: string, bytes: Uint8Array): Promise<void> {
    const file = await this.openWrite(path);
    const written = await outcome(() => file.write(bytes));
    this.row(name, `write ${written} close ${await outcome(() => file.close())}`);
  }

  async rowGeneration(name: string, entry = "r0"): Promise<void> {
    this.row(name, `generation=${await this.generation(entry)}`);
  }

  /** A row for the length of outblob, which is returned; empty when it can't be read. */
  async rowOutblob(name: string, entry = "r0"): Promise<Uint8Array> {
    let report = new Uint8Array(0);
    await this.try(name, async () => {
      report = Uint8Array.from(await this.read(`${entry}/outblob`));
      return report;
    });
    return report;
  }
}
