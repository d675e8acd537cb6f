import type { Span } from '../../language/ast.ts';
import type { Entity } from '../../schema/model.ts';
import { filledIn, rowsSeen } from '../evidence.ts';
import { addLineFixes, bodyOf, undropFixes } from '../fixes/lines.ts';
import { identifier, maybe } from '../fixes/make.ts';
import { writeArms } from '../order.ts';
import type { CheckedMap, CheckedProgram } from '../program.ts';
import { andList } from '../suggest.ts';
import { missingFields } from './required-fields.ts';
import type { Rule } from './rule.ts';

/** At most so many forgotten fields are named; the message says how many more there are. */
const SHOWN = 8;

/**
 * Every source field that discovery saw a value in is read or dropped; every source entity with rows is mapped, skipped,
 * manual, or folded into another (6.8).
 */
export const nothingForgotten: Rule = ({ program, places, report }) => {
  const end = program.header?.span;
  if (program.incomplete) return;
  // By name: what nobody maps need not be loaded to be missed.
  for (const name of Object.keys(program.source.entities)) {
    const maps = program.maps.filter((map) => map.source.name === name);
    const [first] = maps;
    if (first) {
      // The field that was meant seems forgotten until its name is put right.
      const entity = first.source;
      if (program.misread.has(name)) continue;
      // So does what a required field is to be made of.
      if (
        maps.some((map) => map.kind === 'map' && writeArms(map).some((arm) => missingFields(arm).length > 0))
      )
        continue;
      forgottenFields(program, entity, maps, ({ fields, count, first: one, names }) =>
        report(
          'field-forgotten',
          first.span,
          { entity: entity.name, fields, count },
          {
            help: `read ${count === 1 ? 'it' : 'what is wanted'}, or leave it behind with a reason: \`drop ${one}${count === 1 ? '' : ', …'} because "…"\``,
            schema: { side: 'source', entity: entity.name, field: null },
            fixes: addLineFixes(
              places,
              bodyOf(places, first.span),
              'leave them behind, and say why',
              `drop ${names.map(identifier).join(', ')} because ""`,
            ),
          },
        ),
      );
      continue;
    }
    const rows = rowsSeen(program.profile, name);
    const empty = program.profile !== null && rows === 0;
    const said = program.fates.some((fate) => fate.entity.name === name);
    const folded = program.reads.has(name);
    if (empty || said || folded || !end) continue;
    report(
      'entity-forgotten',
      end,
      {
        entity: name,
        rows: program.profile === null ? 'discovered' : `${rows} ${rows === 1 ? 'row' : 'rows'}`,
      },
      {
        help: `write \`map ${name} -> … { … }\`, or \`skip ${name} because "…"\``,
        schema: { side: 'source', entity: name, field: null },
        fixes: maybe('leave it behind, and say why', [
          places.atEnd(end.file, `skip ${identifier(name)} because ""`),
        ]),
      },
    );
  }
  for (const map of program.maps) {
    for (const drop of map.drops)
      if (map.reads.has(`${map.source.name}.${drop.field}`))
        report(
          'drop-read',
          drop.span,
          { field: drop.field },
          {
            related: readPlace(program, map, drop.field),
            fixes: undropFixes(places, drop.span),
          },
        );
  }
};

/** Where the map reads the field, if that was the first time that anything did. */
function readPlace(
  program: CheckedProgram,
  map: CheckedMap,
  field: string,
): readonly { readonly span: Span; readonly message: string }[] {
  const span = program.reads.get(map.source.name)?.get(field);
  return span === undefined ? [] : [{ span, message: 'it is read here' }];
}

function forgottenFields(
  program: CheckedProgram,
  entity: Entity,
  maps: readonly CheckedMap[],
  tell: (forgotten: {
    readonly fields: string;
    readonly names: readonly string[];
    readonly count: number;
    readonly first: string;
  }) => void,
): void {
  const { profile } = program;
  const read = program.reads.get(entity.name);
  const dropped = new Set(maps.flatMap((map) => map.drops.map((drop) => drop.field)));
  const forgotten = Object.values(entity.fields).filter(
    (field) =>
      field.companionOf === undefined &&
      // The id is what the journal knows the record by.
      field.name !== entity.id &&
      !read?.has(field.name) &&
      // What is put together of it was read.
      !(field.part !== undefined && read?.has(field.part)) &&
      !dropped.has(field.name) &&
      (profile === null || filledIn(profile, entity.name, field.name) > 0),
  );
  const [first] = forgotten;
  if (!first) return;
  const names = forgotten.map((field) => `\`${field.name}\``);
  const more = names.length - SHOWN;
  tell({
    fields: andList(more > 0 ? [...names.slice(0, SHOWN), `${more} more`] : names),
    names: forgotten.map((field) => field.name),
    count: names.length,
    first: first.name,
  });
}
