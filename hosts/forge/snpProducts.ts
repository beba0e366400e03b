/**
 * EPYC products as the forge builds them: TCB, CPUID, firmware, and the shape of their endorsement certificates.
 * Source: AMD 56860 section 2.2 (TCB_VERSION) and 57230 (certificates); numbers as on machines of 2025.
 */
import { encode } from "./sections.ts";

/** Products the forge knows. */
export type SnpProduct = "Milan" | "Genoa" | "Turin";

/** Security versions of the firmware parts, named as in the product's TCB layout. */
export type Tcb = Record<string, number>;

/** What differs between products. */
export interface ProductProfile {
  tcbLayout: "snpTcb" | "snpTcbTurin";
  tcb: Tcb;
  /** CPUID family, model and stepping. */
  cpuid: { cpuidFamId: number; cpuidModId: number; cpuidStep: number };
  /** Firmware version: major, minor, build. */
  firmware: readonly [number, number, number];
  mitigations: number;
  /** Leading bytes of CHIP_ID that are in use, and the length of the certificate's hwID; all of them unless given. */
  hwIdSize?: number;
  /** Certificate extensions structVersion and productName, the latter of a VCEK. */
  structVersion: number;
  productName: string;
  /** Does the VCEK's signature algorithm write the default trailerField out? Older ones do. */
  explicitTrailer: boolean;
  /** Last arc of each SPL extension in the certificate's order, and the part of the TCB it carries (none is 0). */
  spl: readonly (readonly [arc: number, part: string | undefined])[];
}

const SPL_UP_TO_GENOA = [
  [1, "bootloader"],
  [2, "tee"],
  [4, undefined],
  [5, undefined],
  [6, undefined],
  [7, undefined],
  [3, "snp"],
  [8, "microcode"],
] as const;

const SPL_FROM_TURIN = [
  [9, "fmc"],
  [1, "bootloader"],
  [2, "tee"],
  [3, "snp"],
  [5, undefined],
  [6, undefined],
  [7, undefined],
  [8, "microcode"],
] as const;

/** The products by name. */
export const SNP_PRODUCTS: Readonly<Record<SnpProduct, ProductProfile>> = {
  Milan: {
    tcbLayout: "snpTcb",
    tcb: { bootloader: 4, tee: 0, snp: 27, microcode: 222 },
    cpuid: { cpuidFamId: 0x19, cpuidModId: 0x01, cpuidStep: 1 },
    firmware: [1, 55, 35],
    mitigations: 0x0b,
    structVersion: 0,
    productName: "Milan-B0",
    explicitTrailer: true,
    spl: SPL_UP_TO_GENOA,
  },
  Genoa: {
    tcbLayout: "snpTcb",
    tcb: { bootloader: 10, tee: 0, snp: 27, microcode: 84 },
    cpuid: { cpuidFamId: 0x19, cpuidModId: 0x11, cpuidStep: 1 },
    firmware: [1, 55, 49],
    mitigations: 0x0b,
    structVersion: 0,
    productName: "Genoa",
    explicitTrailer: false,
    spl: SPL_UP_TO_GENOA,
  },
  Turin: {
    tcbLayout: "snpTcbTurin",
    tcb: { fmc: 1, bootloader: 1, tee: 1, snp: 4, microcode: 81 },
    cpuid: { cpuidFamId: 0x1a, cpuidModId: 0x02, cpuidStep: 1 },
    firmware: [1, 55, 65],
    mitigations: 0x3f,
    hwIdSize: 8,
    structVersion: 1,
    productName: "Turin",
    explicitTrailer: false,
    spl: SPL_FROM_TURIN,
  },
};

/** A TCB_VERSION of a product: 8 bytes. */
export function encodeTcb(product: SnpProduct, tcb: Tcb): Uint8Array {
  return encode(SNP_PRODUCTS[product].tcbLayout, 0, tcb);
}
