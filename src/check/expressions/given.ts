import type * as ast from '../../language/ast.ts';
import type { Typed } from '../types.ts';

/** An argument that is a value; lambdas wait until the types of the values are known. */
export type Given =
  | { readonly kind: 'value'; readonly typed: Typed }
  | { readonly kind: 'lambda'; readonly arg: ast.Arg; readonly param: ast.Id };
