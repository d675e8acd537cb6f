import type { Diagnostic } from '../../src/check/index.ts';
import { lower, lowerTests } from '../../src/lower/index.ts';
import { runTests } from '../../src/migrate/index.ts';
import { shuffled } from '../../src/migrate/random.ts';
import type { TestPlan } from '../../src/plan/tests.ts';
import type { Kind, Mutant } from './mutant.ts';
import { checkAll, checkWithoutTests, type Opened, type Project } from './project.ts';
import { INVENTORIES, SURVIVORS } from './survivors.ts';

/** What became of the mutants of one kind in one project. */
export interface Score {
  readonly kind: string;
  readonly places: number;
  readonly tried: number;
  readonly told: number;
  readonly failed: number;
  /** Mutants that are no maps any more: the parser's business. */
  readonly unreadable: number;
  readonly listed: number;
  readonly survivors: readonly string[];
}

interface Limits {
  /** Places tried, of each kind in each project. */
  readonly most: number;
  readonly seed: number;
}

export const ALL: Limits = { most: Number.POSITIVE_INFINITY, seed: 1 };

export async function score(
  kinds: readonly Kind[],
  opened: Opened,
  limits: Limits,
): Promise<readonly Score[]> {
  const before = new Set(opened.checked.diagnostics.map(identity));
  const scores: Score[] = [];
  for (const kind of kinds) {
    const places = kind.places(opened);
    const tried = places.length <= limits.most ? places : shuffled(places, limits.seed).slice(0, limits.most);
    const counts = { told: 0, failed: 0, unreadable: 0, listed: 0 };
    const survivors: string[] = [];
    for (const mutant of tried) {
      const fate = await judge(kind, mutant, opened.project, before);
      if (fate === 'told' || fate === 'failed' || fate === 'unreadable') counts[fate] += 1;
      else if (
        isListed(opened.project.path, kind.name, mutant.place) ||
        (kind.by === 'check or tests' && isInventory(opened.project, mutant.make()))
      )
        counts.listed += 1;
      else survivors.push(`${opened.project.path}: ${kind.name}: ${mutant.place}: ${fate.instead}`);
    }
    scores.push({ kind: kind.name, places: places.length, tried: tried.length, ...counts, survivors });
  }
  return scores;
}

type Fate = 'told' | 'failed' | 'unreadable' | { readonly instead: string };

async function judge(
  kind: Kind,
  mutant: Mutant,
  original: Project,
  before: ReadonlySet<string>,
): Promise<Fate> {
  const project = mutant.make();
  const { diagnostics } = checkWithoutTests(project);
  const fresh = diagnostics.filter((one) => !before.has(identity(one)));
  if (fresh.some(({ name }) => name === 'syntax')) return 'unreadable';
  if (fresh.some((one) => mutant.told(one, project))) return 'told';
  if (fresh.length > 0)
    return {
      instead: fresh
        .slice(0, 2)
        .map(({ name, message }) => `${name} "${message}"`)
        .join('; '),
    };
  if (kind.by === 'check') return { instead: 'check says nothing' };
  return (await someTestFails(project, original)) ? 'failed' : { instead: 'no test fails' };
}

/** A mutant moves what is right: a diagnostic that was there before is the same one elsewhere. */
function identity({ name, message }: Diagnostic): string {
  return `${name} ${message}`;
}

/** Tests that speak of what was changed come first, as one that fails is enough. */
async function someTestFails(project: Project, original: Project): Promise<boolean> {
  const checked = checkAll(project);
  // A test that no longer checks fails too.
  if (checked.diagnostics.some(({ severity }) => severity === 'error')) return true;
  const plan = lower({
    checked,
    target: project.target,
    settings: { timezone: 'Europe/London', language: 'en_US' },
  });
  const tests = lowerTests(checked);
  const words = changedWords(project, original);
  const weight = (test: TestPlan): number => {
    const text = JSON.stringify(test);
    return words.filter((word) => text.includes(word)).length;
  };
  const sorted = tests.map((test) => ({ test, weight: weight(test) })).sort((a, b) => b.weight - a.weight);
  const batch = 6;
  for (let at = 0; at < sorted.length; at += batch) {
    const { tests: results } = await runTests(
      plan,
      sorted.slice(at, at + batch).map(({ test }) => test),
      project.target,
    );
    if (results.some(({ failures }) => failures.length > 0)) return true;
  }
  return false;
}

/** Words on the changed lines and on the head of the declaration around. */
function changedWords(project: Project, original: Project): readonly string[] {
  const words = new Set<string>();
  for (const [name, { text }] of project.files) {
    const was = original.files.get(name)?.text ?? '';
    if (was === text) continue;
    const [now, then] = [text.split('\n'), was.split('\n')];
    now.forEach((line, index) => {
      if (line === then[index]) return;
      let head = index;
      while (head > 0 && !/^(map|common|table|owners|} else)/.test(then[head] ?? '')) head -= 1;
      for (const word of `${then[index] ?? ''} ${then[head] ?? ''}`.match(/[a-z_.]{4,}/gi) ?? [])
        words.add(word);
    });
  }
  return [...words];
}

/** Whether all that was changed is what people read in the hand-off. */
function isInventory(original: Project, mutant: Project): boolean {
  const changed = [...mutant.files].filter(([name, { text }]) => original.files.get(name)?.text !== text);
  return (
    changed.length > 0 &&
    changed.every(([name]) =>
      INVENTORIES.some(({ project, file }) => project === original.path && name === file),
    )
  );
}

function isListed(project: string, kind: string, place: string): boolean {
  return SURVIVORS.some((one) => one.project === project && one.kind === kind && place.includes(one.place));
}

/** The list of kinds with their counts, for the log. */
export function table(scores: readonly Score[]): string {
  const rows = [...Map.groupBy(scores, ({ kind }) => kind)].map(([kind, all]) => {
    const sum = (count: (one: Score) => number): number => all.reduce((total, one) => total + count(one), 0);
    return [
      kind,
      sum(({ places }) => places),
      sum(({ tried }) => tried),
      sum(({ told }) => told),
      sum(({ failed }) => failed),
      sum(({ listed }) => listed),
      sum(({ survivors }) => survivors.length),
      sum(({ unreadable }) => unreadable),
    ] as const;
  });
  const total = rows.reduce(
    (sums, row) => sums.map((sum, index) => sum + Number(row[index + 1])),
    [0, 0, 0, 0, 0, 0, 0],
  );
  const line = (cells: readonly (string | number)[]): string =>
    cells.map((cell, index) => (index === 0 ? String(cell).padEnd(66) : String(cell).padStart(9))).join('');
  return [
    line(['kind', 'places', 'tried', 'told', 'failed', 'listed', 'survived', 'no map']),
    ...rows.map(line),
    line(['together', ...total]),
  ].join('\n');
}
