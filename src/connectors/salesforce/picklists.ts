import type { AllowedBy, Option } from '../../schema/model.ts';
import type { FieldDescribe, PicklistValuesByField, SObjectDescribe } from './describe-shape.ts';

/** The options of a picklist as records hold them: inactive ones too. */
export function optionsOf(field: FieldDescribe): readonly Option[] {
  return field.picklistValues.map(({ value, label, active }) => ({
    value,
    label: label ?? value,
    ...(active ? {} : { inactive: true as const }),
  }));
}

/**
 * Which options of a picklist are allowed where: by the field that controls it, and by record type. Undefined where all
 * are.
 *
 * @param byRecordType the answers of `picklist-values` by the id of the record type; those that were not read are not known
 */
export function allowedOf(
  field: FieldDescribe,
  describe: SObjectDescribe,
  byRecordType: Readonly<Record<string, PicklistValuesByField>>,
): readonly AllowedBy[] | undefined {
  const allowed = [byController(field, describe), recordTypes(field, byRecordType)].filter(
    (one) => one !== null,
  );
  return allowed.length === 0 ? undefined : allowed;
}

function byController(field: FieldDescribe, describe: SObjectDescribe): AllowedBy | null {
  const controller = describe.fields.find(({ name }) => name === field.controllerName);
  if (controller === undefined) return null;
  const values =
    controller.type === 'boolean' ? [false, true] : controller.picklistValues.map(({ value }) => value);
  return {
    by: controller.name,
    cases: values.map((is, index) => ({
      is,
      options: field.picklistValues
        .filter(({ validFor }) => isValidFor(validFor ?? '', index))
        .map(({ value }) => value),
    })),
  };
}

function isValidFor(bits: string, index: number): boolean {
  const byte = Buffer.from(bits, 'base64')[index >> 3] ?? 0;
  return (byte & (0x80 >> (index & 7))) !== 0;
}

function recordTypes(
  field: FieldDescribe,
  byRecordType: Readonly<Record<string, PicklistValuesByField>>,
): AllowedBy | null {
  const cases = Object.entries(byRecordType).flatMap(([is, { picklistFieldValues }]) => {
    const said = Object.hasOwn(picklistFieldValues, field.name) ? picklistFieldValues[field.name] : undefined;
    if (said === undefined) return [];
    const standard = said.defaultValue?.value;
    return [
      {
        is,
        options: said.values.map(({ value }) => value),
        ...(standard === undefined ? {} : { default: standard }),
      },
    ];
  });
  return cases.length === 0 ? null : { by: 'RecordTypeId', cases };
}
