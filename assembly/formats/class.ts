/**
 * The files of the class device tsm0, and what a report of it is made from.
 * Source: the patch series "tsm: Attestation Report ABI" for Linux, version 2, Documentation/ABI/testing/sysfs-class-tsm.
 * `outhex_input` is an addition of tsmkit.
 */
import { layout, list } from "../layout";
import { INBLOB_MAX } from "./configfs";

/** Attributes of tsm0. */
export const enum ClassAttribute {
  None = 0,
  Inhex = 1,
  Outblob = 2,
  Generation = 3,
  Privlevel = 4,
  Format = 5,
  OuthexInput = 6,
}

/** Entry name = file name, text = kind (binary or text), extra = mode. */
export const classAttributes = list("classAttribute", "Files of the class device; text = binary or text, extra = mode.");
classAttributes.entry(ClassAttribute.Inhex, "inhex", "The input: up to 64 bytes in hex.", "text", 0o644);
classAttributes.entry(ClassAttribute.Outblob, "outblob", "The report made from it.", "binary", 0o444);
classAttributes.entry(ClassAttribute.Generation, "generation", "Counts the writes.", "text", 0o444);
classAttributes.entry(ClassAttribute.Privlevel, "privlevel", "Privilege level to attest, 0 (highest) to 3.", "text", 0o644);
classAttributes.entry(ClassAttribute.Format, "format", "What outblob holds.", "text", 0o644);
classAttributes.entry(ClassAttribute.OuthexInput, "outhex_input", "One line: the input, the generation and the report made from it.", "binary", 0o444);

/** What `format` takes. */
export const enum ReportFormat {
  Default = 0,
  Extended = 1,
}

export const reportFormats = list("classFormat", "Words of the class device's file format.");
reportFormats.entry(ReportFormat.Default, "default", "The report alone.");
reportFormats.entry(ReportFormat.Extended, "extended", "The report, and the host's certificate table right behind it.");

export const CLASS_REQUEST: u32 = 24 + INBLOB_MAX;
export const classRequest = layout("classRequest", CLASS_REQUEST, "tsmkit, what a report of the class device is made from");
export const generation = classRequest.uint(0, 8, "generation", "Writes so far.");
export const privlevel = classRequest.uint(8, 4, "privlevel", "Privilege level to attest.");
export const reportFormat = classRequest.uint(12, 4, "format", "What outblob holds.").value(ReportFormat.Default, "default").value(ReportFormat.Extended, "extended");
export const inputLength = classRequest.uint(16, 4, "inputLength", "Bytes of the input; 0 when there is none.");
classRequest.zero(20, 4);
export const input = classRequest.bytes(24, INBLOB_MAX, "input", "The input, and zeros behind it.");
