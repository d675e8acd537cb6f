/**
 * The language room: text to syntax tree (`parse`) and back (`print`). It knows how a map is written and nothing of
 * what it means: no schema, no types, no functions of the standard library, no files. Everything in it is pure.
 */
export type * from './ast.ts';
export { equalTrees } from './equal.ts';
export type { Edit, Fix } from './fix.ts';
export { type Parsed, parse } from './parse.ts';
export { print } from './print.ts';
export type { SyntaxError_, SyntaxProblem } from './problem.ts';
export {
  cover,
  lineStarts,
  lineText,
  type Position,
  positionAt,
  type SourceText,
  textAt,
  touches,
} from './source.ts';
export { type AnyNode, children, walk } from './walk.ts';
