/**
 * The plan room: the contract between the front and the back of the house. `types.ts` says what a plan is,
 * `plan.schema.json` says the same for any reader, `read.ts` and `write.ts` bring it from and to text. It knows the
 * schema model and the names of the standard library; it must not know the language, connectors or the runtime.
 */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { OWN_JSON_SCHEMAS } from '../schema/own-json-schemas.ts';
import { findInstance } from '../stdlib/index.ts';
import planSchema from './plan.schema.json' with { type: 'json' };
import { PlanError } from './plan-error.ts';
import { PLAN_FORMAT, type Plan } from './types.ts';

let validator: ValidateFunction<Plan> | null = null;

/** Made when it is first asked for: most commands read no plan. */
function planValidator(): ValidateFunction<Plan> {
  validator ??= new Ajv2020({ ...OWN_JSON_SCHEMAS, discriminator: true }).compile<Plan>(planSchema);
  return validator;
}

const COMPILE_AGAIN = 'compile it again with `mapc compile`';

/**
 * Reads a plan and proves that it is one: its format, its shape, and that every name and place in it leads somewhere.
 * @throws PlanError
 */
export function readPlan(text: string): Plan {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new PlanError(`This file is not a plan: it is not JSON (${messageOf(error)}); ${COMPILE_AGAIN}.`);
  }
  return checkPlan(data);
}

/** As {@link readPlan}, for a plan that is data already. @throws PlanError */
export function checkPlan(data: unknown): Plan {
  if (typeof data !== 'object' || data === null || !('format' in data)) {
    throw new PlanError(`This file is not a plan: it names no format; ${COMPILE_AGAIN}.`);
  }
  if (data.format !== PLAN_FORMAT) {
    const format = JSON.stringify(data.format);
    throw new PlanError(
      `This plan has format ${format}, this mapc reads format ${PLAN_FORMAT}: ${COMPILE_AGAIN}.`,
    );
  }
  const validate = planValidator();
  if (!validate(data)) {
    const [first] = validate.errors ?? [];
    const problem = first === undefined ? 'it does not fit the schema' : sentence(first);
    throw new PlanError(`This plan is damaged: ${problem}; ${COMPILE_AGAIN}.`);
  }
  const problems = danglingNames(data);
  if (problems.length > 0) {
    const more = problems.length > 3 ? `; and ${problems.length - 3} more` : '';
    throw new PlanError(`This plan is damaged: ${problems.slice(0, 3).join('; ')}${more}; ${COMPILE_AGAIN}.`);
  }
  return data;
}

function sentence(error: ErrorObject): string {
  const where = error.instancePath === '' ? 'at its top' : `at ${error.instancePath}`;
  const names = Object.entries(error.params as Readonly<Record<string, unknown>>)
    .filter(([name]) => ['additionalProperty', 'allowedValue', 'allowedValues', 'tagValue'].includes(name))
    .map(([, value]) => JSON.stringify(value));
  return `${where}, it ${error.message ?? 'does not fit'}${names.length > 0 ? ` (${names.join(', ')})` : ''}`;
}

/** Every name that leads nowhere, each with its place. */
function danglingNames(plan: Plan): readonly string[] {
  const problems: string[] = [];
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, `${path}/${index}`);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const node: Readonly<Record<string, unknown>> = { ...value };
    if (typeof node.at === 'number' && node.at >= plan.spans.length) {
      problems.push(`at ${path}, it points to span ${node.at} of ${plan.spans.length}`);
    }
    switch (node.op) {
      // What a literal holds is data, not plan.
      case 'literal':
        return;
      case 'call':
        if (typeof node.fn === 'string' && findInstance(node.fn) === null) {
          problems.push(
            `at ${path}, it calls the function ${JSON.stringify(node.fn)}, which this mapc does not have`,
          );
        }
        break;
      case 'table':
        if (typeof node.table === 'string' && !Object.hasOwn(plan.tables, node.table)) {
          problems.push(`at ${path}, it uses the table ${JSON.stringify(node.table)}, which is not there`);
        }
        break;
      case 'translate':
      case 'ref_pair':
        for (const map of Object.values({ ...(node.candidates as object) }).flat()) {
          if (!Object.hasOwn(plan.maps, String(map))) {
            problems.push(
              `at ${path}, it translates through the map ${JSON.stringify(map)}, which is not there`,
            );
          }
        }
        break;
      default:
    }
    for (const [name, item] of Object.entries(node)) visit(item, `${path}/${name}`);
  };
  for (const [id, map] of Object.entries(plan.maps)) {
    if (map.id !== id) problems.push(`at /maps/${id}, its id is ${JSON.stringify(map.id)}`);
    visit(map, `/maps/${id}`);
  }
  for (const [index, step] of plan.order.entries()) {
    if (!Object.hasOwn(plan.maps, step.map)) {
      problems.push(`at /order/${index}, it names the map ${JSON.stringify(step.map)}, which is not there`);
    }
  }
  for (const [name, table] of Object.entries(plan.tables)) {
    const places = [...table.entries, ...(table.otherwise === null ? [] : [table.otherwise])];
    for (const { at } of places) visit({ at }, `/tables/${name}`);
  }
  return problems;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
