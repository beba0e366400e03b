/** What tools/inspector/build.mjs puts in when it builds the page. */

declare module "virtual:core" {
  /** The core's module, compressed by gzip, in base64. */
  export const CORE_GZIP: string;
}

declare module "virtual:policy-schema" {
  /** docs/policy.schema.json. */
  const schema: { properties: Record<string, import("./views/policy.ts").SchemaMember> };
  export default schema;
}
