import type { Schema } from '../schema/model.ts';

/** Columns that Dataverse gives every table and that say nothing of the record, and why they stay behind. */
const DATAVERSE: Readonly<Record<string, string>> = {
  exchangerate: 'Dataverse reckons with it',
  importsequencenumber: 'internals of Dataverse',
  overriddencreatedon: 'internals of Dataverse',
  owningbusinessunit: 'the owner says it',
  owningteam: 'the owner says it',
  owninguser: 'the owner says it',
  timezoneruleversionnumber: 'internals of Dataverse',
  utcconversiontimezonecode: 'internals of Dataverse',
  versionnumber: 'internals of Dataverse',
};

/** Why a column of the platform stays behind; null for what a record says itself. */
export function platformColumn({ system }: Pick<Schema, 'system'>, field: string): string | null {
  return system === 'dataverse' && Object.hasOwn(DATAVERSE, field) ? (DATAVERSE[field] ?? null) : null;
}
