import { entry } from './entry.ts';

/** M02: names. */
export const NAMES = {
  'unknown-entity': entry(
    'M0201',
    'error',
    (p: { name: string; side: string }) => `the ${p.side} has no entity called \`${p.name}\``,
    (p) =>
      p.side === 'reference'
        ? 'name an entity that the reference can lead to'
        : `the folder \`schemas/${p.side}\` lists what there is; \`mapc discover\` brings what is new`,
  ),
  'unknown-field': entry(
    'M0202',
    'error',
    (p: { name: string; entity: string; side: string }) =>
      `\`${p.entity}\` of the ${p.side} has no field \`${p.name}\``,
    (p) => `\`schemas/${p.side}/${p.entity}.json\` lists its fields; \`mapc discover\` brings new ones`,
  ),
  'unknown-name': entry(
    'M0203',
    'error',
    (p: { name: string }) => `nothing here is called \`${p.name}\``,
    'a name is a field of the record, a `let`, a parameter, a table or a choice',
  ),
  'unknown-function': entry(
    'M0204',
    'error',
    (p: { name: string }) => `there is no function \`${p.name}\``,
    (p) =>
      `docs/functions.md lists them (\`trim\`, \`lower\`, \`split\`, \`join\`, \`replace\`, \`round\`, \`date\` …); one of your own is declared as \`fn ${p.name}(…) = …\``,
  ),
  'unknown-common': entry(
    'M0205',
    'error',
    (p: { name: string }) => `there is no \`common ${p.name}\` to use`,
    (p) => `declare it: \`common ${p.name} { … }\``,
  ),
  'unknown-map': entry(
    'M0206',
    'error',
    (p: { name: string }) => `\`${p.name}\` is neither the name of a map nor an entity of the target`,
    (p) => `give the map that is meant this name: \`map ${p.name}: … -> … { … }\``,
  ),
  shadowing: entry(
    'M0207',
    'error',
    (p: { name: string; what: string }) => `\`${p.name}\` would hide ${p.what} of the same name`,
    'give it another name',
  ),
  'use-recursive': entry(
    'M0208',
    'error',
    (p: { name: string }) => `\`common ${p.name}\` uses itself`,
    'take this `use` out',
  ),
  'fn-recursive': entry(
    'M0209',
    'error',
    (p: { name: string }) => `\`fn ${p.name}\` calls itself`,
    'say it without the call; lists are worked through with `each`, `where` and `join`',
  ),
  'unknown-choice': entry(
    'M0210',
    'error',
    (p: { option: string; choice: string }) =>
      `\`${p.option}\` is not an option of the choice \`${p.choice}\``,
    (p) => `take one of the options that \`choice ${p.choice}\` names, or add it there`,
  ),
  'choice-unused': entry(
    'M0211',
    'warning',
    (p: { choice: string }) => `nothing depends on the choice \`${p.choice}\`: no \`if\` asks for it`,
    (p) => `let an \`if ${p.choice} == …\` follow it, or take it out`,
  ),
  'options-alike': entry(
    'M0212',
    'warning',
    (p: { choice: string; options: string }) =>
      `${p.options} of the choice \`${p.choice}\` mean the same: no \`if\` tells them apart`,
    (p) => `ask for one of them, \`if ${p.choice} == …\`, or keep one option of these`,
  ),
  'branch-dead': entry(
    'M0213',
    'warning',
    (p: { side: 'then' | 'else' }) =>
      p.side === 'then'
        ? 'this condition never holds, whatever is chosen and whatever the systems have'
        : 'this condition always holds: its `else` is never taken',
    'put the condition right, or take out what is never reached',
  ),
} as const;
