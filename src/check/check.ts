import type * as ast from '../language/ast.ts';
import type { SourceText } from '../language/source.ts';
import type { Profile, Schema } from '../schema/model.ts';
import { withOwnNames } from '../schema/own-names.ts';
import { answeredTables } from './answered-tables.ts';
import { checkRequire } from './bodies.ts';
import { conditionsOf, questionsOf } from './conditions.ts';
import { Context, EMPTY_SCOPE, type MapHead } from './context.ts';
import { type Diagnostic, diagnostic } from './diagnostics/index.ts';
import { inTextOrder } from './diagnostics/order.ts';
import { checkFunction } from './expressions/functions.ts';
import { checkFate } from './fates.ts';
import { twinFixes } from './fixes/lines.ts';
import { Places } from './fixes/places.ts';
import { isWhole, type LoadInput, loadFiles, type Parsed } from './load.ts';
import { checkMap, checkOwners, headOfMap, headOfOwners } from './maps.ts';
import { type Order, orderMaps } from './order.ts';
import type { CheckedMap, CheckedProgram, CheckedProvision } from './program.ts';
import { checkProvision, extendTarget, withProvisionedRows } from './provision.ts';
import { provisionedMaps } from './provision-maps.ts';
import { atProvision, provisionPlaces } from './provision-places.ts';
import { RULES } from './rules/index.ts';
import { createFacts, takenDeclarations } from './static.ts';
import { checkStatics } from './static-rules.ts';
import { checkTable } from './tables.ts';
import { checkTest } from './tests.ts';

export interface CheckInput extends LoadInput {
  readonly source: Schema;
  readonly target: Schema;
  readonly profile: Profile | null;
  /** Options that stand in for those that the files choose, by choice: what `check --matrix` varies. */
  readonly choices?: ReadonlyMap<string, string>;
}

export interface CheckResult {
  readonly diagnostics: readonly Diagnostic[];
  /** Every file that was read, the imported ones too. */
  readonly files: readonly SourceText[];
  readonly program: CheckedProgram;
  readonly order: Order;
  /** The spans that the `at` of every plan node counts into. */
  readonly spans: readonly ast.Span[];
  /** The choices of the project, taken or not. */
  readonly choices: readonly ast.ChoiceDecl[];
  /** Each static condition that was asked, and whether it held. */
  readonly answers: ReadonlyMap<ast.Static, boolean>;
}

/** Parses, binds and types a project and applies every rule. It does no input or output and never throws for what a
 * map says; a program with errors must not be lowered. */
export function check(input: CheckInput): CheckResult {
  return checkParsed(loadFiles(input), input);
}

/**
 * As {@link check}, of files that were read already: what `check --matrix` does once for each combination, and drift
 * for the schemas of before and after.
 */
export function checkParsed(parsed: Parsed, given: CheckInput): CheckResult {
  const input = { ...given, source: withOwnNames(given.source), target: withOwnNames(given.target) };
  const early: Diagnostic[] = [...parsed.diagnostics];
  const places = new Places(parsed.files, parsed.declarations);
  const conditions = conditionsOf(parsed.declarations);
  const choices = parsed.declarations.filter((declaration) => declaration.kind === 'Choice');
  early.push(...checkStatics(parsed.declarations, conditions, isWhole(parsed)));
  const facts = createFacts(input, questionsOf(conditions, choices), input.choices);
  const declared = sort(takenDeclarations(parsed.declarations, facts));
  const { target, made } = extendTarget(input.target, declared.provisions, facts);
  const heads = new Map<ast.MapDecl | ast.OwnersDecl, MapHead>();
  for (const owners of declared.owners) heads.set(owners, headOfOwners(owners));
  const configuration = provisionedMaps(declared.provisions, facts);
  for (const map of configuration) heads.set(map, headOfMap(map, 'provision'));
  for (const map of declared.maps) heads.set(map, headOfMap(map, 'run'));
  early.push(
    ...duplicates(
      'map',
      [...configuration, ...declared.maps].map((map) => ({
        name: heads.get(map)?.id ?? '',
        span: (map.name ?? map.source).span,
      })),
      places,
    ),
  );
  early.push(
    ...duplicates(
      'choice',
      choices.map(({ name }) => name),
      places,
    ),
  );
  early.push(
    ...duplicates(
      'table',
      declared.tables.map(({ name }) => name),
      places,
    ),
  );
  early.push(
    ...duplicates(
      'function',
      declared.functions.map(({ name }) => name),
      places,
    ),
  );
  early.push(
    ...duplicates(
      'common',
      declared.commons.map(({ name }) => name),
      places,
    ),
  );

  const cx = new Context({
    source: input.source,
    target,
    profile: input.profile,
    heads: [...heads.values()],
    commons: new Map(declared.commons.map((common) => [common.name.name, common])),
    functions: new Map(declared.functions.map((fn) => [fn.name.name, fn])),
    facts,
    places,
    incomplete: !isWhole(parsed),
    answeredTables: answeredTables(parsed.declarations),
  });
  const provision: CheckedProvision[] = declared.provisions.flatMap((declaration) =>
    checkProvision(cx, input.target, declaration, made),
  );
  cx.target = withProvisionedRows(cx.target, provision);
  for (const table of declared.tables) cx.tables.set(table.name.name, checkTable(cx, table));
  for (const fn of declared.functions) checkFunction(cx, fn);
  const maps: CheckedMap[] = [];
  for (const [node, head] of heads) {
    const checked = node.kind === 'Owners' ? checkOwners(cx, node, head) : checkMap(cx, node, head);
    if (checked) maps.push(checked);
  }
  const program: CheckedProgram = {
    incomplete:
      !isWhole(parsed) ||
      maps.length < heads.size ||
      maps.some((map) => map.arms.length < armsOf(heads, map.id)),
    header: parsed.header,
    source: input.source,
    target: cx.target,
    profile: input.profile,
    maps,
    tables: cx.tables,
    provision,
    requires: declared.requires.map((node) => checkRequire(cx, EMPTY_SCOPE, node)),
    tests: declared.tests.map((test) =>
      checkTest(cx, test, parsed.header?.target.name ?? input.target.system),
    ),
    fates: declared.fates.flatMap((fate) => checkFate(cx, fate)),
    thresholds: declared.reconciles.flatMap((reconcile) =>
      reconcile.thresholds.map((threshold) => ({
        measure: threshold.measure.name,
        operator: threshold.operator,
        percent: Number(threshold.percent),
        sample: threshold.of ? Number(threshold.of.count) : null,
      })),
    ),
    thresholdSpans: declared.reconciles.flatMap((reconcile) => reconcile.thresholds.map(({ span }) => span)),
    misread: cx.misread,
    reads: cx.reads,
    targetReads: cx.targetReads,
  };
  cx.reportGathered();
  const order = orderMaps(program);
  for (const rule of RULES) rule({ program, order, places, report: cx.report.bind(cx) });
  const provisioned = provisionPlaces(made);
  const all = [...early, ...cx.diagnostics].map((found) => atProvision(found, provisioned));
  return {
    diagnostics: all.sort(inTextOrder(parsed.files)),
    files: parsed.files,
    program,
    order,
    spans: cx.spans,
    choices,
    answers: facts.answers,
  };
}

interface Declared {
  readonly owners: readonly ast.OwnersDecl[];
  readonly maps: readonly ast.MapDecl[];
  readonly tables: readonly ast.TableDecl[];
  readonly commons: readonly ast.CommonDecl[];
  readonly provisions: readonly ast.ProvisionDecl[];
  readonly fates: readonly ast.FateDecl[];
  readonly reconciles: readonly ast.ReconcileDecl[];
  readonly functions: readonly ast.FnDecl[];
  readonly tests: readonly ast.TestDecl[];
  readonly requires: readonly ast.RequireDecl[];
}

function sort(declarations: readonly ast.Declaration[]): Declared {
  const sorted = {
    owners: [] as ast.OwnersDecl[],
    maps: [] as ast.MapDecl[],
    tables: [] as ast.TableDecl[],
    commons: [] as ast.CommonDecl[],
    provisions: [] as ast.ProvisionDecl[],
    fates: [] as ast.FateDecl[],
    reconciles: [] as ast.ReconcileDecl[],
    functions: [] as ast.FnDecl[],
    tests: [] as ast.TestDecl[],
    requires: [] as ast.RequireDecl[],
  };
  for (const node of declarations) {
    switch (node.kind) {
      case 'Owners':
        sorted.owners.push(node);
        break;
      case 'Map':
        sorted.maps.push(node);
        break;
      case 'Table':
        sorted.tables.push(node);
        break;
      case 'Common':
        sorted.commons.push(node);
        break;
      case 'Provision':
        sorted.provisions.push(node);
        break;
      case 'Fate':
        sorted.fates.push(node);
        break;
      case 'Reconcile':
        sorted.reconciles.push(node);
        break;
      case 'Fn':
        sorted.functions.push(node);
        break;
      // Choices and branches have been answered before.
      case 'Choice':
      case 'Branch':
        break;
      case 'Require':
        sorted.requires.push(node);
        break;
      case 'Test':
        sorted.tests.push(node);
        break;
      case 'Import':
        break;
      default:
        node satisfies never;
    }
  }
  return sorted;
}

function duplicates(
  what: string,
  named: readonly { readonly name: string; readonly span: ast.Span }[],
  places: Places,
): readonly Diagnostic[] {
  const first = new Map<string, ast.Span>();
  return named.flatMap(({ name, span }) => {
    const before = first.get(name);
    if (!before) {
      first.set(name, span);
      return [];
    }
    return [
      diagnostic(
        'declared-twice',
        span,
        { what, name },
        {
          help: what === 'map' ? 'give one a name: `map Name: …`' : null,
          related: [{ span: before, message: 'the first one' }],
          fixes: twinFixes(places, span, before),
        },
      ),
    ];
  });
}

/** How many arms the map of that id is written with; those whose target is not there are not among the checked ones. */
function armsOf(heads: ReadonlyMap<ast.MapDecl | ast.OwnersDecl, MapHead>, id: string): number {
  for (const [node, head] of heads) if (head.id === id) return node.kind === 'Map' ? node.arms.length : 1;
  return 0;
}
