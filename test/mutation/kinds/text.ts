import type * as ast from '../../../src/language/ast.ts';
import type { Span } from '../../../src/language/index.ts';
import { textAt } from '../../../src/language/index.ts';
import {
  atLines,
  atWord,
  either,
  escaped,
  type Kind,
  type Mutant,
  nearby,
  says,
  shown,
  type Told,
} from '../mutant.ts';
import { type Found, type Opened, rewritten, type TreeNode } from '../project.ts';

/** What happens to the text of a map: something is lost, misspelt, or said otherwise. */

interface Edit {
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
  /** Where `check` would tell it; absent: in the declaration around, or in one that uses it. */
  readonly told?: Told;
  readonly place?: string;
}

/** A kind whose places are nodes of the tree. */
function edited(
  name: string,
  by: Kind['by'],
  look: (found: Found, opened: Opened) => Edit | readonly Edit[] | null,
): Kind {
  return {
    name,
    by,
    places: (opened) =>
      opened.nodes.flatMap((found) => {
        const result = look(found, opened);
        return (result === null ? [] : 'edits' in result ? [result] : result).map(
          (one): Mutant => ({
            place: one.place ?? placeOf(opened, found, one),
            make: () => rewritten(opened.project, one.edits),
            told: either(one.told ?? nearby(opened, found), forgets(opened, one)),
          }),
        );
      }),
  };
}

/** What a map no longer reads is told where the record is mapped, by its name. */
function forgets({ project }: Opened, { edits }: Edit): Told {
  const words = new Set(
    edits.flatMap(
      ({ span }) => project.files.get(span.file)?.text.slice(span.start, span.end).match(/\w+/g) ?? [],
    ),
  );
  return ({ name, message }) =>
    name === 'field-forgotten' && [...message.matchAll(/`(\w+)`/g)].some(([, word]) => words.has(word ?? ''));
}

/** The text of the statement around, so that a place is known again when lines move. */
function placeOf({ project }: Opened, { node, above }: Found, { edits }: Edit): string {
  const statement = [node, ...above].find((one) =>
    [
      'Assign',
      'When',
      'Match',
      'Let',
      'Use',
      'Drop',
      'Require',
      'TableEntry',
      'ProvisionField',
      'Fate',
    ].includes(one.kind),
  );
  const [first] = edits;
  const around = shown(project, (statement ?? node).span);
  return first === undefined || statement === undefined || statement === node
    ? around
    : `${around} ⟨${shown(project, first.span)}⟩`;
}

const cut = (span: Span): Edit['edits'] => [{ span, text: '' }];
const say = (span: Span, text: string): Edit['edits'] => [{ span, text }];
const from = (a: Span, start: number, end: number): Span => ({ file: a.file, start, end });
const textOf = ({ source }: Found, { span }: { readonly span: Span }): string => textAt(source, span);
const here = (opened: Opened, { span }: { readonly span: Span }): Told => atLines(opened.project, span);
const spelt = (name: ast.Name): string => name.ids.map((id) => id.name).join('.');
const misspelt = (text: string): string => `${text}x`;

/** A node's text, in parentheses where it does not stand alone. */
function operand(found: Found, node: ast.Expr): string {
  const text = textOf(found, node);
  return ['Else', 'If', 'Binary', 'Pipe', 'As', 'Unary'].includes(node.kind) ? `(${text})` : text;
}

function enclosing<K extends TreeNode['kind']>(
  { above }: Found,
  kind: K,
): Extract<TreeNode, { kind: K }> | undefined {
  return above.find((one): one is Extract<TreeNode, { kind: K }> => one.kind === kind);
}

/** Statements that stand for themselves in the body of a map or a common, not in a nested record. */
const ofMap = ({ above }: Found): boolean =>
  above[0]?.kind === 'Body' && ['MapArm', 'Common', 'Owners'].includes(above[1]?.kind ?? '');

function written(
  opened: Opened,
  node: ast.Assign,
): readonly { readonly required: boolean; readonly list: boolean }[] {
  return opened.checked.program.maps.flatMap((map) =>
    map.arms.flatMap((arm) =>
      arm.kind === 'skip'
        ? []
        : arm.assignments
            .filter(({ span }) => span.file === node.span.file && span.start === node.span.start)
            .flatMap(({ fields }) =>
              fields.map(({ field }) => ({
                required: field.required === true && field.default === undefined,
                list:
                  field.type.kind === 'references' ||
                  field.type.kind === 'enums' ||
                  field.type.kind === 'children',
              })),
            ),
    ),
  );
}

// ── Something is lost ───────────────────────────────────────────────────────────────────────────────────

const cutHandlers = edited('an `else` is cut', 'check or tests', (found) => {
  const { node, source } = found;
  if (node.kind !== 'Else') return null;
  // What handles last may handle all: a chain is cut from each of its handlers to its end.
  const end = node.handlers.at(-1)?.span.end ?? node.span.end;
  return node.handlers.map((handler, index): Edit => {
    const after = node.handlers[index - 1]?.span.end ?? node.value.span.end;
    const start = after + source.text.slice(after, handler.span.start).lastIndexOf('else');
    return { edits: cut(from(node.span, start, end)) };
  });
});

const cutFunctions = edited('a function is taken away', 'check or tests', (found, opened) => {
  const { node } = found;
  const first = node.kind === 'Pipe' ? node.value : node.kind === 'Call' ? node.args[0]?.value : undefined;
  if (first === undefined || (node.kind !== 'Pipe' && node.kind !== 'Call')) return null;
  if (node.kind === 'Call' && node.callee.name === 'ref')
    return { edits: say(node.span, operand(found, first)), told: here(opened, node) };
  return { edits: say(node.span, operand(found, first)) };
});

const cutDrops = edited('a field is no longer dropped', 'check', (found, opened) => {
  const { node, source } = found;
  if (node.kind !== 'Drop') return null;
  const filled = (field: string): boolean =>
    opened.checked.program.maps.some(
      (map) =>
        map.drops.some((drop) => drop.field === field && drop.span.file === node.span.file) &&
        (opened.project.profile?.entities[map.source.name]?.filled[field] ?? 0) > 0,
    );
  return node.names.flatMap((name, index): Edit[] => {
    const field = spelt(name);
    if (!filled(field)) return [];
    const next = node.names[index + 1];
    const before = node.names[index - 1];
    const span =
      next !== undefined
        ? from(name.span, name.span.start, next.span.start)
        : before !== undefined
          ? from(name.span, before.span.end, name.span.end)
          : node.span;
    return [{ edits: cut(span), told: says(field), place: `drop ${field} in ${source.path}` }];
  });
});

const lost: readonly Kind[] = [
  edited('a required field is no longer written', 'check', (found, opened) => {
    const { node } = found;
    return node.kind === 'Assign' &&
      node.mode !== 'key' &&
      written(opened, node).some(({ required }) => required)
      ? { edits: cut(node.span) }
      : null;
  }),
  edited('a field is no longer written', 'check or tests', (found, opened) => {
    const { node } = found;
    return node.kind === 'Assign' &&
      ofMap(found) &&
      node.mode !== 'key' &&
      !written(opened, node).some(({ required }) => required)
      ? { edits: cut(node.span) }
      : null;
  }),
  edited('a key is cut', 'check', ({ node }) =>
    node.kind === 'Assign' && node.mode === 'key' ? { edits: cut(node.span) } : null,
  ),
  edited('a key is a field like any other', 'check', ({ node, source }) =>
    node.kind === 'Assign' && node.mode === 'key' && source.text.startsWith('key', node.span.start)
      ? { edits: cut(from(node.span, node.span.start, node.span.start + 3)) }
      : null,
  ),
  edited('an entry of a table is cut', 'check', (found, opened) => {
    const { node } = found;
    const table = enclosing(found, 'Table');
    if (node.kind !== 'TableEntry' || node.keys === null || table === undefined) return null;
    const closed = table.entries.every(({ keys }) => keys !== null);
    return closed ? { edits: cut(node.span), told: here(opened, table) } : null;
  }),
  edited('an entry of an open table is cut', 'check or tests', (found) => {
    const { node } = found;
    const table = enclosing(found, 'Table');
    if (node.kind !== 'TableEntry' || node.keys === null || table === undefined) return null;
    return table.entries.some(({ keys }) => keys === null) ? { edits: cut(node.span) } : null;
  }),
  edited('the `else` of a table is cut', 'check', ({ node }) =>
    node.kind === 'TableEntry' && node.keys === null ? { edits: cut(node.span) } : null,
  ),
  cutDrops,
  edited('an entity is no longer skipped', 'check', ({ node }, opened) =>
    node.kind === 'Fate'
      ? node.names
          .filter((name) => (opened.project.profile?.entities[spelt(name)]?.rows ?? 0) > 0)
          .map((name) => ({ edits: cut(node.span), told: says(spelt(name)) }))
      : null,
  ),
  edited('a map is cut', 'check or tests', ({ node }) =>
    node.kind === 'Map'
      ? { edits: cut(node.span), told: either(says(spelt(node.source)), atWord(spelt(node.source))) }
      : null,
  ),
  edited('the owners are cut', 'check', ({ node }) =>
    node.kind === 'Owners'
      ? { edits: cut(node.span), told: either(says(spelt(node.source)), atWord(spelt(node.source))) }
      : null,
  ),
  edited('the second arm of a map is cut', 'check or tests', ({ node, source }) => {
    const [first, second] = node.kind === 'Map' ? node.arms : [];
    if (node.kind !== 'Map' || first === undefined || second === undefined) return null;
    const start = first.span.end - 1 + source.text.slice(first.span.end - 1).indexOf('}') + 1;
    return { edits: cut(from(node.span, start, node.span.end)) };
  }),
  edited('a `??` is cut', 'check or tests', (found, opened) => {
    const { node } = found;
    return node.kind === 'Binary' && node.operator === '??'
      ? {
          edits: say(node.span, textOf(found, node.left)),
          told: here(opened, enclosing(found, 'Assign') ?? node),
        }
      : null;
  }),
  cutHandlers,
  edited('an arm of a match is cut', 'check', ({ node }, opened) =>
    node.kind === 'MatchExpr'
      ? node.arms.map((arm) => ({ edits: cut(arm.span), told: here(opened, node) }))
      : null,
  ),
  cutFunctions,
  edited('the reason of a loss is cut', 'check', ({ node, source }, opened) => {
    if (node.kind !== 'Assign' || node.because === null) return null;
    const lossy = opened.checked.program.maps.some((map) =>
      map.arms.some(
        (arm) =>
          arm.kind === 'write' &&
          arm.assignments.some(
            ({ span, value }) =>
              span.file === node.span.file && span.start === node.span.start && value.loses.length > 0,
          ),
      ),
    );
    const start = source.text.lastIndexOf('because', node.because.span.start);
    return lossy
      ? { edits: cut(from(node.span, start, node.because.span.end)), told: here(opened, node) }
      : null;
  }),
  edited('a common is cut', 'check', ({ node }) =>
    node.kind === 'Common' ? { edits: cut(node.span), told: atWord(node.name.name) } : null,
  ),
  edited('a table is cut', 'check', ({ node }) =>
    node.kind === 'Table' ? { edits: cut(node.span), told: atWord(node.name.name) } : null,
  ),
  edited('a common is no longer used', 'check or tests', ({ node }) =>
    node.kind === 'Use' ? { edits: cut(node.span) } : null,
  ),
  edited('an import is cut', 'check', ({ node, source }) =>
    node.kind === 'Import' && !textAt(source, node.span).includes('tests')
      ? { edits: cut(node.span), told: () => true }
      : null,
  ),
  edited('a `let` is cut', 'check', ({ node }) =>
    node.kind === 'Let' ? { edits: cut(node.span), told: atWord(node.name.name) } : null,
  ),
  edited('a `require` is cut', 'check or tests', ({ node }) =>
    node.kind === 'Require' ? { edits: cut(node.span) } : null,
  ),
  edited('a `when` is cut', 'check or tests', ({ node }) =>
    node.kind === 'When' ? { edits: cut(node.span) } : null,
  ),
  edited('an `initial` is cut', 'check or tests', ({ node }) =>
    node.kind === 'Assign' && node.mode === 'initial'
      ? { edits: cut(from(node.span, node.span.start, node.span.start + 'initial'.length)) }
      : null,
  ),
  edited('a `match` line is cut', 'check or tests', ({ node }) =>
    node.kind === 'Match' ? { edits: cut(node.span) } : null,
  ),
  edited('a pair of a `match` line is cut', 'check or tests', ({ node }) =>
    node.kind === 'Match' && node.pairs.length > 1
      ? node.pairs.flatMap(({ target, source }, index): Edit[] => {
          const next = node.pairs[index + 1];
          const before = node.pairs[index - 1];
          if (next !== undefined)
            return [{ edits: cut(from(node.span, target.span.start, next.target.span.start)) }];
          return before === undefined
            ? []
            : [{ edits: cut(from(node.span, before.source.span.end, source.span.end)) }];
        })
      : null,
  ),
  edited('a key field is no longer unique', 'check', ({ node, source }) => {
    if (node.kind !== 'Column' || !node.unique) return null;
    const start = source.text.indexOf('unique', node.span.start);
    return { edits: cut(from(node.span, start, start + 'unique'.length)), told: atWord('key') };
  }),
  edited('a provisioned field is cut', 'check', (found) => {
    const { node } = found;
    if (node.kind !== 'ProvisionField') return null;
    return node.names.map((name, index): Edit => {
      const field = name.ids.at(-1)?.name ?? '';
      const next = node.names[index + 1];
      const before = node.names[index - 1];
      const span =
        next !== undefined
          ? from(name.span, name.span.start, next.span.start)
          : before !== undefined
            ? from(name.span, before.span.end, name.span.end)
            : node.span;
      return { edits: cut(span), told: atWord(field) };
    });
  }),
  edited('a condition of a lookup is cut', 'check or tests', ({ node }) =>
    node.kind === 'Index' && node.items.length > 1
      ? node.items.map((item, index): Edit => {
          const next = node.items[index + 1];
          const before = node.items[index - 1];
          const end = (item.right ?? item.left).span.end;
          const start = before === undefined ? item.left.span.start : (before.right ?? before.left).span.end;
          return {
            edits: cut(
              next === undefined
                ? from(node.span, start, end)
                : from(node.span, item.left.span.start, next.left.span.start),
            ),
          };
        })
      : null,
  ),
];

// ── Something is misspelt, or of the wrong kind ─────────────────────────────────────────────────────────

/** The type of a field that a name means in the declaration around, on the source side. */
function sourceFields(opened: Opened, name: string): readonly string[] {
  return Object.values(opened.project.source.entities).flatMap((entity) => {
    const kind = entity.fields[name]?.type.kind;
    return kind === undefined ? [] : [kind];
  });
}

function misspeltValues(name: string, by: Kind['by'], applies: (to: string) => boolean): Kind {
  return edited(name, by, (found, opened) => {
    const { node } = found;
    const table = enclosing(found, 'Table');
    if (node.kind !== 'TableEntry' || !Array.isArray(node.values) || table === undefined) return null;
    if (!applies(spelt(table.to))) return null;
    return node.values.flatMap((value: ast.Literal): Edit[] =>
      value.value.kind === 'text'
        ? [{ edits: say(value.span, `"${misspelt(value.value.value)}"`), told: here(opened, value) }]
        : [],
    );
  });
}

const wrong: readonly Kind[] = [
  misspeltValues('a value of a table is misspelt', 'check', (to) => to !== 'text'),
  misspeltValues('a value of a table of texts is misspelt', 'check or tests', (to) => to === 'text'),
  edited('a key of a table is misspelt', 'check or tests', ({ node }, opened) =>
    node.kind === 'TableEntry' && node.keys !== null
      ? node.keys.flatMap((key): Edit[] =>
          key.value.kind === 'text'
            ? [{ edits: say(key.span, `"${misspelt(key.value.value)}"`), told: here(opened, node) }]
            : [],
        )
      : null,
  ),
  edited('an option in a comparison is misspelt', 'check', (found, opened) => {
    const { node, above } = found;
    const [plain] = node.kind === 'Text' ? node.parts : [];
    const comparison = above.find((one) => one.kind === 'Binary');
    if (node.kind !== 'Text' || typeof plain !== 'string' || comparison?.kind !== 'Binary') return null;
    if (!['==', '!=', 'in'].includes(comparison.operator) || comparison.left.kind !== 'NameRef') return null;
    if (!sourceFields(opened, comparison.left.id.name).includes('enum')) return null;
    return { edits: say(node.span, `"${misspelt(plain)}"`), told: here(opened, node) };
  }),
  edited('an option that is assigned is misspelt', 'check', (found, opened) => {
    const { node, above } = found;
    const [assign] = above;
    const [plain] = node.kind === 'Text' ? node.parts : [];
    if (node.kind !== 'Text' || typeof plain !== 'string' || assign?.kind !== 'Assign') return null;
    const field = assign.targets.at(-1)?.ids.at(-1)?.name ?? '';
    const isEnum = opened.checked.program.maps.some((map) =>
      map.arms.some(
        (arm) =>
          arm.kind === 'write' &&
          arm.target.fields[field]?.type.kind === 'enum' &&
          arm.assignments.some(
            ({ span }) => span.file === assign.span.file && span.start === assign.span.start,
          ),
      ),
    );
    return isEnum ? { edits: say(node.span, `"${misspelt(plain)}"`), told: here(opened, node) } : null;
  }),
  edited('a row in a lookup is misspelt', 'check', ({ node }, opened) =>
    node.kind === 'Index'
      ? node.items.flatMap(({ right }): Edit[] => {
          const [plain] = right?.kind === 'Text' ? right.parts : [];
          return right?.kind === 'Text' && typeof plain === 'string'
            ? [{ edits: say(right.span, `"${misspelt(plain)}"`), told: here(opened, right) }]
            : [];
        })
      : null,
  ),
  edited('an attribute of a lookup is misspelt', 'check', (found, opened) =>
    found.node.kind === 'Index'
      ? found.node.items
          .filter(({ right }) => right !== null)
          .map(({ left }) => ({
            edits: say(left.span, misspelt(textOf(found, left))),
            told: here(opened, left),
          }))
      : null,
  ),
  edited('a field of the target is misspelt', 'check', (found, opened) =>
    found.node.kind === 'Assign' && ofMap(found)
      ? found.node.targets.map((name) => ({
          edits: say(name.span, misspelt(spelt(name))),
          told: here(opened, name),
        }))
      : null,
  ),
  edited('a name in an expression is misspelt', 'check', ({ node }, opened) =>
    node.kind === 'NameRef'
      ? { edits: say(node.span, misspelt(node.id.name)), told: here(opened, node) }
      : null,
  ),
  edited('a step of a walk is misspelt', 'check', ({ node }, opened) =>
    node.kind === 'Member'
      ? { edits: say(node.member.span, misspelt(node.member.name)), told: here(opened, node) }
      : null,
  ),
  edited('a function is misspelt', 'check', ({ node }, opened) => {
    const id = node.kind === 'Call' ? node.callee : node.kind === 'Pipe' ? node.fn : null;
    return id === null ? null : { edits: say(id.span, misspelt(id.name)), told: here(opened, id) };
  }),
  edited('a common is misspelt', 'check', ({ node }, opened) =>
    node.kind === 'Use'
      ? { edits: say(node.name.span, misspelt(node.name.name)), told: here(opened, node) }
      : null,
  ),
  edited('an entity of a map is misspelt', 'check', ({ node }, opened) => {
    if (node.kind !== 'Map' && node.kind !== 'Owners') return null;
    const targets =
      node.kind === 'Owners'
        ? [node.target]
        : node.arms.flatMap((arm) => (arm.kind === 'MapArm' ? [arm.target] : []));
    return [node.source, ...targets].map((name) => ({
      edits: say(name.span, misspelt(spelt(name))),
      told: here(opened, name),
    }));
  }),
  edited('an entity of a match is misspelt', 'check', ({ node }, opened) =>
    node.kind === 'MatchArm' && node.pattern.kind === 'entities'
      ? node.pattern.entities.map(({ entity }) => ({
          edits: say(entity.span, misspelt(entity.name)),
          told: here(opened, node),
        }))
      : null,
  ),
  edited('a dropped field is misspelt', 'check', ({ node }, opened) =>
    node.kind === 'Drop'
      ? node.names.map((name) => ({ edits: say(name.span, misspelt(spelt(name))), told: here(opened, name) }))
      : null,
  ),
  edited('a scalar is added to', 'check', (found, opened) => {
    const { node, source } = found;
    if (node.kind !== 'Assign' || node.operator !== '=' || !ofMap(found)) return null;
    if (written(opened, node).some(({ list }) => list) || node.targets.length > 1) return null;
    const end = node.targets.at(-1)?.span.end ?? node.span.start;
    const at = source.text.indexOf('=', end);
    return { edits: say(from(node.span, at, at + 1), '+='), told: here(opened, node) };
  }),
  edited('a list is replaced instead of added to', 'check or tests', ({ node, source }) => {
    if (node.kind !== 'Assign' || node.operator !== '+=') return null;
    const at = source.text.indexOf('+=', node.targets.at(-1)?.span.end ?? node.span.start);
    return { edits: say(from(node.span, at, at + 2), '=') };
  }),
  edited('a field is written twice', 'check', (found, opened) => {
    const { node, source } = found;
    return node.kind === 'Assign' && ofMap(found)
      ? {
          edits: say(
            from(node.span, node.span.end, node.span.end),
            ` ${textAt(source, node.span).replace(/\s+/g, ' ')}`,
          ),
          told: here(opened, node),
        }
      : null;
  }),
  edited('the halves of a pair are swapped', 'check', ({ node }, opened) => {
    const [first, second] = node.kind === 'Assign' ? node.targets : [];
    return node.kind === 'Assign' && first !== undefined && second !== undefined
      ? {
          edits: say(from(node.span, first.span.start, second.span.end), `${spelt(second)}, ${spelt(first)}`),
          told: here(opened, node),
        }
      : null;
  }),
  edited('a reference is taken from the wrong field', 'check', (found, opened) => {
    const { node, above } = found;
    if (node.kind !== 'NameRef' || !['Assign', 'Else'].includes(above[0]?.kind ?? '')) return null;
    const map = enclosing(found, 'Map');
    const entity = map === undefined ? undefined : opened.project.source.entities[spelt(map.source)];
    const type = entity?.fields[node.id.name]?.type;
    if (entity === undefined || type?.kind !== 'reference') return null;
    // Only what can be told: the other field leads to entities that the first one never leads to.
    const other = Object.values(entity.fields).find(
      (field) =>
        field.type.kind === 'reference' && !field.type.targets.some((name) => type.targets.includes(name)),
    );
    return other === undefined
      ? null
      : { edits: say(node.span, other.name), told: here(opened, above[0] ?? node) };
  }),
  edited('the keys of two maps collide', 'check', (found, opened) => {
    const { node, above } = found;
    if (node.kind !== 'Assign' || node.mode !== 'key' || node.value.kind !== 'Text') return null;
    const arm = above[1];
    if (arm?.kind !== 'MapArm') return null;
    const [prefix] = node.value.parts;
    const other = opened.nodes.find(
      (one) =>
        one.node.kind === 'Assign' &&
        one.node.mode === 'key' &&
        one.node !== node &&
        one.node.value.kind === 'Text' &&
        one.above[1]?.kind === 'MapArm' &&
        spelt(one.above[1].target) === spelt(arm.target),
    );
    const [theirs] =
      other?.node.kind === 'Assign' && other.node.value.kind === 'Text' ? other.node.value.parts : [];
    if (typeof prefix !== 'string' || typeof theirs !== 'string' || other === undefined) return null;
    return {
      edits: say(node.value.span, textOf(found, node.value).replace(prefix, theirs)),
      told: either(here(opened, node), here(opened, other.node)),
    };
  }),
  edited('a key loses a part of the id', 'check', (found, opened) => {
    const { node } = found;
    return node.kind === 'Assign' && node.mode === 'key'
      ? {
          edits: say(node.value.span, `${operand(found, node.value)} | truncate(8)`),
          told: here(opened, node),
        }
      : null;
  }),
  edited('a key may be empty', 'check', (found, opened) => {
    const { node } = found;
    return node.kind === 'Assign' && node.mode === 'key'
      ? { edits: say(node.value.span, 'null'), told: here(opened, node) }
      : null;
  }),
  edited('a circle of references is closed', 'check', (found, opened) => {
    const { node } = found;
    if (node.kind !== 'Assign' || node.mode !== null) return null;
    const waits = [...opened.checked.order.later].some(
      ({ span }) => span.file === node.span.file && span.start === node.span.start,
    );
    return waits
      ? { edits: say(from(node.span, node.span.start, node.span.start), 'key '), told: here(opened, node) }
      : null;
  }),
  edited('a provisioned text is too short', 'check', ({ node, source }, opened) => {
    if (node.kind !== 'ProvisionField' || !/char/.test(textAt(source, node.column.type.span))) return null;
    // What is written there as a literal, or not at all, fits.
    const fields = node.names.map((name) => name.ids.at(-1)?.name ?? '');
    const written = opened.nodes.filter(
      (one) => one.node.kind === 'Assign' && one.node.targets.some((name) => fields.includes(spelt(name))),
    );
    return written.length === 0
      ? null
      : {
          edits: say(node.column.type.span, 'char(1)'),
          told: either(...fields.map((field) => atWord(field))),
        };
  }),
  edited('a provisioned field is of another type', 'check', ({ node, source }) =>
    node.kind === 'ProvisionField'
      ? {
          edits: say(
            node.column.type.span,
            /boolean/.test(textAt(source, node.column.type.span)) ? 'date' : 'boolean',
          ),
          told: either(...node.names.map((name) => atWord(name.ids.at(-1)?.name ?? ''))),
        }
      : null,
  ),
  edited('a field that is read is dropped too', 'check', (found, opened) => {
    const { node } = found;
    const [target] = node.kind === 'Assign' ? node.targets : [];
    const map = enclosing(found, 'Map');
    if (node.kind !== 'Assign' || node.value.kind !== 'NameRef' || target === undefined || map === undefined)
      return null;
    const field = node.value.id.name;
    if (opened.project.source.entities[spelt(map.source)]?.fields[field] === undefined) return null;
    return {
      edits: say(from(node.span, node.span.end, node.span.end), ` drop ${field} because "not wanted"`),
      told: here(opened, node),
    };
  }),
  edited('a value that may be null stands in a text', 'check', (found, opened) => {
    const { node } = found;
    if (node.kind !== 'Binary' || node.operator !== '??' || !found.above.some((one) => one.kind === 'Text'))
      return null;
    return {
      edits: say(node.span, textOf(found, node.left)),
      told: here(opened, enclosing(found, 'Assign') ?? node),
    };
  }),
];

// ── Something legal is said, and it is wrong ────────────────────────────────────────────────────────────

const OTHER_COMPARISON: Readonly<Partial<Record<ast.BinaryOperator, string>>> = {
  '==': '!=',
  '!=': '==',
  and: 'or',
  or: 'and',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
};

const meaning: readonly Kind[] = [
  edited('a comparison or an operator is the other one', 'check or tests', (found) => {
    const { node } = found;
    const other = node.kind === 'Binary' ? OTHER_COMPARISON[node.operator] : undefined;
    if (node.kind !== 'Binary' || other === undefined) return null;
    return {
      edits: say(node.span, `${operandOf(found, node.left)} ${other} ${operandOf(found, node.right)}`),
    };
  }),
  edited('a member of a list is gone', 'check or tests', (found) => {
    const { node, above } = found;
    if (node.kind !== 'List' || above[0]?.kind !== 'Binary') return null;
    return node.items.map((_, gone) => ({
      edits: say(
        node.span,
        `[${node.items
          .filter((_, index) => index !== gone)
          .map((item) => textOf(found, item))
          .join(', ')}]`,
      ),
    }));
  }),
  edited('the branches of an `if` are swapped', 'check or tests', (found) => {
    const { node } = found;
    return node.kind === 'If'
      ? {
          edits: say(
            node.span,
            `if ${textOf(found, node.condition)} then ${operand(found, node.otherwise)} else ${operand(found, node.then)}`,
          ),
        }
      : null;
  }),
  edited('a `not` is cut', 'check or tests', (found) =>
    found.node.kind === 'Unary' && found.node.operator === 'not'
      ? { edits: say(found.node.span, textOf(found, found.node.operand)) }
      : null,
  ),
  edited('two values of a table are swapped', 'check or tests', (found) => {
    const { node } = found;
    if (node.kind !== 'Table') return null;
    return node.entries.flatMap((entry, index): Edit[] => {
      const next = node.entries[index + 1];
      const [a] = Array.isArray(entry.values) ? (entry.values as readonly ast.Literal[]) : [];
      const [b] = Array.isArray(next?.values) ? (next.values as readonly ast.Literal[]) : [];
      if (a === undefined || b === undefined || textOf(found, a) === textOf(found, b)) return [];
      return [
        {
          edits: [...say(a.span, textOf(found, b)), ...say(b.span, textOf(found, a))],
          place: `${node.name.name}: ${textOf(found, a)} and ${textOf(found, b)}`,
        },
      ];
    });
  }),
  edited('the sources of two fields are swapped', 'check or tests', (found) => {
    const { node } = found;
    if (node.kind !== 'Body' || !['MapArm', 'Common'].includes(found.above[0]?.kind ?? '')) return null;
    const lines = node.statements.filter((one): one is ast.Assign => one.kind === 'Assign');
    return lines.flatMap((line, index): Edit[] => {
      const next = lines[index + 1];
      if (next === undefined || textOf(found, line.value) === textOf(found, next.value)) return [];
      return [
        {
          edits: [
            ...say(line.value.span, textOf(found, next.value).replace(/\s+/g, ' ')),
            ...say(next.value.span, textOf(found, line.value).replace(/\s+/g, ' ')),
          ],
          place: `${textOf(found, line)} and ${textOf(found, next)}`.replace(/\s+/g, ' ').slice(0, 160),
        },
      ];
    });
  }),
  edited('a text is another one', 'check or tests', (found) => {
    const { node, above } = found;
    const [plain] = node.kind === 'Text' ? node.parts : [];
    if (node.kind !== 'Text' || node.parts.length !== 1 || typeof plain !== 'string') return null;
    // Reasons, labels and titles are for people: their words are free.
    const said = above[0];
    const free =
      said === undefined ||
      ['Column', 'ProvisionField', 'Import', 'Drop', 'Fate', 'SkipArm', 'TableEntry', 'Owners'].includes(
        said.kind,
      ) ||
      (said.kind === 'Assign' && said.because === node) ||
      (said.kind === 'RejectHandler' && above[1]?.kind === 'TableEntry' && said.message !== node);
    // In the middle, so that a test that looks for a part of it looks in vain.
    return free ? null : { edits: say(node.span, `"${plain.slice(0, 1)}x${plain.slice(1)}"`) };
  }),
  edited('a number is another one', 'check or tests', ({ node, above }) =>
    node.kind === 'Literal' && node.value.kind === 'number' && above.some((one) => one.kind === 'Assign')
      ? { edits: say(node.span, String(Number(node.value.value) + 1)) }
      : null,
  ),
  edited('true is false', 'check or tests', ({ node }) =>
    node.kind === 'Literal' && node.value.kind === 'boolean'
      ? { edits: say(node.span, String(!node.value.value)) }
      : null,
  ),
  edited('the arms of a match are swapped', 'check or tests', (found) => {
    const { node } = found;
    const [first, second] = node.kind === 'MatchExpr' ? node.arms : [];
    if (first === undefined || second === undefined) return null;
    const binder = (arm: ast.MatchArm): string =>
      arm.pattern.kind === 'entities' ? (arm.pattern.entities[0]?.binder?.name ?? '') : '';
    const put = (value: ast.Expr, a: string, b: string): string =>
      a === '' || b === ''
        ? textOf(found, value)
        : textOf(found, value).replace(new RegExp(`\\b${escaped(a)}\\b`), b);
    const [one, two] = [
      put(second.value, binder(second), binder(first)),
      put(first.value, binder(first), binder(second)),
    ];
    // Arms that do the same are the same when swapped.
    if (one === textOf(found, first.value) && two === textOf(found, second.value)) return null;
    return { edits: [...say(first.value.span, one), ...say(second.value.span, two)] };
  }),
  edited('the sides of a `??` are swapped', 'check or tests', (found) => {
    const { node } = found;
    return node.kind === 'Binary' && node.operator === '??'
      ? { edits: say(node.span, `${operand(found, node.right)} ?? ${operand(found, node.left)}`) }
      : null;
  }),
  edited('a handler gives null instead', 'check or tests', ({ node, above }) =>
    ['RejectHandler', 'WarnHandler', 'QueueHandler', 'CreateHandler'].includes(node.kind) &&
    above[0]?.kind === 'Else'
      ? { edits: say(node.span, 'null') }
      : null,
  ),
  edited('a walk ends a step early', 'check or tests', (found) =>
    found.node.kind === 'Member' ? { edits: say(found.node.span, textOf(found, found.node.object)) } : null,
  ),
  edited('an `else` arm takes what the first one did', 'check or tests', (found) => {
    const { node } = found;
    return node.kind === 'When'
      ? { edits: say(node.condition.span, `not (${textOf(found, node.condition)})`) }
      : null;
  }),
];

function operandOf(found: Found, node: ast.Expr): string {
  return node.kind === 'Binary' || node.kind === 'Else' || node.kind === 'If'
    ? `(${textOf(found, node)})`
    : textOf(found, node);
}

export const TEXT_KINDS: readonly Kind[] = [...lost, ...wrong, ...meaning];
