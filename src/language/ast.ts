/**
 * The syntax tree of a `.map` file: plain, readonly data, one interface a production of the grammar
 * (`grammar/map.ebnf`, `language.md` section 3). It knows no schema. Parentheses leave no node; the printer
 * puts them back where precedence needs them. `ast/` holds it: `nodes.ts` what all have, `declarations.ts`, `statements.ts`,
 * `expressions.ts`.
 */

export type * from './ast/declarations.ts';
export type * from './ast/expressions.ts';
export type * from './ast/nodes.ts';
export type * from './ast/statements.ts';
