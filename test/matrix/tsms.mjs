// The TSMs that cases ask, by name. Their reports are files of the folder, since a report made anew has another signature
// each time. Takes the module that has the drivers, and what reads a file, so that any host and any build can have them.

/** Sixty-four bytes in hex. */
const digitsOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** For {@link tsms}.replay: the report that was once made for this nonce. */
const OLD = digitsOf(Uint8Array.from({ length: 64 }, (_, i) => i + 1));

/** @returns what makes a provider, or none, by the name of its TSM; each is made for one host alone, since some have a memory */
export function tsms({ emptyOutblob, failing, sevGuest, tdxGuest, times }, read) {
  const certTable = read("tsm/table.bin");
  const platform = (report) => ({ report, certTable, quote: report });
  const snp = platform(({ vmpl, reportData }) => read(`tsm/snp-${vmpl}-${digitsOf(reportData)}.bin`));
  const replaying = platform(({ vmpl }) => read(`tsm/snp-${vmpl}-${OLD}.bin`));
  const tdx = platform(({ reportData }) => read(`tsm/tdx-0-${digitsOf(reportData)}.bin`));
  const sev = () => sevGuest({ platform: snp });
  return {
    sev,
    tdx: () => tdxGuest({ platform: tdx }),
    floor: () => sevGuest({ platform: snp, privlevelFloor: 2 }),
    replay: () => sevGuest({ platform: replaying }),
    busy: () => failing(sev(), "EBUSY", times(3)),
    stuck: () => failing(sev(), "EBUSY"),
    broken: () => failing(sev(), "EIO"),
    empty: () => emptyOutblob(tdxGuest({ platform: tdx })),
    none: () => undefined,
  };
}
