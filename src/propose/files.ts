import type { CheckedProgram } from '../check/program.ts';
import type { Around } from './around.ts';
import { type NameBook, pascal } from './names.ts';
import { entityName, identifier, oneLine, quoted } from './text.ts';

/** What is proposed for the fields of an entity that hold files. */
export interface FileMaps {
  readonly provision: readonly string[];
  readonly maps: readonly string[];
  /** Fields that stay behind, where the target has no attachments. */
  readonly dropped: readonly { readonly name: string; readonly because: string }[];
}

const ATTACHMENTS = 'ir.attachment';
/** By what an attachment is found again: a record may have several. */
const KEY = 'x_file_of';

/** Each file becomes an attachment of the row of its record. */
export function fileMaps(program: CheckedProgram, around: Around, names: NameBook): FileMaps {
  const { entity, model } = around;
  const fields = Object.values(entity.fields).filter(({ type }) => type.kind === 'binary');
  const attachments = program.target.entities[ATTACHMENTS];
  if (fields.length === 0) return { provision: [], maps: [], dropped: [] };
  if (attachments === undefined)
    return {
      provision: [],
      maps: [],
      dropped: fields.map(({ name }) => ({
        name,
        because: `the schema of the target has no ${ATTACHMENTS}: discover it to move files`,
      })),
    };
  const there = attachments.fields[KEY] !== undefined;
  // What Odoo would fill in by who is logged in says nothing of the file.
  const unsaid = Object.values(attachments.fields).filter((field) => field.default === 'session');
  return {
    provision: there ? [] : [`field ${ATTACHMENTS}.${KEY} : char unique "File column and record"`],
    maps: fields.map((field) => {
      const read = identifier(field.name);
      return [
        `map ${names.give(pascal(model, field.name.slice(around.prefix.length)))}: ${entityName(entity.name)} -> ${ATTACHMENTS} {`,
        `  when ${read} != null`,
        `  key ${KEY} ?= "${entity.name}.${field.name}:{${identifier(entity.id)}}"`,
        `  res_model, res_id ?= ref(this) else reject "its record did not move"`,
        `  name ?= ${quoted(oneLine(field.label))}`,
        `  datas ?= ${read}`,
        ...unsaid.map(({ name }) => `  ${name} ?= null`),
        `} else skip because ${quoted(`no file in ${oneLine(field.label)}`)}`,
      ].join('\n');
    }),
    dropped: [],
  };
}
