/** A provider whose reports come from an attester: from the kernel's own files, or from a guest device. */
import type { Attester } from "../attester.ts";
import { fileError } from "../errno.ts";
import { TsmError } from "../errors.ts";
import { FileError } from "../files.ts";
import type { ErrorCode } from "../formats.ts";
import type { Evidence, ServiceRequest } from "../request.ts";
import { list } from "../rows.ts";
import type { Provider, ReportRequest } from "../software-tsm/provider.ts";

const NONCE_SIZE = 64;

/** Attributes that not every driver has. */
const SERVICES = ["service_provider", "service_guid", "service_manifest_version", "manifestblob"];

/** What a program hears of errors that no file of the kernel gave. */
const ERRNOS: Partial<Record<ErrorCode, string>> = {
  "bad-request": "EINVAL",
  "nonce-length": "EINVAL",
  "privlevel-floor": "EINVAL",
  "no-attribute": "EINVAL",
  refused: "EINVAL",
  busy: "EBUSY",
  conflict: "EBUSY",
  "timed-out": "ETIMEDOUT",
  "no-provider": "ENXIO",
  "provider-gone": "ENXIO",
};

/** The error as a driver of the kernel has it. */
function driverError(error: unknown): unknown {
  if (!(error instanceof TsmError)) return error;
  return new FileError(error.errno || fileError(ERRNOS[error.code] ?? "EIO").errno, error.message, { cause: error });
}

/** The service that is asked for; the null GUID means all of them. */
function serviceOf({
  serviceProvider,
  serviceGuid,
  serviceManifestVersion,
}: ReportRequest): ServiceRequest | undefined {
  if (serviceProvider === undefined) return undefined;
  return {
    provider: serviceProvider,
    ...(serviceGuid !== undefined && { guid: serviceGuid }),
    ...(serviceManifestVersion !== undefined && { manifestVersion: serviceManifestVersion }),
  };
}

/**
 * The provider that gave this evidence. Privilege levels are shown as far as the driver has them, services as AMD's does, above
 * level 0.
 */
export function attesterProvider(
  attester: Pick<Attester, "request">,
  { provider: name, privlevel, auxblob }: Pick<Evidence, "provider" | "privlevel" | "auxblob">,
): Provider {
  const hasLevels = privlevel !== undefined;
  const floor = privlevel ?? 0;
  const shown = new Set([
    ...(hasLevels ? ["privlevel", "privlevel_floor"] : []),
    ...(hasLevels || auxblob ? ["auxblob"] : []),
    ...(floor > 0 ? SERVICES : []),
  ]);
  // Least and most bytes of inblob: an attester fills up what is short, a driver refuses it.
  const limits = list("configfsProvider").find((row) => row.name === name)?.extra ?? (1 << 8) | NONCE_SIZE;
  return {
    name,
    privlevelFloor: floor,
    shows: (attribute) => shown.has(attribute),
    async makeReport(request) {
      const { inblob, privlevel } = request;
      if (inblob.length < limits >> 8 || inblob.length > (limits & 255)) throw fileError("EINVAL");
      const service = serviceOf(request);
      try {
        const { outblob, auxblob, manifestblob } = await attester.request({
          nonce: inblob,
          ...(hasLevels && { privlevel: privlevel ?? 0 }),
          ...(service && { service }),
          ...(shown.has("auxblob") && { aux: true }),
        });
        return { outblob, ...(auxblob && { auxblob }), ...(manifestblob && { manifestblob }) };
      } catch (error) {
        throw driverError(error);
      }
    },
  };
}
