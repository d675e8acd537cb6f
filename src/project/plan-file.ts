import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readPlan } from '../plan/read.ts';
import type { Plan } from '../plan/types.ts';
import { planToText } from '../plan/write.ts';
import { digestOf } from '../schema/index.ts';
import { replaceFile } from '../schema/replace-file.ts';
import { type Project, readText } from './project.ts';
import { ProjectError } from './project-error.ts';

/** Where `mapc compile` writes the plan. */
export function planPath(project: Project): string {
  return join(project.folder, '.mapc', 'plan.json');
}

/** Writes a plan in one step, and only where it says something else than before. Returns whether it did. */
export function writePlan(path: string, plan: Plan): boolean {
  const text = planToText(plan);
  if (readText(path) === text) return false;
  const folder = dirname(path);
  // Beside the plan come stage and journal, which hold personal data: nobody else on the machine reads them.
  mkdirSync(folder, basename(folder) === '.mapc' ? { recursive: true, mode: 0o700 } : { recursive: true });
  replaceFile(path, text);
  return true;
}

/** @throws ProjectError where there is no such file, PlanError where it is no plan that this version reads */
export function loadPlan(path: string): Plan {
  const text = readText(path);
  if (text === null) throw new ProjectError(`There is no plan at ${path}. Run \`mapc compile\`.`);
  return readPlan(text);
}

/** What changed since a plan was made, in words; empty where it is still what the project says. */
export function staleness(plan: Plan, now: Plan): readonly string[] {
  const changed: string[] = [];
  if (plan.digests.maps !== now.digests.maps) changed.push('the maps');
  if (plan.digests.source !== now.digests.source) changed.push('the snapshot of the source');
  if (plan.digests.target !== now.digests.target) changed.push('the snapshot of the target');
  if (digestOf(plan.settings) !== digestOf(now.settings)) changed.push('the settings of the run');
  return changed;
}
