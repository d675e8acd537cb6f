/**
 * What a connector is: `Source` and `Target`, two small interfaces over canonical values (`FieldType` in the schema
 * model). A connector knows the schema model and its own client library, nothing of plans, journals or maps. What
 * differs between systems is data that it declares in its traits.
 *
 * `contract/` holds it: `values.ts` what goes in and out, `calls.ts` what every call may be given, `source.ts`, `target.ts`,
 * what is made there (`provisioning.ts`), what stands in the way (`preflight.ts`), and what goes wrong (`connector-error.ts`).
 */
export type * from './contract/calls.ts';
export { ConnectorError, type ConnectorErrorKind } from './contract/connector-error.ts';
export type * from './contract/preflight.ts';
export type * from './contract/provisioning.ts';
export type * from './contract/source.ts';
export type * from './contract/target.ts';
export type * from './contract/values.ts';
