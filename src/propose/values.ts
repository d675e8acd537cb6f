import type { Field, FieldProfile } from '../schema/model.ts';
import { instantOfLocal } from '../stdlib/time.ts';
import type { Around } from './around.ts';
import { fieldNames } from './names.ts';
import { areNameable, proposeChoice, toldOptions } from './options.ts';
import { dropped, type Proposal } from './proposal.ts';
import { identifier, oneLine, quoted } from './text.ts';

/** Odoo's whole numbers have 32 bits. */
const GREATEST_INTEGER = 2_147_483_647;
/** Longer texts are shown in a field of several lines. */
const LONGEST_LINE = 500;
/** Digits that a binary floating-point number holds for sure. */
const SAFE_DIGITS = 15;

/** The type of a column, the value that fills it, and what a test gives and expects. */
interface Filled {
  readonly type: string;
  readonly value: string;
  readonly given?: string;
  readonly expected?: string;
  readonly remark?: string;
}

/**
 * A column of its own for a field that holds a value, and the line that fills it. What a type of Odoo cannot hold digit by
 * digit becomes a text, or the line says what is lost.
 */
export function proposeValue(around: Around, field: Field, seen: FieldProfile | undefined): Proposal {
  const { type } = field;
  if (type.kind === 'enum' && type.open !== true && type.options.length > 0 && areNameable(type.options))
    return proposeChoice(around, field, type.options, seen);
  const filled = filledBy(field, seen, around.timezone);
  if ('because' in filled) return dropped(filled.because);
  const name = around.fields.give(...fieldNames(field.name, around.prefix, 'value'));
  const { given, expected = given, remark } = filled;
  return {
    columns: [{ name, type: filled.type, label: oneLine(field.label) }],
    lines: [`${name} ?= ${filled.value}`],
    beside: [],
    dropped: null,
    remarks: remark === undefined ? [] : [remark],
    samples:
      given === undefined || expected === undefined ? [] : [{ given, expected: [{ name, value: expected }] }],
  };
}

function filledBy(
  field: Field,
  seen: FieldProfile | undefined,
  timezone: string,
): Filled | { readonly because: string } {
  const { type } = field;
  const value = identifier(field.name);
  switch (type.kind) {
    case 'text': {
      const { max } = type;
      const long = max === undefined || max > LONGEST_LINE || field.format === 'lines';
      const sample = oneLine(field.label)
        .slice(0, Math.min(max ?? 20, 20))
        .trim();
      return { type: long ? 'text' : `char(${max})`, value, given: quoted(sample === '' ? 'x' : sample) };
    }
    case 'html':
      return { type: 'html', value, given: '"<p>Text</p>"' };
    case 'integer': {
      const { min = seen?.range?.min, max = seen?.range?.max } = type;
      const given = String(Math.min(max ?? 7, Math.max(min ?? 7, 7)));
      if (min !== undefined && max !== undefined && min >= -GREATEST_INTEGER && max <= GREATEST_INTEGER)
        return { type: 'integer', value, given };
      return {
        ...asText(value, field, given),
        remark: `Whole numbers of Odoo end at ${GREATEST_INTEGER}, and nothing says that these do.`,
      };
    }
    case 'float':
      return { type: 'float', value, given: '0.5' };
    case 'decimal':
    case 'money':
      if (type.scale === 0 && (type.precision ?? SAFE_DIGITS + 1) > SAFE_DIGITS)
        return {
          ...asText(value, field, '12'),
          remark: 'Longer than numbers of Odoo are exact: a text, digit by digit.',
        };
      return {
        type: 'decimal',
        value: `float(${value}) else null because "numbers in fields of one’s own are exact to ${SAFE_DIGITS} digits in Odoo"`,
        given: type.scale === 0 ? '12' : '12.5',
      };
    case 'boolean':
      return { type: 'boolean', value, given: 'true' };
    case 'date':
      return { type: 'date', value, given: 'date "2024-02-29"' };
    case 'instant':
      return { type: 'datetime', value, given: '"2024-02-29T10:30:00Z"' };
    case 'local': {
      const local = '2024-02-29T10:30:00';
      return {
        type: 'datetime',
        value: `instant(${value}, ${quoted(timezone)})`,
        given: quoted(local),
        expected: quoted(instantOfLocal(local, timezone) ?? `${local}Z`),
        remark: `A time that names no zone: it is taken for one of ${timezone}, \`run.timezone\` in mapc.yaml.`,
      };
    }
    case 'enum':
      return { type: 'text', value: `label(${value})` };
    case 'enums': {
      const options = toldOptions(type.options);
      const list = {
        type: 'text',
        value: `${value} | each(o -> label(o)) | join(", ")`,
        remark:
          'Odoo has no field of one’s own for several options at once: their labels, with commas between.',
      };
      if (options.length === 0 || !areNameable(type.options)) return list;
      const labels = type.options.map(({ label }) => label);
      return {
        ...list,
        given: `[${options.map(({ key }) => key).join(', ')}]`,
        expected: quoted(labels.join(', ')),
      };
    }
    case 'json':
    case 'record':
    case 'records':
      return { type: 'text', value: `json(${value})` };
    case 'reference_id':
      return { because: 'an id whose entity another field names' };
    case 'other':
      return { because: `mapc cannot read it (${oneLine(type.native)})` };
    case 'reference':
    case 'references':
    case 'children':
    case 'binary':
      throw new Error(`${field.name} holds no value of its own.`);
    default:
      return type satisfies never;
  }
}

/** A number as a text; null stays null. */
function asText(read: string, field: Field, given: string): Filled {
  const text = `"{${read}}"`;
  const value = field.required === true ? text : `if ${read} != null then ${text} else null`;
  return { type: 'text', value, given, expected: quoted(given) };
}
