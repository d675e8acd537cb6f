/**
 * The language room: text to syntax tree (`parse`) and back (`print`). It knows how a map is written and nothing of
 * what it means: no schema, no types, no functions of the standard library, no files. Everything in it is pure.
 */
export type * from './ast.ts';
export type { Edit, Fix } from './fix.ts';
export { formatted } from './formatted.ts';
export { parse } from './parse.ts';
export { print } from './print.ts';
export type { SyntaxError_, SyntaxProblem } from './problem.ts';
export {
  lineText,
  positionAt,
  type SourceText,
  textAt,
} from './source.ts';
export { children } from './walk.ts';
