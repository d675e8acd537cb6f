import type * as ast from '../language/ast.ts';
import { type AnyNode, children, walk } from '../language/walk.ts';
import { conditionsOf, factsOf, isBranch, questionsOf } from './conditions.ts';
import { type LoadInput, loadFiles } from './load.ts';

/**
 * The entities and fields that static conditions ask for of a side, as written: what it may have or lack. Of the target
 * also the entities that the maps use only where it has what they ask for: whose rows are made or looked up there.
 */
export function askedNames(
  input: Pick<LoadInput, 'files' | 'load'>,
  side: 'source' | 'target',
): readonly string[] {
  const unknown = { system: '' };
  const { declarations } = loadFiles({ ...input, source: unknown, target: unknown });
  const asked = questionsOf(conditionsOf(declarations), []).flatMap((question) =>
    question.kind === 'has' && question.side === side && question.what === 'name' ? [question.name] : [],
  );
  if (side === 'source') return asked;
  const used = new Map<string, boolean>();
  for (const declaration of declarations) entitiesUsed(declaration, false, used);
  const only = [...used].flatMap(([name, always]) => (always ? [] : [name]));
  return [...new Set([...asked, ...only])];
}

/** By entity whether it is used whatever the target has. `within`: only where it has something that is asked for. */
function entitiesUsed(top: AnyNode, within: boolean, used: Map<string, boolean>): void {
  walk(top, (node) => {
    if (isBranch(node) && asksTarget(node.condition)) {
      const { then, otherwise } = node;
      for (const one of children({ then })) entitiesUsed(one, true, used);
      for (const one of children({ otherwise })) entitiesUsed(one, within, used);
      return false;
    }
    const name = entityOf(node);
    if (name !== null) used.set(name, !within || used.get(name) === true);
    return true;
  });
}

/** Whether it takes something that the target has for the condition to hold. */
function asksTarget(condition: ast.Static): boolean {
  return factsOf(condition).some(
    (fact) => fact.kind === 'Has' && fact.side === 'target' && fact.what.kind === 'name' && !fact.negated,
  );
}

/** The entity of the target whose rows a node makes or looks up. */
function entityOf(node: AnyNode): string | null {
  if (isArm(node)) return dotted(node.target);
  if (isRow(node)) return dotted(node.entity);
  if (isTable(node)) return node.attributes === null ? null : dotted(node.to);
  return isIndex(node) ? lookedUp(node.object) : null;
}

function dotted({ ids }: ast.Name): string {
  return ids.map(({ name }) => name).join('.');
}

/** `helpdesk.team` of `helpdesk.team[…]`. A name without a dot is a table of values or records of the source. */
function lookedUp(expr: ast.Expr): string | null {
  if (expr.kind !== 'Member') return null;
  const { object, member } = expr;
  const before = object.kind === 'NameRef' ? object.id.name : lookedUp(object);
  return before === null ? null : `${before}.${member.name}`;
}

function isArm(node: AnyNode): node is ast.MapArm {
  return node.kind === 'MapArm';
}

function isRow(node: AnyNode): node is ast.ProvisionRow {
  return node.kind === 'ProvisionRow';
}

function isTable(node: AnyNode): node is ast.TableDecl {
  return node.kind === 'Table';
}

function isIndex(node: AnyNode): node is ast.Index {
  return node.kind === 'Index';
}
