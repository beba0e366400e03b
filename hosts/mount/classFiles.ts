/** The files of the class device. A descriptor that reads a report keeps the one that it began with, whoever writes meanwhile. */
import { TEXT_SIZE } from "../software-tsm/attributes.ts";
import type { ClassDevice, ClassReport } from "./classDevice.ts";
import type { FixedContent, FixedFile } from "./fixedTree.ts";

type Row = ClassDevice["files"][number];

/** Text: shown anew whenever it is read from its start. */
function textContent(device: ClassDevice, { value }: Row): FixedContent {
  let shown: Uint8Array | undefined;
  return {
    async read(count, at) {
      if (at === 0 || !shown) shown = device.show(value);
      return shown.slice(at, at + count);
    },
    write: (bytes, at) => device.store(value, bytes, at),
  };
}

/** A view of a report: fetched once. One that failed is asked for again. */
function reportContent(device: ClassDevice, view: (report: ClassReport) => Uint8Array, { value }: Row): FixedContent {
  let content: Promise<Uint8Array> | undefined;
  return {
    async read(count, at) {
      content ??= device.report().then(view);
      try {
        return (await content).slice(at, at + count);
      } catch (error) {
        content = undefined;
        throw error;
      }
    },
    write: (bytes, at) => device.store(value, bytes, at),
  };
}

/** The device's files by their names. */
export function classFiles(device: ClassDevice): Map<string, FixedFile> {
  const views: Record<string, (report: ClassReport) => Uint8Array> = {
    outblob: ({ outblob }) => outblob,
    outhex_input: (report) => device.line(report),
  };
  return new Map(
    device.files.map((row) => {
      const view = views[row.name];
      const open = () => (view ? reportContent(device, view, row) : textContent(device, row));
      return [row.name, { mode: row.extra, size: row.text === "binary" ? 0 : TEXT_SIZE, open }];
    }),
  );
}
