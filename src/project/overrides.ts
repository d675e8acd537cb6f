import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { readSchema, schemaExists } from '../schema/index.ts';
import type { Schema } from '../schema/model.ts';
import {
  type EntityOverride,
  type FieldOverride,
  type Overrides,
  staleOverrides,
  withOverrides,
} from '../schema/overrides.ts';
import { OWN_JSON_SCHEMAS } from '../schema/own-json-schemas.ts';
import { TYPE_WORDS, typeFromText } from '../schema/type-from-text.ts';
import { SIDES, type Side } from './config.ts';
import { type Project, readText } from './project.ts';
import { schemaFolder, schemaPath } from './schema-path.ts';
import { complaint, openYaml, refuse, type YamlFile } from './yaml-file.ts';

/** What stands in `overrides.yaml`: as {@link Overrides}, with types in words and `absent` for what is not there. */
type Written = Readonly<Record<string, WrittenEntity | 'absent'>>;
type WrittenEntity = Omit<NonNullable<EntityOverride>, 'fields'> & {
  readonly fields?: Readonly<Record<string, WrittenField | 'absent'>>;
};
type WrittenField = Omit<NonNullable<FieldOverride>, 'type'> & { readonly type?: string };

const text = { type: 'string', minLength: 1 } as const;
const field = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    label: text,
    type: text,
    required: { type: 'boolean' },
    unique: { type: 'boolean' },
    write: { enum: ['always', 'create', 'update', 'never'] },
    default: { enum: ['none', 'constant', 'session'] },
  },
} as const;
const entity = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    label: text,
    id: text,
    display: { type: ['string', 'null'] },
    keys: { type: 'array', items: { type: 'array', minItems: 1, items: text } },
    fields: { type: 'object', additionalProperties: orAbsent(field) },
  },
} as const;
/** Read with `absent` taken out: what stands elsewhere is checked by the schema of its own kind. */
export const overridesSchema = { type: 'object', additionalProperties: orAbsent(entity) } as const;

function orAbsent<T extends object>(
  one: T,
): { readonly if: object; readonly then: object; readonly else: T } {
  return { if: { const: 'absent' }, then: {}, else: one };
}

let validator: ValidateFunction<Written> | null = null;

/** Made when it is first asked for: most projects correct nothing. */
function overridesValidator(): ValidateFunction<Written> {
  validator ??= new Ajv({ ...OWN_JSON_SCHEMAS, allErrors: true }).compile<Written>(overridesSchema);
  return validator;
}

/** The file of a side, relative to the project, with `/`. */
export function overridesFile(side: Side, variant: string | null = null): string {
  return [...schemaPath(side, variant), 'overrides.yaml'].join('/');
}

interface OpenedOverrides {
  readonly overrides: Overrides;
  readonly yaml: YamlFile;
}

/** What people corrected of one side; null where there is no file. @throws ProjectError with every complaint and its line */
function openOverrides(project: Project, side: Side, variant: string | null): OpenedOverrides | null {
  const file = overridesFile(side, variant);
  const content = readText(join(project.folder, file));
  if (content === null) return null;
  const yaml = openYaml(content, file);
  const data = yaml.data ?? {};
  const validate = overridesValidator();
  if (!validate(data)) {
    const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if');
    refuse(
      errors.map((error) => complaint(error, [], overridesSchema)),
      yaml.lineOf,
      file,
    );
  }
  const complaints: Parameters<typeof refuse>[0][number][] = [];
  const overrides = Object.entries(data).map(([name, written]): [string, EntityOverride] => {
    if (written === 'absent') return [name, null];
    const { fields = {}, ...own } = written;
    const read = Object.entries(fields).map(([one, said]): [string, FieldOverride] => {
      if (said === 'absent') return [one, null];
      const { type: words, ...rest } = said;
      if (words === undefined) return [one, rest];
      const declared = typeFromText(words);
      if (declared === null) {
        const path = [name, 'fields', one, 'type'];
        complaints.push({ path, message: `"${words}" is not a type; write one of ${TYPE_WORDS}` });
        return [one, rest];
      }
      return [one, { ...(declared.required ? { required: true } : {}), ...rest, type: declared.type }];
    });
    return [name, { ...own, ...(read.length === 0 ? {} : { fields: Object.fromEntries(read) }) }];
  });
  if (complaints.length > 0) refuse(complaints, yaml.lineOf, file);
  return { overrides: Object.fromEntries(overrides), yaml };
}

/** The schema of a side as the `overrides.yaml` beside it corrects it. @throws ProjectError */
export function corrected(
  project: Project,
  side: Side,
  discovered: Schema,
  variant: string | null = null,
): Schema {
  const opened = openOverrides(project, side, variant);
  return opened === null ? discovered : withOverrides(discovered, opened.overrides);
}

/** An override that says nothing any more, at its line. */
export interface StaleLine {
  /** Relative to the project, with `/`. */
  readonly file: string;
  readonly line: number;
  /** One sentence for a person, with what to do. */
  readonly message: string;
}

/** @param discovered the schema without the overrides @throws ProjectError */
export function staleLines(
  project: Project,
  side: Side,
  discovered: Schema,
  variant: string | null = null,
): readonly StaleLine[] {
  const opened = openOverrides(project, side, variant);
  if (opened === null) return [];
  return staleOverrides(discovered, opened.overrides).map(
    ({ entity: name, field: one, property, message }) => ({
      file: overridesFile(side, variant),
      line: opened.yaml.lineOf([
        name,
        ...(one === null ? [] : ['fields', one]),
        ...(property === null ? [] : [property]),
      ]),
      message: `${message}. Take the line out.`,
    }),
  );
}

/** The stale lines of both sides, of those that have a snapshot. @throws ProjectError, SnapshotError */
export function staleOverridesOf(project: Project): readonly StaleLine[] {
  return SIDES.flatMap((side) => {
    const folder = schemaFolder(project, side);
    return schemaExists(folder) ? staleLines(project, side, readSchema(folder)) : [];
  });
}
