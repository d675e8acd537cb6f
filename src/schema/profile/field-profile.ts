import type { Entity, Field, FieldProfile, Option, OptionCount } from '../model.ts';
import { sortedEntries } from '../order.ts';
import type { ColumnSummary, Scalar } from './column.ts';
import type { Span } from './digest-values.ts';
import { byCount, type Choice, choicesOf, isTelling } from './publishable.ts';

const SHAPES = 3;

/**
 * What may be written of a field's values: counts, lengths and masked shapes of any, spans and options only where
 * `publishable.ts` allows.
 */
export function fieldProfile(entity: Entity, field: Field, summary: ColumnSummary): FieldProfile {
  const { type } = field;
  const identifies = isIdentifier(entity, field);
  const open = !identifies && !isTelling(field.name, field.label);
  switch (type.kind) {
    case 'text':
    case 'html':
      return {
        ...blanks(summary),
        ...distinct(summary),
        ...lengths(summary),
        ...(identifies ? {} : chosen(choicesOf([field.name, field.label], summary))),
        ...looks(summary),
      };
    case 'integer':
    case 'float':
    case 'decimal':
    case 'money':
      return {
        ...distinct(summary),
        ...(open && summary.number !== null ? { range: rounded(summary.number) } : {}),
        ...(identifies || type.kind !== 'integer'
          ? {}
          : chosen(choicesOf([field.name, field.label], summary))),
        ...(type.kind === 'integer' || summary.number === null ? {} : { scale: summary.scale }),
      };
    case 'boolean':
      return declared([true, false], summary);
    case 'enum':
    case 'enums':
      return declared(
        type.options.map(({ value }: Option) => value),
        summary,
      );
    case 'date':
    case 'instant':
    case 'local':
      return { ...distinct(summary), ...(open && summary.years !== null ? { years: summary.years } : {}) };
    case 'reference':
    case 'reference_id':
      return distinct(summary);
    case 'references':
    case 'children':
    case 'records':
      return lengths(summary);
    case 'record':
    case 'binary':
    case 'json':
    case 'other':
      return {};
  }
}

/**
 * Outwards to two digits, from a hundred on: enough to see what fits, and the largest customer's turnover stays its own.
 */
function rounded({ min, max }: Span): Span {
  const step = (value: number): number => 10 ** Math.max(0, Math.floor(Math.log10(Math.abs(value) || 1)) - 1);
  const outwards = (value: number, round: (part: number) => number): number =>
    Math.abs(value) < 100 ? value : round(value / step(value)) * step(value);
  return { min: outwards(min, Math.floor), max: outwards(max, Math.ceil) };
}

/** Ids and keys tell one record from all others. */
function isIdentifier(entity: Entity, field: Field): boolean {
  return (
    field.unique === true ||
    field.name === entity.id ||
    field.name === entity.display ||
    (entity.keys ?? []).some((key) => key.includes(field.name))
  );
}

function blanks({ blank }: ColumnSummary): FieldProfile {
  return blank === 0 ? {} : { blank };
}

function distinct({ distinct }: ColumnSummary): FieldProfile {
  const { count, exact } = distinct;
  return exact ? { distinct: count } : { distinct: count, estimated: true };
}

function lengths({ length }: ColumnSummary): FieldProfile {
  return length === null ? {} : { length: { min: length.min, max: length.max, average: length.average } };
}

function looks({ patterns, shapes }: ColumnSummary): FieldProfile {
  const seen = [...patterns].map(([pattern, count]) => [pattern, count] as const);
  const common = [...shapes].toSorted(byCount).slice(0, SHAPES);
  return {
    ...(seen.length === 0 ? {} : { patterns: Object.fromEntries(sortedEntries(Object.fromEntries(seen))) }),
    ...(common.length === 0 ? {} : { shapes: common.map(([shape]) => shape) }),
  };
}

/** Declared options with their counts, those that never came left out; what is not declared is only counted. */
function declared(options: readonly Scalar[], { values, filled }: ColumnSummary): FieldProfile {
  // More different values than options can be: nothing to count one by one.
  if (values === null) return {};
  const known = new Set(options);
  const choices = [...values].filter(([value]) => known.has(value)).toSorted(byCount);
  return chosen({ choices, others: choices.reduce((rest, [, count]) => rest - count, filled) });
}

function chosen(
  found: { readonly choices: readonly Choice[]; readonly others: number } | null,
): FieldProfile {
  if (found === null) return {};
  const options = found.choices.map(([value, count]): OptionCount => ({ value, count }));
  return { options, ...(found.others === 0 ? {} : { others: found.others }) };
}
