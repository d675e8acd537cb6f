import type { Diagnostic } from '../../src/check/index.ts';
import { type Span, textAt } from '../../src/language/index.ts';
import { type Found, lineOf, linesAt, type Opened, type Project, type TreeNode } from './project.ts';

/** One way of breaking a project. */
export interface Kind {
  readonly name: string;
  /** `check` must tell; or, where the mutant is legal and only wrong, a test block of the project must fail. */
  readonly by: 'check' | 'check or tests';
  readonly places: (opened: Opened) => readonly Mutant[];
}

export interface Mutant {
  /** In words that stay when lines move: what stands there. */
  readonly place: string;
  readonly make: () => Project;
  /** Whether a diagnostic is where a person would look for it. */
  readonly told: Told;
}

export type Told = (diagnostic: Diagnostic, mutant: Project) => boolean;

/** On one of the lines of a span of the project as it was. */
export function atLines(project: Project, span: Span): Told {
  const first = lineOf(project, span);
  const last = lineOf(project, { ...span, start: Math.max(span.start, span.end - 1) });
  return (diagnostic, mutant) => {
    if (diagnostic.span.file !== span.file) return false;
    const from = lineOf(mutant, diagnostic.span);
    const to = lineOf(mutant, {
      ...diagnostic.span,
      start: Math.max(diagnostic.span.start, diagnostic.span.end - 1),
    });
    return from <= last && first <= to;
  };
}

/** On a line that has this word. */
export function atWord(word: string): Told {
  const pattern = new RegExp(`(?<![\\w])${escaped(word)}(?![\\w])`);
  return ({ span }, mutant) => pattern.test(linesAt(mutant, span));
}

/** On a line that has this text. */
export function atText(text: string): Told {
  return ({ span }, mutant) => linesAt(mutant, span).includes(text);
}

/** The message names it, in quotes of its own. */
export function says(name: string): Told {
  return ({ message }) => message.includes(`\`${name}\``);
}

export function either(...all: readonly Told[]): Told {
  return (diagnostic, mutant) => all.some((told) => told(diagnostic, mutant));
}

export function both(...all: readonly Told[]): Told {
  return (diagnostic, mutant) => all.every((told) => told(diagnostic, mutant));
}

/** In the declaration around a node, or in one that uses it by name, directly or through others. */
export function nearby({ project, nodes }: Opened, found: Found): Told {
  const own = [found.node, ...found.above].at(-1);
  if (own === undefined) return () => false;
  let region: Told | null = null;
  return (diagnostic, mutant) => {
    region ??= regionOf(project, nodes, own);
    return region(diagnostic, mutant);
  };
}

function regionOf(project: Project, nodes: readonly Found[], own: TreeNode): Told {
  const declarations = nodes.filter(({ above }) => above.length === 0);
  const region = new Set<TreeNode>([own]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const { node, source } of declarations) {
      if (region.has(node)) continue;
      const text = textAt(source, node.span);
      if (
        ![...region].some(
          (one) => nameOf(one) !== null && new RegExp(`(?<!\\w)${nameOf(one)}(?!\\w)`).test(text),
        )
      )
        continue;
      region.add(node);
      grew = true;
    }
  }
  return either(...[...region].map(({ span }) => atLines(project, span)));
}

function nameOf(node: TreeNode): string | null {
  return node.kind === 'Common' || node.kind === 'Table' || node.kind === 'Fn' ? node.name.name : null;
}

export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** What stands at a span, on one line. */
export function shown(project: Project, span: Span): string {
  const source = project.files.get(span.file);
  return source === undefined ? '' : textAt(source, span).replace(/\s+/g, ' ').slice(0, 90);
}
