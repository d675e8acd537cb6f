/**
 * What a project does because a system has something or lacks it: the static `if`s that asked (`language.md` section 4),
 * and what the sides that were taken say. Preflight tells a person of it.
 */
import type * as ast from '../language/ast.ts';
import { type AnyNode, children } from '../language/walk.ts';
import { type Branch, factsOf, hasQuestion, isBranch } from './conditions.ts';
import { hasAnswer, type Schemas } from './static.ts';

export interface CheckedBranch {
  /** What the condition asks of the systems, and whether it is there. */
  readonly asked: readonly {
    readonly side: 'source' | 'target';
    readonly what: 'module' | 'name';
    readonly name: string;
    readonly there: boolean;
  }[];
  readonly holds: boolean;
  /** Source entities of the taken side, and what becomes of them there; null: they do not move. */
  readonly moves: readonly {
    readonly source: string;
    readonly target: string | null;
    readonly span: ast.Span;
  }[];
  /** Fields that the taken side fills, where it stands in a block. */
  readonly fills: readonly string[];
  /** Of the condition. */
  readonly span: ast.Span;
}

/** @param answers of the conditions that were asked: what stands on a side that is not taken was not */
export function branchesOf(
  declarations: readonly ast.Declaration[],
  answers: ReadonlyMap<ast.Static, boolean>,
  schemas: Schemas,
): readonly CheckedBranch[] {
  const found: CheckedBranch[] = [];
  const visit = (nodes: readonly AnyNode[]): void => {
    for (const node of nodes) {
      const holds = isBranch(node) ? answers.get(node.condition) : undefined;
      if (isBranch(node) && holds !== undefined) {
        const asked = factsOf(node.condition).flatMap((fact) => {
          if (fact.kind !== 'Has') return [];
          const question = hasQuestion(fact);
          const { side, what, name } = question;
          return [{ side, what, name, there: hasAnswer(schemas, question) === 'yes' }];
        });
        const said = saidBy(sideOf(node, holds), answers);
        if (asked.length > 0) found.push({ asked, holds, ...said, span: node.condition.span });
      }
      visit(children(node));
    }
  };
  visit(declarations);
  return found;
}

type Said = ast.Declaration | ast.ProvisionItem | ast.Statement;

function sideOf(node: Branch, holds: boolean): readonly Said[] {
  const side = holds ? node.then : node.otherwise;
  if (side === null) return [];
  return 'statements' in side ? side.statements : side;
}

function saidBy(
  nodes: readonly Said[],
  answers: ReadonlyMap<ast.Static, boolean>,
): Pick<CheckedBranch, 'moves' | 'fills'> {
  const moves: CheckedBranch['moves'][number][] = [];
  const fills: string[] = [];
  const visit = (list: readonly Said[]): void => {
    for (const node of list) {
      switch (node.kind) {
        case 'Map':
          for (const arm of node.arms)
            moves.push({
              source: nameOf(node.source),
              target: arm.kind === 'MapArm' ? nameOf(arm.target) : null,
              span: (arm.kind === 'MapArm' ? arm.target : arm).span,
            });
          break;
        case 'Owners':
          moves.push({ source: nameOf(node.source), target: nameOf(node.target), span: node.target.span });
          break;
        case 'Fate':
          for (const name of node.names) moves.push({ source: nameOf(name), target: null, span: name.span });
          break;
        case 'Assign':
          fills.push(...node.targets.map(nameOf));
          break;
        case 'Branch':
        case 'ProvisionBranch':
        case 'StaticIf': {
          const holds = answers.get(node.condition);
          if (holds !== undefined) visit(sideOf(node, holds));
          break;
        }
        // The others move nothing and fill nothing by themselves.
        default:
          break;
      }
    }
  };
  visit(nodes);
  return { moves, fills };
}

function nameOf(name: ast.Name): string {
  return name.ids.map((id) => id.name).join('.');
}
