import { entry } from './entry.ts';

/** M05: maps and what they fill. */
export const MAPS = {
  'required-unassigned': entry(
    'M0501',
    'error',
    (p: { entity: string; fields: string }) => `\`${p.entity}\` cannot be made without ${p.fields}`,
    'assign each of them',
  ),
  'session-default': entry(
    'M0502',
    'warning',
    (p: { entity: string; fields: string }) =>
      `${p.fields} of \`${p.entity}\` would be filled from whoever runs the migration`,
    'assign each of them, if only null',
  ),
  'not-writable': entry(
    'M0503',
    'error',
    (p: { field: string; entity: string }) => `\`${p.field}\` of \`${p.entity}\` cannot be written`,
    'take the line out: the system fills this field itself',
  ),
  'create-only': entry(
    'M0504',
    'error',
    (p: { field: string; entity: string }) =>
      `\`${p.field}\` of \`${p.entity}\` can be written on create only`,
    (p) => `write \`initial ${p.field} = …\``,
  ),
  'assigned-twice': entry(
    'M0505',
    'error',
    (p: { field: string }) => `\`${p.field}\` is assigned twice`,
    'keep one of the two; a `common` that the map uses may write it too',
  ),
  'key-missing': entry(
    'M0506',
    'error',
    (p: { map: string }) => `the map \`${p.map}\` has no \`key\`: a second run would double its records`,
    'add `key … = …` with the id of the source',
  ),
  'key-not-unique': entry(
    'M0507',
    'error',
    (p: { fields: string; entity: string }) =>
      `${p.fields} does not identify a record of \`${p.entity}\`: nothing keeps it unique`,
    'provision a field for the key, marked `unique`',
  ),
  'key-collides': entry(
    'M0508',
    'error',
    (p: { other: string; entity: string }) =>
      `a key of this map may equal a key of \`${p.other}\`: both write \`${p.entity}\``,
    'begin each with a word of its own: `key … = "account:{…}"`',
  ),
  'key-constant': entry(
    'M0517',
    'error',
    (p: { map: string }) => `all records of \`${p.map}\` would have the same key`,
    (p) => `write into it what tells them apart: \`"${p.map.split(/[.\->]/)[0] ?? ''}:{…}"\``,
  ),
  'key-lossy': entry(
    'M0509',
    'error',
    (p: { fn: string }) => `a key must not lose anything, and \`${p.fn}\` does`,
    (p) => `take the whole value, without \`${p.fn}\`, in a field that is long enough`,
  ),
  'when-alone': entry(
    'M0510',
    'warning',
    (p: { count: string | null }) =>
      `what this \`when\` leaves out${p.count === null ? '' : ` (${p.count})`} goes nowhere, and nothing says why`,
    'end the map with `} else skip because "…"`',
  ),
  'when-last': entry(
    'M0511',
    'error',
    () => 'an arm without `when` takes everything: what follows it is never reached',
    'give it a `when`, or make it the last',
  ),
  'two-guards': entry(
    'M0512',
    'error',
    () => 'this body has a second `when`, and a record has one guard',
    'write one: `when … and …`',
  ),
  'proposal-left': entry(
    'M0513',
    'warning',
    (p: { field: string }) => `nobody confirmed \`${p.field}\` yet`,
    'write `=` once somebody has confirmed it',
  ),
  'lossy-unexplained': entry(
    'M0514',
    'error',
    (p: { field: string; fn: string }) =>
      `\`${p.fn}\` loses a part of what \`${p.field}\` is given, and nothing says why`,
    'add the reason: `because "…"`',
  ),
  'option-not-allowed': entry(
    'M0515',
    'error',
    (p: { option: string; field: string; entity: string; by: string; is: string }) =>
      `\`${p.option}\` is not allowed in \`${p.field}\` of \`${p.entity}\` where \`${p.by}\` is ${p.is}`,
    'write an option that is allowed there, or another value into the field that decides it',
  ),
  'update-only': entry(
    'M0516',
    'error',
    (p: { field: string; entity: string }) =>
      `\`${p.field}\` of \`${p.entity}\` can be written only once the record is there`,
    (p) => `write \`later ${p.field} = …\``,
  ),
  'mirrored-field': entry(
    'M0518',
    'warning',
    (p: { field: string; entity: string; other: string }) =>
      `\`${p.field}\` of \`${p.entity}\` and \`${p.other}\` are one to the target: where both are there, \`${p.other}\` stands`,
    'say why that is right: `because "…"`; or leave the line out',
  ),
} as const;
