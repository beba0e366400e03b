/** Changes to certificates of the forge, before they are signed. */
import type { CertificateEdit, CertificateTemplate, Validity } from "../../hosts/forge/index.ts";

/** Over, or not begun, at the time that appraisals of tests are made for: by a second. */
export const past: Validity = {
  notBefore: new Date("2020-01-01T00:00:00Z"),
  notAfter: new Date("2025-12-31T23:59:59Z"),
};
export const future: Validity = {
  notBefore: new Date("2026-01-01T00:00:01Z"),
  notAfter: new Date("2049-12-31T23:59:59Z"),
};

/** Object identifiers of extensions. */
export const BASIC_CONSTRAINTS = "2.5.29.19";
export const KEY_USAGE = "2.5.29.15";

const amend = (change: (template: CertificateTemplate) => Partial<CertificateTemplate>): CertificateEdit => ({
  amend: (template) => ({ ...template, ...change(template) }),
});

/** Another validity. */
export const valid = (validity: Validity): CertificateEdit => amend(() => ({ validity }));
/** Another common name; a root's is also that of its issuer. */
export const named = (CN: string): CertificateEdit =>
  amend(({ subject, issuer }) => ({
    subject: { ...subject, CN },
    issuer: issuer.CN === subject.CN ? { ...issuer, CN } : issuer,
  }));
/** Another signature algorithm. */
export const signedWith = (algorithm: CertificateTemplate["algorithm"]): CertificateEdit =>
  amend(() => ({ algorithm }));
/** Other extensions of one kind, or none. */
export const replaced = (oid: string, ...by: CertificateTemplate["extensions"]): CertificateEdit =>
  amend(({ extensions }) => ({ extensions: [...extensions.filter((e) => e.oid !== oid), ...by] }));
