/** What Intel says of a level of security versions: PCS API v4, tcbStatus; and what comes of comparing a platform with it. */
import { list } from "../layout";

export const enum TcbStatus {
  /** It was not judged. */
  None = 0,
  UpToDate,
  SwHardeningNeeded,
  ConfigurationNeeded,
  ConfigurationAndSwHardeningNeeded,
  OutOfDate,
  OutOfDateConfigurationNeeded,
  /** The last one that a level can have; those behind it are found out here. */
  Revoked,
  TdRelaunchAdvised,
  TdRelaunchAdvisedConfigurationNeeded,
  NotSupported,
  TdxModuleMismatch,
}

export const tcbStatuses = list("tcbStatus", "What Intel says of the security versions of a platform.");
tcbStatuses.entry(TcbStatus.UpToDate, "UpToDate", "Nothing is to be done.");
tcbStatuses.entry(TcbStatus.SwHardeningNeeded, "SWHardeningNeeded", "The software has to be hardened against what the advisories name.");
tcbStatuses.entry(TcbStatus.ConfigurationNeeded, "ConfigurationNeeded", "The platform has to be set up in another way.");
tcbStatuses.entry(TcbStatus.ConfigurationAndSwHardeningNeeded, "ConfigurationAndSWHardeningNeeded", "Both of these.");
tcbStatuses.entry(TcbStatus.OutOfDate, "OutOfDate", "The platform has to be updated.");
tcbStatuses.entry(TcbStatus.OutOfDateConfigurationNeeded, "OutOfDateConfigurationNeeded", "The platform has to be updated, and set up in another way.");
tcbStatuses.entry(TcbStatus.Revoked, "Revoked", "The platform can't be trusted any more.");
tcbStatuses.entry(TcbStatus.TdRelaunchAdvised, "TDRelaunchAdvised", "The platform was updated under the domain, which has to be launched again.");
tcbStatuses.entry(TcbStatus.TdRelaunchAdvisedConfigurationNeeded, "TDRelaunchAdvisedConfigurationNeeded", "The domain has to be launched again, and the platform set up in another way.");
tcbStatuses.entry(TcbStatus.NotSupported, "NotSupported", "No level that Intel names is as low as this.");
tcbStatuses.entry(TcbStatus.TdxModuleMismatch, "TDXModuleMismatch", "The TDX module is none that TCB info names.");
