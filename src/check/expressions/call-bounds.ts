import type { StdFunction } from '../../stdlib/index.ts';
import type { Base } from '../types.ts';
import type { Given } from './given.ts';

/** Functions after which a text is no longer than before. */
const SHORTENING: ReadonlySet<string> = new Set([
  'trim',
  'collapse',
  'truncate',
  'digits',
  'substring',
  'right',
  'extract',
]);
/** Functions after which a text is no longer than a literal says, and which argument that is. */
const LIMITING: ReadonlyMap<string, number> = new Map([
  ['truncate', 1],
  ['right', 1],
  ['substring', 2],
]);
/** Functions after which a number has as many digits behind the point as a literal says. */
const ROUNDING: ReadonlySet<string> = new Set(['round', 'floor', 'ceil']);
/** How long a text is that is always as long. */
const LENGTHS: ReadonlyMap<string, number> = new Map([
  ['sha256', 64],
  ['sha1', 40],
  ['md5', 32],
]);

/** The base of a result, with what the arguments say of its length or its digits. */
export function bounded(entry: StdFunction, given: readonly Given[], base: Base): Base {
  const { name } = entry;
  if (ROUNDING.has(name) && (base.kind === 'decimal' || base.kind === 'money')) {
    const digits = given.length < 2 ? 0 : wholeLiteral(given[1]);
    return digits === null ? { kind: base.kind } : { kind: base.kind, scale: digits };
  }
  const first = given[0]?.kind === 'value' ? given[0].typed.type.base : null;
  // An amount without its currency, digit for digit.
  if (name === 'decimal' && base.kind === 'decimal' && first && 'scale' in first && first.scale !== undefined)
    return { kind: 'decimal', scale: first.scale };
  if (base.kind !== 'text') return base;
  const limits = [
    LENGTHS.get(name),
    wholeLiteral(given[LIMITING.get(name) ?? Number.POSITIVE_INFINITY]),
    SHORTENING.has(name) && first?.kind === 'text' ? first.max : undefined,
  ].filter((limit) => typeof limit === 'number');
  return limits.length === 0 ? base : { kind: 'text', max: Math.min(...limits) };
}

function wholeLiteral(given: Given | undefined): number | null {
  if (given?.kind !== 'value' || given.typed.expr.op !== 'literal') return null;
  const { value } = given.typed.expr;
  return typeof value === 'number' ? value : null;
}
