import { pythonRepr } from './python.ts';

/** An error as Odoo raises it: the exception's qualified Python name and its message. */
export class OdooError extends Error {
  /** `odoo.exceptions.ValidationError`, `builtins.ValueError`, `psycopg2.errors.SerializationFailure` … */
  readonly exception: string;
  /** What the database said, where it was the database that refused. */
  readonly refusal: Refusal | null;
  constructor(exception: string, message: string, refusal: Refusal | null = null) {
    super(message);
    this.exception = exception;
    this.refusal = refusal;
  }
}

/** A constraint that a row did not keep: `load` words it in another way than the other methods. */
export type Refusal =
  | { readonly kind: 'missing'; readonly model: string; readonly field: string; readonly label: string }
  | { readonly kind: 'unique'; readonly model: string; readonly fields: readonly string[] }
  | { readonly kind: 'check'; readonly message: string };

export const validationError = (message: string): OdooError =>
  new OdooError('odoo.exceptions.ValidationError', message);
export const userError = (message: string): OdooError => new OdooError('odoo.exceptions.UserError', message);
export const accessError = (message: string): OdooError =>
  new OdooError('odoo.exceptions.AccessError', message);
export const valueError = (message: string): OdooError => new OdooError('builtins.ValueError', message);

/** A SQL constraint with a message of its own. */
export const constraintError = (message: string, refusal: Refusal): OdooError =>
  new OdooError('odoo.exceptions.ValidationError', `The operation cannot be completed: ${message}`, refusal);

/** NOT NULL. */
export const missingValueError = (
  model: string,
  label: string,
  field: string,
  fieldLabel: string,
): OdooError =>
  new OdooError(
    'odoo.exceptions.ValidationError',
    'The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n- Delete: another model ' +
      'requires the record being deleted. If possible, archive it instead.\n\n' +
      `Model: ${label} (${model})\nField: ${fieldLabel} (${field})\n`,
    { kind: 'missing', model, field, label: fieldLabel },
  );

/** A foreign key that points nowhere, or a row that another one still needs. */
export const foreignKeyError = (model: string, label: string, constraint: string): OdooError =>
  validationError(
    'The operation cannot be completed: another model requires the record being deleted. If possible, archive it ' +
      `instead.\n\nModel: ${label} (${model})\nConstraint: ${constraint}\n`,
  );

/** A record that does not exist. */
export const missingRecordError = (model: string, id: unknown, uid: number): OdooError =>
  new OdooError(
    'odoo.exceptions.MissingError',
    `Record does not exist or has been deleted.\n(Record: ${model}(${String(id)},), User: ${uid})`,
  );

export const invalidFieldError = (field: string, model: string): OdooError =>
  valueError(`Invalid field ${pythonRepr(field)} on model ${pythonRepr(model)}`);
