import { OdooError, valueError } from './errors.ts';
import { pythonRepr, pythonTuple } from './python.ts';

/** A search domain as a tree; `&` between leaves is implied. */
export type DomainNode =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly DomainNode[] }
  | { readonly kind: 'not'; readonly part: DomainNode }
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'leaf'; readonly field: string; readonly operator: string; readonly value: unknown };

const operators = new Set([
  '=',
  '!=',
  '<=',
  '<',
  '>',
  '>=',
  '=?',
  '=like',
  '=ilike',
  'like',
  'not like',
  'ilike',
  'not ilike',
  'in',
  'not in',
  'child_of',
  'parent_of',
  'any',
  'not any',
  '<>',
  '==',
]);

/**
 * Parses a domain in prefix notation.
 *
 * @throws OdooError where it is not well-formed, in Odoo's words.
 */
export function parseDomain(domain: unknown): DomainNode {
  if (domain === null || domain === undefined || domain === false) return { kind: 'and', parts: [] };
  if (!Array.isArray(domain)) {
    throw new OdooError(
      'builtins.AssertionError',
      "Domains to normalize must have a 'domain' form: a list or tuple of domain components",
    );
  }
  const terms: readonly unknown[] = domain;
  let position = 0;
  const next = (): DomainNode => {
    if (position >= terms.length) {
      throw valueError(`Domain ${pythonRepr(domain)} is syntactically not correct.`);
    }
    const term = terms[position++];
    if (term === '&' || term === '|') {
      const parts = [next(), next()];
      return { kind: term === '&' ? 'and' : 'or', parts };
    }
    if (term === '!') return { kind: 'not', part: next() };
    return parseLeaf(term);
  };
  const parts: DomainNode[] = [];
  while (position < terms.length) parts.push(next());
  const only = parts[0];
  return parts.length === 1 && only !== undefined ? only : { kind: 'and', parts };
}

function parseLeaf(term: unknown): DomainNode {
  if (typeof term === 'string') throw new OdooError('builtins.IndexError', 'string index out of range');
  if (!Array.isArray(term) || term.length !== 3) throw valueError(`Invalid leaf ${pythonRepr(term)}`);
  const [left, operator, value]: readonly unknown[] = term;
  if ((left === 1 || left === 0) && operator === '=') return { kind: 'constant', value: left === value };
  if (typeof left !== 'string' || typeof operator !== 'string' || !operators.has(operator.toLowerCase())) {
    throw valueError(`Invalid leaf ${pythonTuple(term)}`);
  }
  let name = operator.toLowerCase();
  if (name === '<>') name = '!=';
  if (name === '==') name = '=';
  if (Array.isArray(value) && (name === '=' || name === '!=')) name = name === '=' ? 'in' : 'not in';
  if (typeof value === 'boolean' && (name === 'in' || name === 'not in')) name = name === 'in' ? '=' : '!=';
  if (name === '=?') {
    if (value === false || value === null) return { kind: 'constant', value: true };
    name = '=';
  }
  return { kind: 'leaf', field: left, operator: name, value };
}

/** Whether any leaf speaks of this field: then the implied `active = true` is left out. */
export function mentions(node: DomainNode, field: string): boolean {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.parts.some((part) => mentions(part, field));
    case 'not':
      return mentions(node.part, field);
    case 'constant':
      return false;
    case 'leaf':
      return node.field === field;
  }
}

/** A LIKE pattern (`%`, `_`, `\` escapes) as a regular expression over the whole text. */
export function likePattern(pattern: string, ignoreCase: boolean): RegExp {
  let source = '';
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index] ?? '';
    if (character === '%') source += '.*';
    else if (character === '_') source += '.';
    else {
      if (character === '\\' && index + 1 < pattern.length) index++;
      source += (pattern[index] ?? '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    }
  }
  return new RegExp(`^${source}$`, ignoreCase ? 'isu' : 'su');
}
