import { canonicalJson } from './digest.ts';
import type { AllowedBy, Field, Format } from './model.ts';
import { byCodeUnit } from './order.ts';

export type DetailKind =
  | 'format-changed'
  | 'default-value-changed'
  | 'key-changed'
  | 'allowed-changed'
  | 'deletion-changed'
  | 'facts-changed'
  | 'details-changed';

/** What differs between two states of one field, beyond its type and whether it must and may be written. */
export function detailChanges(
  path: string,
  before: Field,
  after: Field,
): readonly { readonly kind: DetailKind; readonly message: string }[] {
  const changes: { readonly kind: DetailKind; readonly message: string }[] = [];
  const differs = (of: (field: Field) => unknown): boolean =>
    canonicalJson(of(before) ?? null) !== canonicalJson(of(after) ?? null);
  const add = (kind: DetailKind, message: string): void => {
    changes.push({ kind, message });
  };
  if (before.format !== after.format)
    add('format-changed', `${path} was ${formatText(before.format)} and is now ${formatText(after.format)}`);
  if (differs((field) => field.defaultValue))
    add(
      'default-value-changed',
      after.defaultValue === undefined
        ? `what the system fills into ${path} is not told any more`
        : `the system now fills ${JSON.stringify(after.defaultValue)} into ${path}`,
    );
  if (before.key !== after.key) add('key-changed', `${path} ${keyText(after.key)}`);
  if (before.caseless !== after.caseless)
    add(
      'key-changed',
      `capital and small letters ${after.caseless ? 'are now the same' : 'now differ'} in ${path}`,
    );
  if (before.unsearchable !== after.unsearchable)
    add('key-changed', `records can ${after.unsearchable ? 'no longer' : 'now'} be found by ${path}`);
  for (const by of union(before.allowed, after.allowed)) {
    const of = ({ allowed = [] }: Field) => allowed.filter((one) => one.by === by);
    if (differs(of)) add('allowed-changed', allowedText(path, by, of(after)));
  }
  if (before.onDelete !== after.onDelete) add('deletion-changed', deletionText(path, after.onDelete));
  if (before.part !== after.part)
    add(
      'details-changed',
      after.part === undefined
        ? `${path} is no part of ${before.part} any more`
        : `${path} is now a part of ${after.part}`,
    );
  if (before.mirrors !== after.mirrors)
    add(
      'details-changed',
      after.mirrors === undefined
        ? `${path} is not kept as one with ${before.mirrors} any more`
        : `${path} is now kept as one with ${after.mirrors}`,
    );
  if (differs((field) => field.per))
    add(
      'details-changed',
      after.per === undefined || after.per.length === 0
        ? `${path} now has one value for all`
        : `${path} now has a value of its own for each ${after.per.join(' and ')}`,
    );
  const facts = changedFacts(before, after);
  if (facts.length > 0) add('facts-changed', `${path}: the system now says otherwise of ${facts.join(', ')}`);
  if (differs((field) => field.access)) add('details-changed', `${path} is now reached in another way`);
  return changes;
}

/** A snapshot of before such facts were kept says nothing of them. */
function changedFacts({ facts: before }: Field, { facts: after = {} }: Field): readonly string[] {
  if (before === undefined) return [];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .sort(byCodeUnit)
    .filter((fact) => canonicalJson(before[fact] ?? null) !== canonicalJson(after[fact] ?? null));
}

function formatText(format: Format | undefined): string {
  switch (format) {
    case undefined:
      return 'of no certain form';
    case 'lines':
      return 'a text of several lines';
    case 'email':
      return 'an e-mail address';
    case 'phone':
      return 'a phone number';
    case 'url':
      return 'an address in the web';
    case 'time':
      return 'a time of day';
    case 'masked':
      return 'shown to some people only';
    case 'percent':
      return 'a percentage';
  }
}

function keyText(key: Field['key']): string {
  switch (key) {
    case undefined:
      return 'is no longer what records are looked up by';
    case 'external':
      return 'is now an external id';
    case 'lookup':
      return 'is now what records are looked up by';
  }
}

function deletionText(path: string, onDelete: Field['onDelete']): string {
  switch (onDelete) {
    case undefined:
      return `the record that ${path} leads to can now be deleted by itself`;
    case 'cascade':
      return `what ${path} leads to now takes this record along when it is deleted`;
    case 'restrict':
      return `what ${path} leads to cannot be deleted any more as long as it is referred to`;
  }
}

function allowedText(path: string, by: string, after: readonly AllowedBy[]): string {
  return after.length === 0
    ? `${by} no longer decides which options of ${path} are allowed`
    : `${by} now allows other options of ${path}`;
}

function union(before: readonly AllowedBy[] = [], after: readonly AllowedBy[] = []): readonly string[] {
  return [...new Set([...before, ...after].map(({ by }) => by))].sort(byCodeUnit);
}
