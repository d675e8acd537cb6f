import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plan } from '../plan/types.ts';
import type { CompiledProject, Project } from '../project/index.ts';
import type { Colours } from '../report/colours.ts';
import type { SchemaLineFinder } from '../report/human.ts';
import type { Schema } from '../schema/model.ts';
import { FindingsError } from './failure.ts';
import type { Io } from './io.ts';

export interface Prepared {
  readonly plan: Plan;
  readonly source: Schema;
  readonly target: Schema;
  /** What the plan was made of; null where the plan was named. */
  readonly checked: CompiledProject['checked'] | null;
}

/** Where the schemas of a project say what a diagnostic rests on. */
export async function schemaLines(project: Project): Promise<SchemaLineFinder> {
  const { findSchemaLine } = await import('../project/index.ts');
  return (place, variant) => findSchemaLine(project, place, variant);
}

/** Diagnostics of a project as text. */
export async function diagnosticsText(
  project: Project,
  { checked }: CompiledProject,
  colours: Colours,
  choices: ReadonlyMap<string, string> = new Map(),
): Promise<string> {
  const { diagnosticsToText } = await import('../report/human.ts');
  return diagnosticsToText({
    diagnostics: checked.diagnostics,
    files: checked.files,
    schemaLine: await schemaLines(project),
    colours,
    choices,
  });
}

/**
 * The plan to work with: the one that was named, or what the project says now, written to `.mapc/plan.json`.
 * @throws FindingsError where the project does not check, after telling why; ProjectError, PlanError, SnapshotError
 */
export async function preparePlan(
  project: Project,
  io: Io,
  options: {
    readonly plan?: string;
    readonly confirmed: boolean;
    /** What was compiled last serves where the maps do not check now: what was done can be undone all the same. */
    readonly last?: boolean;
    /** Options in place of those that the maps choose; the plan of these is not kept. */
    readonly choices?: ReadonlyMap<string, string>;
  },
): Promise<Prepared> {
  const { compileProject, loadPlan, loadSchema, planPath, writePlan } = await import('../project/index.ts');
  if (options.plan !== undefined) {
    const plan = loadPlan(resolve(io.directory, options.plan));
    const warning = await planWarning(project, plan, options.plan);
    if (warning !== null) io.err(`Warning: ${warning}\n`);
    return {
      plan,
      source: loadSchema(project, 'source'),
      target: loadSchema(project, 'target'),
      checked: null,
    };
  }
  const { choices = new Map() } = options;
  const compiled = compileProject(project, choices);
  const { plan, source, target, checked } = compiled;
  if (plan === null && options.last === true && existsSync(planPath(project))) {
    io.err('The project does not check now; the plan that was compiled last is used.\n');
    return { plan: loadPlan(planPath(project)), source, target, checked: null };
  }
  if (plan === null) {
    io.err(await diagnosticsText(project, compiled, io.errColours, choices));
    throw new FindingsError('The project does not check, so nothing was done.');
  }
  const proposals = checked.diagnostics.filter(({ name }) => name === 'proposal-left').length;
  if (options.confirmed && proposals > 0)
    throw new FindingsError(
      `${proposals} ${proposals === 1 ? 'line is' : 'lines are'} still a proposal (\`?=\`). Change them to \`=\` to confirm; \`mapc check\` lists them.`,
    );
  if (choices.size === 0 && writePlan(planPath(project), plan)) io.err('Compiled .mapc/plan.json.\n');
  return { plan, source, target, checked };
}

/** Where a plan that was named is not what the project says now: that, in a sentence. @throws SnapshotError */
async function planWarning(project: Project, plan: Plan, path: string): Promise<string | null> {
  const { compileProject, ProjectError, staleness } = await import('../project/index.ts');
  let now: Plan | null;
  try {
    now = compileProject(project).plan;
  } catch (error) {
    // The plan stands for itself: it can be applied where its maps are not.
    if (!(error instanceof ProjectError)) throw error;
    return `${path} cannot be held to the project: ${error.message}`;
  }
  if (now === null)
    return `${path} cannot be held to the project, which does not check now; \`mapc check\` says why.`;
  const changed = staleness(plan, now);
  return changed.length === 0
    ? null
    : `${path} is not what the project says now: ${changed.join(', ')} changed since it was compiled. \`mapc compile -o ${path}\` makes it anew.`;
}
