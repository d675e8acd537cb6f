import { beforeAll, describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/check/index.ts';
import { shuffled } from '../../src/migrate/random.ts';
import { SCHEMA_KINDS } from './kinds/schema.ts';
import { TEXT_KINDS } from './kinds/text.ts';
import type { Kind } from './mutant.ts';
import { checkWithoutTests, type Opened, open } from './project.ts';

/** Places of each kind, in each project, by a seed. */
const MOST = 8;
const SEED = 7;

interface Told {
  readonly kind: string;
  readonly place: string;
  readonly fresh: readonly Diagnostic[];
}

const identity = ({ code, message }: Diagnostic): string => `${code} ${message}`;

/** The errors that each mutant gives and the project itself does not. */
function tell(kinds: readonly Kind[], opened: Opened): readonly Told[] {
  const before = new Set(opened.checked.diagnostics.map(identity));
  return kinds
    .filter(({ by }) => by === 'check')
    .flatMap((kind) =>
      shuffled(kind.places(opened), SEED)
        .slice(0, MOST)
        .map(({ place, make }) => ({
          kind: kind.name,
          place,
          fresh: checkWithoutTests(make()).diagnostics.filter(
            (one) => one.severity === 'error' && !before.has(identity(one)),
          ),
        })),
    )
    .filter(({ fresh }) => fresh.length > 0);
}

const share = (told: readonly Told[], fits: (one: Told) => boolean): number =>
  told.filter(fits).length / told.length;

/** Each of these breaks a line of `provision`, a name, a `common` or an import, that many lines stand on. */
const FOUNDATIONS: readonly string[] = [
  'a `let` is cut',
  'a common is cut',
  'a common is misspelt',
  'a key field is no longer unique',
  'a provisioned field is of another type',
  'a provisioned text is too short',
  'an import is cut',
];

describe('one mistake gives one diagnostic', () => {
  const slips: Told[] = [];
  const drifts: Told[] = [];

  beforeAll(() => {
    for (const path of ['specs/function365-odoo', 'examples/northwind']) {
      const opened = open(path);
      slips.push(...tell(TEXT_KINDS, opened));
      drifts.push(...tell(SCHEMA_KINDS, opened));
    }
  }, 120_000);

  test('a slip in a map gives one error, in nine of ten', () => {
    // What many lines stand on is missed in each of them.
    const single = slips.filter(({ kind }) => !FOUNDATIONS.includes(kind));
    expect(single.length).toBeGreaterThan(300);
    expect(share(single, ({ fresh }) => fresh.length === 1)).toBeGreaterThan(0.9);
  });

  test('and hardly any gives more than three', () => {
    const many = slips.filter(({ fresh }) => fresh.length > 3);
    const kinds = new Set(many.map(({ kind }) => kind));
    expect([...kinds].filter((kind) => !FOUNDATIONS.includes(kind))).toEqual([]);
  });

  test('a change of a schema gives errors of one kind, at each line that has to follow it', () => {
    expect(drifts.length).toBeGreaterThan(250);
    expect(share(drifts, ({ fresh }) => new Set(fresh.map(({ name }) => name)).size === 1)).toBeGreaterThan(
      0.97,
    );
  });
});
