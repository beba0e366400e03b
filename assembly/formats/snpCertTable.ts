/**
 * AMD SEV-SNP certificate table: the auxblob of an extended report.
 * Source: GHCB specification (AMD 56421) section 4.1.8.1, SNP Extended Guest Request; AMDESE sev-guest tool.
 * GUIDs are the bytes of their RFC 4122 text, not mixed-endian. The host writes this table: nothing in it is trusted
 * before it chains to a pinned root.
 */
import { layout, list } from "../layout";

export const certEntry = layout("snpCertEntry", 24, "GHCB 4.1.8.1, certificate table entry");
export const guid = certEntry.bytes(0, 16, "guid", "Kind of the blob; zero ends the table.").short();
export const offset = certEntry.uint(16, 4, "offset", "Bytes from the start of the table to the blob.");
export const length = certEntry.uint(20, 4, "length", "Bytes of the blob.").short();

export const certEnd = layout("snpCertEnd", 24, "GHCB 4.1.8.1, the entry that ends the table");
certEnd.zero(0, 24);

export const certBlob = layout("snpCertBlob", 0, "GHCB 4.1.8.1, one certificate or certificate list");
export const der = certBlob.bytes(0, 0, "der", "DER; some hosts store PEM.");

/** Bytes between two blobs. */
export const padding = layout("padding", 0, "Bytes no part accounts for; must be zero");
padding.zero(0, 0);

/** Entry name = kind, text = GUID in RFC 4122 form. */
export const certKinds = list("snpCertKind", "Kinds of blobs a certificate table holds; text = GUID.");
certKinds.entry(1, "vcek", "Versioned chip endorsement key.", "63da758d-e664-4564-adc5-f4b93be8accd");
certKinds.entry(2, "vlek", "Versioned loaded endorsement key.", "a8074bc2-a25a-483e-aae6-39c045a0b8a1");
certKinds.entry(3, "ask", "AMD SEV key (ASK), or ASVK over a VLEK.", "4ab7b379-bbac-4fe4-a02f-05aef327c782");
certKinds.entry(4, "ark", "AMD root key.", "c0b406a4-a803-4952-9743-3fb6014cd0ae");
certKinds.entry(5, "crl", "Certificate revocation list.", "92f81bc3-5811-4d3d-97ff-d19f88dc67ea");
certKinds.entry(6, "platformInfo", "CPUID of the platform, added by some hosts.", "ecae0c0f-9502-43b1-afa2-0ae2e0d565b6");
certKinds.entry(7, "unknown", "A kind this version does not know.", "");
