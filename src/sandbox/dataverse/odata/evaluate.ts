import { badRequest } from '../errors.ts';
import type { Comparison, Filter, Literal } from './filter.ts';

/** Names of OData's primitive types, as error messages give them. */
export type EdmType =
  | 'Edm.String'
  | 'Edm.Guid'
  | 'Edm.Boolean'
  | 'Edm.Int32'
  | 'Edm.Int64'
  | 'Edm.Decimal'
  | 'Edm.Double'
  | 'Edm.DateTimeOffset'
  | 'Edm.Date';

export type Primitive = string | number | boolean | null;

/** What a filter may look at: `type` throws for paths that do not exist, `value` reads one row. */
export interface Accessor<T> {
  type(path: string): EdmType;
  value(row: T, path: string): Primitive;
}

const operatorKinds: Readonly<Record<Comparison, string>> = {
  eq: 'Equal',
  ne: 'NotEqual',
  gt: 'GreaterThan',
  ge: 'GreaterThanOrEqual',
  lt: 'LessThan',
  le: 'LessThanOrEqual',
};

/**
 * Turns a filter into a predicate. As in the database behind the real service, texts compare without regard to case
 * and `ne` holds for null.
 *
 * @throws WebApiError 400 for an unknown path or operands whose types do not fit.
 */
export function predicate<T>(filter: Filter, accessor: Accessor<T>): (row: T) => boolean {
  switch (filter.kind) {
    case 'and': {
      const left = predicate(filter.left, accessor);
      const right = predicate(filter.right, accessor);
      return (row) => left(row) && right(row);
    }
    case 'or': {
      const left = predicate(filter.left, accessor);
      const right = predicate(filter.right, accessor);
      return (row) => left(row) || right(row);
    }
    case 'not': {
      const operand = predicate(filter.operand, accessor);
      return (row) => !operand(row);
    }
    case 'text': {
      const { path, test } = filter;
      if (accessor.type(path) !== 'Edm.String') {
        throw badRequest(
          `No function signature for the function with name '${test}' matches the specified arguments.`,
        );
      }
      const text = filter.text.toLowerCase();
      return (row) => {
        const value = accessor.value(row, path);
        if (typeof value !== 'string') return false;
        const folded = value.toLowerCase();
        if (test === 'contains') return folded.includes(text);
        return test === 'startswith' ? folded.startsWith(text) : folded.endsWith(text);
      };
    }
    case 'compare': {
      const { operator, path, literal } = filter;
      const type = accessor.type(path);
      if (!fits(type, literal)) {
        throw badRequest(
          `A binary operator with incompatible types was detected. Found operand types '${type}' and '${edmTypeOf(literal)}' for operator kind '${operatorKinds[operator]}'.`,
        );
      }
      const right = comparable(type, literal.value);
      return (row) => holds(operator, comparable(type, accessor.value(row, path)), right);
    }
  }
}

/** Order of two values of one type, nulls first. */
export function compareValues(type: EdmType, a: Primitive, b: Primitive): number {
  const left = comparable(type, a);
  const right = comparable(type, b);
  if (left === right) return 0;
  if (left === null) return -1;
  if (right === null) return 1;
  return left < right ? -1 : 1;
}

function holds(operator: Comparison, left: Primitive, right: Primitive): boolean {
  switch (operator) {
    case 'eq':
      return left === right;
    case 'ne':
      return left !== right;
    case 'gt':
      return left !== null && right !== null && left > right;
    case 'ge':
      return left !== null && right !== null && left >= right;
    case 'lt':
      return left !== null && right !== null && left < right;
    case 'le':
      return left !== null && right !== null && left <= right;
  }
}

function comparable(type: EdmType, value: Primitive): Primitive {
  if (value === null) return null;
  switch (type) {
    case 'Edm.String':
    case 'Edm.Guid':
      return String(value).toLowerCase();
    case 'Edm.Boolean':
    case 'Edm.Date':
      return value;
    case 'Edm.Int32':
    case 'Edm.Int64':
    case 'Edm.Decimal':
    case 'Edm.Double':
      return Number(value);
    case 'Edm.DateTimeOffset':
      return Date.parse(String(value));
  }
}

function fits(type: EdmType, literal: Literal): boolean {
  switch (literal.kind) {
    case 'null':
      return true;
    case 'string':
      return type === 'Edm.String' || (type === 'Edm.Guid' && /^[0-9a-f-]{36}$/i.test(literal.value));
    case 'enum':
      return type === 'Edm.String';
    case 'guid':
      return type === 'Edm.Guid';
    case 'boolean':
      return type === 'Edm.Boolean';
    case 'number':
      return ['Edm.Int32', 'Edm.Int64', 'Edm.Decimal', 'Edm.Double'].includes(type);
    case 'instant':
      return type === 'Edm.DateTimeOffset';
    case 'date':
      return type === 'Edm.Date' || type === 'Edm.DateTimeOffset';
  }
}

function edmTypeOf(literal: Literal): EdmType | 'null' {
  switch (literal.kind) {
    case 'null':
      return 'null';
    case 'string':
    case 'enum':
      return 'Edm.String';
    case 'guid':
      return 'Edm.Guid';
    case 'boolean':
      return 'Edm.Boolean';
    case 'number':
      return Number.isInteger(literal.value) ? 'Edm.Int32' : 'Edm.Decimal';
    case 'instant':
      return 'Edm.DateTimeOffset';
    case 'date':
      return 'Edm.Date';
  }
}
