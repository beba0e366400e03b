/**
 * AMD TCB_VERSION, 8 bytes: security versions of the firmware parts. Its layout depends on the CPU product.
 * Source: AMD 56860 section 2.2 (Milan, Genoa) and its Turin form; AMD 57230 for the products' CPUID ranges.
 * Compare part by part: the word is not a number.
 */
import { layout, list } from "../layout";

export const snpTcb = layout("snpTcb", 8, "AMD 56860 section 2.2, TCB_VERSION of Milan and Genoa");
export const bootloader = snpTcb.uint(0, 1, "bootloader", "Boot loader of the security processor.").short();
export const tee = snpTcb.uint(1, 1, "tee", "Operating system of the security processor.").short();
snpTcb.zero(2, 4);
export const snp = snpTcb.uint(6, 1, "snp", "SNP firmware.").short();
export const microcode = snpTcb.uint(7, 1, "microcode", "Microcode patch level.").short();

export const snpTcbTurin = layout("snpTcbTurin", 8, "AMD 56860 section 2.2, TCB_VERSION of Turin");
export const turinFmc = snpTcbTurin.uint(0, 1, "fmc", "First mutable code of the security processor.").short();
export const turinBootloader = snpTcbTurin.uint(1, 1, "bootloader", "Boot loader of the security processor.").short();
export const turinTee = snpTcbTurin.uint(2, 1, "tee", "Operating system of the security processor.").short();
export const turinSnp = snpTcbTurin.uint(3, 1, "snp", "SNP firmware.").short();
snpTcbTurin.zero(4, 3);
export const turinMicrocode = snpTcbTurin.uint(7, 1, "microcode", "Microcode patch level.").short();

/** SNP products. */
export const enum Product {
  Unknown = 0,
  Milan = 1,
  Genoa = 2,
  Turin = 3,
  Venice = 4,
}

export const products = list("snpProduct", "EPYC products that speak SEV-SNP, by the name AMD's key service uses.");
products.entry(Product.Milan, "Milan", "EPYC 7003.");
products.entry(Product.Genoa, "Genoa", "EPYC 9004 and 8004, with Bergamo and Siena.");
products.entry(Product.Turin, "Turin", "EPYC 9005.");
products.entry(Product.Venice, "Venice", "EPYC of family 1Ah models 50h and up; TCB layout as Turin.");

/** CPUID ranges: entry value = product, text unused, extra = family ‖ first model ‖ last model (one byte each). */
export const cpuidRanges = list("snpCpuid", "CPUID family and model ranges; extra = family << 16 | first << 8 | last.");
cpuidRanges.entry(Product.Milan, "Milan", "Family 19h models 00h to 0Fh.", "", 0x19_00_0f);
cpuidRanges.entry(Product.Genoa, "Genoa", "Family 19h models 10h to 1Fh.", "", 0x19_10_1f);
cpuidRanges.entry(Product.Genoa, "Genoa", "Family 19h models A0h to AFh.", "", 0x19_a0_af);
cpuidRanges.entry(Product.Turin, "Turin", "Family 1Ah models 00h to 11h.", "", 0x1a_00_11);
cpuidRanges.entry(Product.Venice, "Venice", "Family 1Ah models 50h to 57h.", "", 0x1a_50_57);
cpuidRanges.entry(Product.Venice, "Venice", "Family 1Ah models 90h to 9Fh.", "", 0x1a_90_9f);
cpuidRanges.entry(Product.Venice, "Venice", "Family 1Ah models A0h to AFh.", "", 0x1a_a0_af);
cpuidRanges.entry(Product.Venice, "Venice", "Family 1Ah models C0h to C7h.", "", 0x1a_c0_c7);
