/** What the samples are called, apart from what makes them, which is loaded when one is asked for. */
export const SAMPLE_NAMES = [
  "SEV-SNP, Milan",
  "SEV-SNP, Turin",
  "SEV-SNP, VLEK of a cloud",
  "SEV-SNP, certificate expired",
  "SEV-SNP, tampered with",
  "SEV-SNP, debugging on",
  "TDX",
  "TDX, out of date",
  "TDX, tampered with",
  "SGX",
  "TDREPORT",
  "Arm CCA",
  "Arm CCA, platform under debug",
  "RISC-V CoVE",
  "RISC-V CoVE, platform under debug",
  "Certificate table",
  "Bundle",
  "Event log, with a quote and a known boot",
  "Two guests, to compare",
  "SEV-SNP, services of an SVSM",
  "Azure, SEV-SNP",
  "Azure, TDX",
] as const;

/** The name of a sample. */
export type SampleName = (typeof SAMPLE_NAMES)[number];
