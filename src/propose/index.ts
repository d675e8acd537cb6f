/**
 * Proposals: text of maps that nobody has confirmed, made from the schemas, the profile and the maps that a project has.
 * It uses the front (`language`, `check`) and does no input or output; what it proposes is checked as any map is.
 */
export { type Scaffold, type ScaffoldInput, scaffold } from './scaffold.ts';
