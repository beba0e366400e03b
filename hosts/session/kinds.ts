/** The kinds of verifier services by name alone, for those who only list them. */
export const SERVICE_KINDS = ["tsmkit"] as const;

/** The kind of a service. */
export type ServiceKind = (typeof SERVICE_KINDS)[number];
