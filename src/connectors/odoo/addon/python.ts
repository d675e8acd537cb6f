import type { JsonValue } from '../../../schema/model.ts';
import type { ProvisionedField } from '../../contract.ts';
import { columnOf } from '../provision/provision.ts';

/** A value as Python writes it. Every escape of a JSON text is one of Python's too. */
export function pythonValue(value: JsonValue): string {
  if (value === null || value === false) return 'False';
  if (value === true) return 'True';
  if (Array.isArray(value)) return `[${value.map((one: JsonValue) => pythonValue(one)).join(', ')}]`;
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([name, one]) => `${pythonValue(name)}: ${pythonValue(one)}`)
      .join(', ')}}`;
  return typeof value === 'string' ? pythonText(value) : String(value);
}

/** A text in double quotes, in ASCII. */
export function pythonText(text: string): string {
  // Of a pair of surrogates Python makes two characters: what lies beyond 16 bits has an escape of its own.
  return JSON.stringify(text).replace(/[^\x20-\x7e]/gu, (character) => {
    const point = character.codePointAt(0) ?? 0;
    return point > 0xffff
      ? `\\U${point.toString(16).padStart(8, '0')}`
      : `\\u${point.toString(16).padStart(4, '0')}`;
  });
}

/** `res.partner` as `ResPartner`. */
export function className(model: string): string {
  const name = model
    .split(/[._]/)
    .map((part) => `${part.charAt(0).toUpperCase()}${part.slice(1)}`)
    .join('');
  return /^[A-Z]/.test(name) ? name : `Model${name}`;
}

const classes: Readonly<Record<string, string>> = {
  char: 'Char',
  text: 'Text',
  html: 'Html',
  integer: 'Integer',
  float: 'Float',
  boolean: 'Boolean',
  date: 'Date',
  datetime: 'Datetime',
  binary: 'Binary',
  json: 'Json',
  monetary: 'Monetary',
  selection: 'Selection',
  many2one: 'Many2one',
  many2many: 'Many2many',
};

/**
 * One field of a model class, the same that `provisionField` makes.
 * @throws ConnectorError `record` for a type that Odoo has no custom field for
 */
export function pythonField(model: string, siblings: readonly string[], field: ProvisionedField): string {
  const column = columnOf(`${model}.${field.name}`, siblings, field.type);
  const args = [
    ...(column.relation === undefined ? [] : [pythonText(column.relation)]),
    ...(['relation_table', 'column1', 'column2'] as const).flatMap((name) => {
      const value = column[name];
      return value === undefined
        ? []
        : [`${name === 'relation_table' ? 'relation' : name}=${pythonText(value)}`];
    }),
    ...(field.type.kind === 'enum'
      ? [
          `[${field.type.options
            .map(({ value, label }) => `(${pythonText(String(value))}, ${pythonText(label)})`)
            .join(', ')}]`,
        ]
      : []),
    `string=${pythonText(field.label)}`,
    ...(column.size === undefined ? [] : [`size=${column.size}`]),
    ...(column.currency_field === undefined ? [] : [`currency_field=${pythonText(column.currency_field)}`]),
    ...(column.ttype === 'many2one' ? ['ondelete="set null"'] : []),
    ...(field.unique ? ['index=True', 'copy=False'] : []),
    ...(field.doc === undefined ? [] : [`help=${pythonText(field.doc)}`]),
  ];
  return `    ${field.name} = fields.${classes[column.ttype] ?? 'Char'}(${args.join(', ')})`;
}

/** What the database itself keeps unique; empty where no field is. */
export function sqlConstraints(fields: readonly ProvisionedField[]): readonly string[] {
  const unique = fields.filter((field) => field.unique);
  if (unique.length === 0) return [];
  return [
    '',
    '    _sql_constraints = [',
    ...unique.map(
      ({ name, label }) =>
        `        (${pythonText(`${name}_unique`)}, ${pythonText(`unique(${name})`)}, ${pythonText(`${label}: no two records may have the same.`)}),`,
    ),
    '    ]',
  ];
}
