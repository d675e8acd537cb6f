/**
 * A whole migration from end to end on this machine, as a user would do it: both sandboxes, the built command, one step
 * after the other, each with what it is for and what it found. Fails where a step ends otherwise than it should.
 * `npm run demo`; it takes about a minute and needs nothing but this folder.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(fileURLToPath(new URL('.', import.meta.url)), '..');
const command = join(root, 'dist', 'mapc.js');
const project = join(root, '.mapc-demo', 'function365-odoo');

type Json = Readonly<Record<string, unknown>>;

interface Step {
  readonly why: string;
  /** Words after `mapc`; the project folder is put behind the command. */
  readonly words: readonly string[];
  readonly expected: number;
  readonly found: (result: Json) => string;
}

const children: ChildProcess[] = [];
const variables: Record<string, string> = {};

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  for (const child of children) child.kill('SIGINT');
}

async function main(): Promise<void> {
  if (!existsSync(command)) {
    say('Building the command first.');
    const built = spawnSync(process.execPath, [join(root, 'scripts', 'build.ts')], { stdio: 'inherit' });
    if (built.status !== 0) throw new Error('The command could not be built.');
  }
  rmSync(join(root, '.mapc-demo'), { recursive: true, force: true });
  cpSync(join(root, 'specs', 'function365-odoo'), project, {
    recursive: true,
    // The demo discovers for itself, and begins without the memory of another run.
    filter: (path) => !/[\\/](schemas|\.mapc)$/.test(path),
  });
  say('Two local servers stand in for the real systems: a Dataverse environment full of invented, dirty');
  say('records, and an empty-handed Odoo 17 with a few users and companies in it.\n');
  await Promise.all([startSandbox('dataverse'), startSandbox('odoo', '--seed', 'demo')]);

  step({
    why: 'Read both live schemas, their options, reference rows, and how full each source field is.',
    words: ['discover'],
    expected: 0,
    found: ({ source, target }) =>
      `${n(at(source, 'entities'))} source entities with ${n(at(source, 'records'))} records; ${n(at(target, 'entities'))} target entities with ${n(at(target, 'fields'))} fields.`,
  });
  step({
    why: 'Prove the maps against both schemas before anything moves.',
    words: ['check'],
    expected: 0,
    found: ({ errors, warnings, files }) =>
      `${n(errors)} errors and ${n(warnings)} warnings in ${list(files).length} files.`,
  });
  step({
    why: 'Show what the target lacks: a document that a person approves.',
    words: ['provision'],
    expected: 0,
    found: ({ steps }) =>
      `${list(steps).filter((one) => at(one, 'status') === 'missing').length} fields are missing in the target.`,
  });
  step({
    why: 'Make it.',
    words: ['provision', '--apply'],
    expected: 0,
    found: ({ steps }) =>
      `${list(steps).filter((one) => at(one, 'status') === 'made').length} fields were made.`,
  });
  step({
    why: 'Copy what the maps read from the source into a local stage.',
    words: ['extract'],
    expected: 0,
    found: ({ entities }) =>
      `${n(list(entities).reduce<number>((sum, one) => sum + Number(at(one, 'records')), 0))} records of ${list(entities).length} entities are staged.`,
  });
  const { owners } = step({
    why: 'Who are the owners of these records in the target? Nobody is guessed: who is not found waits.',
    words: ['owners'],
    expected: 3,
    found: (result) => {
      const all = list(result.owners);
      const queued = all.filter((one) => at(one, 'state') === 'queued').length;
      return `${all.length - queued} of ${all.length} people are found, ${queued} wait for a decision.`;
    },
  });
  step({
    why: 'The decision: these people left, or never had a login; a colleague of the same clinic takes their records.',
    words: ['owners', 'resolve', '--person', ...decisions(list(owners))],
    expected: 0,
    found: ({ resolved }) => `${n(resolved)} people are resolved.`,
  });
  step({
    why: 'Is anything in the way of a run: rights, modules, drift, people?',
    words: ['preflight'],
    expected: 0,
    found: ({ findings, ready }) =>
      `${ready === true ? 'Ready' : 'Not ready'}; ${list(findings).length} ${list(findings).length === 1 ? 'remark' : 'remarks'} to read.`,
  });
  const sample = step({
    why: 'Move a few records of every kind, and show each field on both sides.',
    words: ['sample', '--number', '8'],
    expected: 3,
    found: ({ records }) =>
      `${list(records).length} records of ${new Set(list(records).map((one) => at(one, 'map'))).size} maps were moved and read back.`,
  });
  step({
    why: 'The run: everything, in dependency order.',
    words: ['run'],
    expected: 3,
    found: (result) => `${states(result)}. What was rejected says why, line by line.`,
  });
  step({
    why: 'The same command once more: a second run must write nothing.',
    words: ['run'],
    expected: 3,
    found: states,
  });
  step({
    why: 'Read every field of every record back and compare it with what was written.',
    words: ['verify'],
    expected: 0,
    found: ({ records, fields, wrong }) =>
      `${n(records)} records, ${n(fields)} fields read back; ${n(wrong)} differ.`,
  });
  const reconciled = step({
    why: 'Where is every record? The counts must add up, and the thresholds of the map be met.',
    words: ['reconcile'],
    expected: 3,
    found: ({ passed, thresholds }) =>
      `${passed === true ? 'Passed' : 'Not passed'}: ${list(thresholds)
        .map((one) => `${at(one, 'measure')} ${Number(at(one, 'measured')).toFixed(1)} %`)
        .join(', ')}.`,
  });
  step({
    why: 'Undo it all: what was created goes, what was changed gets its former values back.',
    words: ['rollback'],
    expected: 0,
    found: ({ deleted, restored, left }) =>
      `${n(deleted)} rows deleted, ${n(restored)} restored, ${list(left).length} left alone.`,
  });
  step({
    why: 'And what was provisioned.',
    words: ['rollback', '--provision'],
    expected: 0,
    found: ({ unprovisioned }) => `${n(unprovisioned)} fields taken away.`,
  });

  say('\nDone. The pages are kept; open them in a browser:');
  const document = join(project, '.mapc', 'reports', 'provision.html');
  for (const path of [document, String(sample.report), String(reconciled.report)])
    say(`  ${relative(process.cwd(), path)}`);
}

/** For everybody who waits, somebody who is found and works in the same unit, or else the administrator. */
function decisions(people: readonly unknown[]): readonly string[] {
  const unitOf = (person: unknown): unknown => at(at(at(person, 'values'), 'businessunitid'), 'id');
  const found = people.filter((person) => at(person, 'state') !== 'queued');
  return people
    .filter((person) => at(person, 'state') === 'queued')
    .map((person) => {
      const colleague = found.find((other) => unitOf(other) === unitOf(person));
      const who = colleague === undefined ? variables.ODOO_LOGIN : at(at(colleague, 'target'), 'id');
      return `${String(at(person, 'source'))}=${String(who)}`;
    });
}

/** Runs one step and returns its JSON. Ends the demo where its exit code is not the expected one. */
function step({ why, words, expected, found }: Step): Json {
  say(`\n${why}`);
  const shown = words.length > 6 ? [...words.slice(0, 4), '…'] : words;
  say(`  $ mapc ${shown.join(' ')}`);
  const options = words.findIndex((word) => word.startsWith('-'));
  const split = options === -1 ? words.length : options;
  // Values of a repeated option would swallow the folder, so it stands before the options.
  const argv = [...words.slice(0, split), project, ...words.slice(split), '--json'];
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...argv], {
    encoding: 'utf8',
    env: { ...process.env, ...variables },
    maxBuffer: 1 << 30,
  });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const result = parse(stdout);
  if (status !== expected || result === null) {
    say(`  It ended with ${status}, and ${expected} was expected.\n${stderr}`);
    if (result !== null) say(`  ${found(result)}`);
    throw new Error(`The demo stopped at: mapc ${shown.join(' ')}`);
  }
  say(`  ${found(result)} (${seconds} s${status === 0 ? '' : `, exit code ${status}`})`);
  return result;
}

async function startSandbox(name: string, ...options: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [command, 'sandbox', name, ...options, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let text = '';
  await new Promise<void>((resolve, reject) => {
    child.on('exit', (code) => reject(new Error(`The ${name} sandbox ended with ${code}.`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const where = parse(text);
      if (where === null) return;
      for (const [key, value] of Object.entries(where)) if (key !== 'name') variables[key] = String(value);
      child.removeAllListeners('exit');
      resolve();
    });
  });
}

function states(result: Json): string {
  const total = new Map<string, number>();
  for (const map of list(result.maps))
    for (const [state, count] of Object.entries(at(map, 'states') ?? {}))
      total.set(state, (total.get(state) ?? 0) + Number(count));
  return [...total]
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${n(count)} ${state}`)
    .join(', ');
}

function parse(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function n(value: unknown): string {
  return Number(value).toLocaleString('en-US');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
