import type { ScanResult } from '../migrate/index.ts';
import { bytesText } from '../schema/bytes-text.ts';
import { count, counted, oneOrMany } from './values.ts';

/** One thing that a scan says. */
export interface ScanFinding {
  /**
   * `finding`: a record would be rejected, a reference leads nowhere, or two records would share one row.
   * `information`: everything else that is good to know before anything moves.
   */
  readonly severity: 'finding' | 'information';
  readonly topic:
    | 'rejected'
    | 'reference'
    | 'party'
    | 'inactive'
    | 'circle'
    | 'key'
    | 'people'
    | 'files'
    | 'records';
  /** A source entity, or a map. */
  readonly of: string;
  readonly field: string | null;
  readonly count: number;
  readonly message: string;
  /** Those that are named one by one; there may be more of them. */
  readonly records: readonly {
    readonly record: string;
    readonly to: string | null;
    readonly name: string | null;
  }[];
}

/** All that a scan says, findings first. */
export function scanFindings(result: ScanResult): readonly ScanFinding[] {
  const all = [
    ...rejectedFindings(result),
    ...result.references.map(referenceFinding),
    ...keyFindings(result),
    ...peopleFindings(result),
    ...fileFindings(result),
    ...recordFindings(result),
  ];
  return [
    ...all.filter(({ severity }) => severity === 'finding'),
    ...all.filter(({ severity }) => severity === 'information'),
  ];
}

const named = (ids: readonly string[]): ScanFinding['records'] =>
  ids.map((record) => ({ record, to: null, name: null }));

function rejectedFindings({ rejected, unheld }: ScanResult): readonly ScanFinding[] {
  return [
    ...unheld.map(
      ({ action, message }): ScanFinding => ({
        severity: action === 'reject' ? 'finding' : 'information',
        topic: 'rejected',
        of: 'the whole',
        field: null,
        count: 1,
        message: `The map requires of the whole: ${message}.`,
        records: [],
      }),
    ),
    ...rejected.map(
      ({ map, reason, count: number, examples }): ScanFinding => ({
        severity: 'finding',
        topic: 'rejected',
        of: map,
        field: null,
        count: number,
        message: `${counted(number, 'record')} would be rejected: ${reason}.`,
        records: named(examples),
      }),
    ),
  ];
}

function referenceFinding(group: ScanResult['references'][number]): ScanFinding {
  const { kind, entity, field, role, leadsTo, count: number, placeholders, listed } = group;
  const isParty = role !== null;
  const nowhere = kind === 'missing' || kind === 'empty' || (isParty && kind === 'unextracted');
  const as = isParty ? ` as "${role}"` : '';
  const open = number - placeholders;
  const instead =
    placeholders === 0
      ? ''
      : open === 0
        ? '; the maps make a placeholder for each'
        : `; the maps make placeholders for ${count(placeholders)} of them`;
  const to = leadsTo ?? '';
  const references = `${counted(number, 'reference')} to ${to}${as}`;
  const said = ((): string => {
    switch (kind) {
      case 'missing':
        return `${references} ${oneOrMany(number, 'leads', 'lead')} to no record of the stage`;
      case 'empty':
        return `${count(number)} ${oneOrMany(number, 'party', 'parties')}${as} ${oneOrMany(number, 'is', 'are')} no record of the source`;
      case 'unextracted':
        return `${references}, which the maps do not read`;
      case 'inactive':
        return `${references} ${oneOrMany(number, 'leads', 'lead')} to a record that is inactive`;
      case 'deleted':
        return `${references} ${oneOrMany(number, 'leads', 'lead')} to what the source calls deleted`;
    }
  })();
  return {
    severity: nowhere && open > 0 ? 'finding' : 'information',
    topic: kind === 'inactive' || kind === 'deleted' ? 'inactive' : isParty ? 'party' : 'reference',
    of: entity,
    field,
    count: number,
    message: `${said}${instead}.`,
    records: listed,
  };
}

function keyFindings({ circles, doubles, entities }: ScanResult): readonly ScanFinding[] {
  const base = { severity: 'finding', field: null } as const;
  return [
    ...circles.map(
      ({ entity, field, target, count: number, example }): ScanFinding => ({
        ...base,
        topic: 'circle',
        of: entity,
        field,
        count: number,
        message: `${counted(number, 'record')} ${oneOrMany(number, 'is its own ancestor', 'are their own ancestors')} (${example.join(' -> ')}); ${target} takes no circles.`,
        records: named(example.slice(0, -1)),
      }),
    ),
    ...doubles.map(
      ({ map, count: number, examples }): ScanFinding => ({
        ...base,
        topic: 'key',
        of: map,
        count: number,
        message: `${counted(number, 'record')} ${oneOrMany(number, 'has', 'have')} the key of another record before ${oneOrMany(number, 'it', 'them')}, and would share its row.`,
        records: named(examples),
      }),
    ),
    ...entities.flatMap(({ entity, doubleIds }): readonly ScanFinding[] =>
      doubleIds === 0
        ? []
        : [
            {
              ...base,
              topic: 'key',
              of: entity,
              count: doubleIds,
              message: `${counted(doubleIds, 'record')} ${oneOrMany(doubleIds, 'has', 'have')} the id of another one; the last of them counts.`,
              records: [],
            },
          ],
    ),
  ];
}

function peopleFindings({ people }: ScanResult): readonly ScanFinding[] {
  const info = { severity: 'information', topic: 'people', field: null } as const;
  if (people === null)
    return [
      {
        ...info,
        of: 'people',
        count: 0,
        message: 'The target was not asked, so nothing is said of people without a match.',
        records: [],
      },
    ];
  return people.map(({ entity, id, name, standIn, records }) => ({
    ...info,
    of: entity,
    count: records,
    message: `${name ?? id} is nobody in the target; ${counted(records, 'record')} ${oneOrMany(records, 'refers', 'refer')} to them${standIn ? ', which the fallback of the map takes' : ' and may wait: "mapc owners"'}.`,
    records: [{ record: id, to: null, name }],
  }));
}

function fileFindings({ files }: ScanResult): readonly ScanFinding[] {
  const all = files.reduce((sum, { count: number }) => sum + number, 0);
  const bytes = files.reduce((sum, one) => sum + one.bytes, 0);
  const again = files.reduce((sum, { duplicates }) => sum + duplicates.bytes, 0);
  const total: ScanFinding = {
    severity: 'information',
    topic: 'files',
    of: 'all tables',
    field: null,
    count: all,
    message: `${counted(all, 'file')} with ${bytesText(bytes)} in all; ${bytesText(bytes - again)} where equal ones are kept once.`,
    records: [],
  };
  return [...(files.length < 2 ? [] : [total]), ...filesByTable(files)];
}

function filesByTable(files: ScanResult['files']): readonly ScanFinding[] {
  return files.flatMap(({ entity, count: number, bytes, largest, duplicates, tooLarge }) => {
    const first = largest[0];
    const base = { topic: 'files', of: entity, field: first?.field ?? null } as const;
    const again =
      duplicates.count === 0
        ? ''
        : ` ${count(duplicates.count)} of them (${bytesText(duplicates.bytes)}) hold what another file holds.`;
    const said: ScanFinding = {
      ...base,
      severity: 'information',
      count: number,
      message: `${counted(number, 'file')} with ${bytesText(bytes)}, the largest ${bytesText(first?.bytes ?? 0)}.${again}`,
      records: largest.map(({ record, bytes: size }) => ({ record, to: null, name: bytesText(size) })),
    };
    if (tooLarge === 0) return [said];
    const refused: ScanFinding = {
      ...base,
      severity: 'finding',
      count: tooLarge,
      message: `${counted(tooLarge, 'file')} ${oneOrMany(tooLarge, 'is', 'are')} larger than the target takes; the records that hold them would be rejected.`,
      records: said.records.slice(0, tooLarge),
    };
    return [refused, said];
  });
}

function recordFindings({ entities, withoutState, unready }: ScanResult): readonly ScanFinding[] {
  const info = { severity: 'information', topic: 'records', field: null } as const;
  return [
    ...entities.map(({ entity, records, counted: there }) => ({
      ...info,
      of: entity,
      count: records,
      message: `${counted(records, 'record')}${there === records ? '' : `, where the source counted ${count(there)}`}.`,
      records: [],
    })),
    ...withoutState.map((entity) => ({
      ...info,
      topic: 'inactive' as const,
      of: entity,
      count: 0,
      message: 'No map reads its state, so nobody can tell which references lead to inactive records.',
      records: [],
    })),
    ...unready.map((message) => ({
      ...info,
      topic: 'rejected' as const,
      of: 'target',
      count: 1,
      message: `No rehearsal, so what would be rejected is told from the records alone: ${message}`,
      records: [],
    })),
  ];
}
