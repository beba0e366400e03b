/**
 * What an SVSM (secure VM service module) says of its services: the manifest beside a report.
 * Source: AMD 58019, Secure VM Service Module for SEV-SNP Guests, revision 1.00, chapter 7 (table 12) and section 8.3.1.
 * GUIDs have their first three parts little-endian. Nothing in a manifest is trusted before the report that binds it is:
 * its data is SHA-512 over the nonce and the manifest, and its privilege level 0.
 */
import { layout, list } from "../layout";

/** Begins the manifest of all services; the manifest of a single one is its own data alone. */
export const services = layout("svsmServices", 24, "AMD 58019 table 12, services manifest");
export const guid = services.guid(0, "guid", "Tells a manifest of all services.");
export const size = services.uint(16, 4, "size", "Bytes of the manifest, this header among them.");
export const count = services.uint(20, 4, "count", "How many services there are.").short();

/** The rows are those that parse/blobTable.ts counts on. */
export const service = layout("svsmService", 24, "AMD 58019 table 12, entry of a service");
export const serviceGuid = service.guid(0, "guid", "The service.").short();
service.uint(16, 4, "offset", "Bytes from the start of the manifest to the service's own.");
service.uint(20, 4, "length", "Bytes of the service's own manifest; 0 when it has none.").short();

export const serviceData = layout("svsmServiceData", 0, "AMD 58019 chapter 7, a service's own manifest");
serviceData.bytes(0, 0, "data", "What the service says; of a form that is not known here.").short();

/** The manifest of all services. */
export const manifestKinds = list("svsmManifestKind", "Manifests that begin with a GUID; text = GUID.");
manifestKinds.entry(1, "services", "Manifest of all services.", "63849ebb-3d92-4670-a1ff-58f9c94b87bb");

/** Services. */
export const enum Service {
  Vtpm = 1,
  UefiMm = 2,
  Unknown = 3,
}

/** Entry name = service, text = GUID. */
export const serviceKinds = list("svsmService", "Services of an SVSM; text = GUID.");
serviceKinds.entry(Service.Vtpm, "vtpm", "A virtual TPM; its manifest of version 0 is the public area of its endorsement key.", "c476f1eb-0123-45a5-9641-b4e7dde5bfe3");
serviceKinds.entry(Service.UefiMm, "uefi-mm", "UEFI management mode.", "a4453a59-9e1b-4787-a033-1986d6adbe55");
serviceKinds.entry(Service.Unknown, "unknown", "A service this version does not know.");

/** The privilege level that an SVSM runs at, and asks for its reports from. */
export const SVSM_VMPL: u32 = 0;
