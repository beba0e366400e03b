/**
 * A TSM driver in software: what stands behind `outblob`, whichever file tree shows it. The views (the configfs tree
 * and others) keep the files' rules; a provider only makes reports.
 */

/** What a report is asked for. */
export interface ReportRequest {
  /** The bytes of inblob: 0 to 64. */
  inblob: Uint8Array;
  /** The privilege level written last; undefined when it was never written. */
  privlevel: number | undefined;
  /** The service attributes written last; undefined when never written. */
  serviceProvider: string | undefined;
  serviceGuid: string | undefined;
  serviceManifestVersion: number | undefined;
}

/** What a provider gives back: the report, and what comes with it (empty when there is nothing). */
export interface Report {
  outblob: Uint8Array;
  auxblob?: Uint8Array;
  manifestblob?: Uint8Array;
}

/** A TSM driver. */
export interface Provider {
  /** The text of the `provider` attribute, such as `sev_guest`. */
  readonly name: string;
  /** Lowest privilege level number that may be asked for. */
  readonly privlevelFloor: number;
  /** Does an entry of this provider have the attribute? `inblob`, `outblob`, `generation` and `provider` are always there. */
  shows(attribute: string): boolean;
  /** Makes one report. Fails with a FileError carrying the driver's errno. */
  makeReport(request: ReportRequest): Promise<Report>;
}
