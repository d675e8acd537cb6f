import type { Proposal } from '../model.ts';
import type { ColumnSummary } from '../profile/column.ts';
import { isGuid } from './identify.ts';
import { percent, rounded } from './infer-type.ts';
import { isCalledLike, isCalledLikeParent, kindColumnsOf, plainName, singular } from './names.ts';

/** An entity that may be pointed to: its single id column, and what was seen of it. */
export interface Pointable {
  readonly entity: string;
  readonly id: string;
  readonly summary: ColumnSummary;
}

/** From this confidence on, a reference is taken as the type of its column; below, it is only proposed. */
export const TAKEN = 0.8;
/** Less is not worth saying. */
const PROPOSED = 0.5;

/** What one entity's ids say of a column. */
interface Match {
  readonly target: Pointable;
  /** Part of the column's different values that are its ids. */
  readonly share: number;
  readonly shared: number;
  readonly named: boolean;
}

/**
 * The entity or entities that a column points to, judged by how many of its different values are ids there (a unary inclusion
 * dependency, with a tolerance for what dangles) and by its name; null where nothing speaks for any. What the values prove
 * depends on what they are: GUIDs are nowhere by chance, codes seldom, and small whole numbers in every table, so that
 * only the name tells.
 * @param entity the one whose column it is; a reference to itself is possible
 */
export function inferReference(
  entity: string,
  column: string,
  summary: ColumnSummary,
  pointables: readonly Pointable[],
): Proposal | null {
  const nature = natureOf(summary);
  if (nature === null) return null;
  const matches = pointables
    .filter((target) => natureOf(target.summary) === nature)
    .map((target): Match => {
      const { shared, compared } = summary.sketch.within(target.summary.sketch);
      const named = isCalledLike(column, target.entity, target.id);
      return { target, shared, share: compared === 0 ? 0 : shared / compared, named };
    })
    .filter(({ shared }) => shared > 0);
  switch (nature) {
    case 'guid':
      return ofGuids(matches);
    case 'code':
      return best(matches, (match) => confidenceOfCode(match, summary));
    case 'number':
      return best(matches, (match) => confidenceOfNumber(match, entity, column));
  }
}

/** GUIDs of several entities in one column: it may point to each of them. */
function ofGuids(matches: readonly Match[]): Proposal | null {
  if (matches.length === 0) return null;
  // The rows of one entity may stand in another with the same ids: then the name decides.
  const total = matches.reduce((sum, { share }) => sum + share, 0);
  const named = matches.filter((match) => match.named);
  const chosen = total > 1.01 && named.length > 0 ? named : matches;
  const share = Math.min(
    1,
    chosen.reduce((sum, match) => sum + match.share, 0),
  );
  const shared = chosen.reduce((sum, match) => sum + match.shared, 0);
  // A single GUID that is found proves a reference; if nearly all lead nowhere, something else may be meant.
  const confidence = shared < 3 && share < 0.5 ? 0.6 : 0.8 + 0.19 * share;
  return proposal(chosen, share, confidence);
}

function confidenceOfCode({ share, named }: Match, { distinct, length }: ColumnSummary): number {
  if (named) return share >= 0.5 ? 0.7 + 0.29 * share : 0.5;
  // Short codes of few kinds are alike by chance ("A", "EUR").
  const telling = distinct.count >= 5 && (length?.average ?? 0) >= 3;
  return telling && share >= 0.9 ? 0.85 * share : 0;
}

function confidenceOfNumber({ share, named, target }: Match, entity: string, column: string): number {
  if (named) return share >= 0.9 ? 0.95 * share : 0.6 * share;
  return isCalledLikeParent(column) && target.entity === entity && share === 1 ? 0.85 : 0;
}

function best(matches: readonly Match[], confidenceOf: (match: Match) => number): Proposal | null {
  const [first, second] = matches
    .map((match) => ({ match, confidence: confidenceOf(match) }))
    .toSorted((left, right) => right.confidence - left.confidence);
  if (first === undefined || first.confidence < PROPOSED) return null;
  // Two that are equally likely: nothing says which is meant, so a person must.
  const tie = second !== undefined && second.confidence === first.confidence;
  return proposal([first.match], first.match.share, tie ? Math.min(first.confidence, 0.6) : first.confidence);
}

function proposal(matches: readonly Match[], share: number, confidence: number): Proposal {
  const targets = matches.map(({ target }) => target.entity).toSorted();
  const named = matches.some((match) => match.named) ? ', and it is called like them' : '';
  return {
    type: { kind: 'reference', targets },
    confidence: rounded(confidence),
    evidence: `${percent(share)} of its different values are ids of ${targets.join(', ')}${named}`,
  };
}

/**
 * An id beside a column that says of which entity it is (`res_id` with `res_model`): every value of the other column is the
 * name of an entity, and the ids stand in those. Null where there is no such column.
 */
export function inferReferenceId(
  column: string,
  summary: ColumnSummary,
  columns: ReadonlyMap<string, ColumnSummary>,
  pointables: readonly Pointable[],
): Proposal | null {
  const nature = natureOf(summary);
  // GUIDs tell by themselves where they belong.
  if (nature === null || nature === 'guid') return null;
  const names = kindColumnsOf(column);
  for (const [name, beside] of columns) {
    if (name === column || !names.includes(plainName(name)) || beside.values === null || beside.filled === 0)
      continue;
    const kinds = [...beside.values.keys()].map((value) => plainName(String(value)));
    const meant = pointables.filter(({ entity }) =>
      kinds.some((kind) => kind === plainName(entity) || kind === plainName(singular(entity))),
    );
    if (meant.length < new Set(kinds).size) continue;
    const share = Math.min(
      1,
      meant.reduce((sum, { summary: ids }) => {
        const { shared, compared } = summary.sketch.within(ids.sketch);
        return compared === 0 ? sum : sum + shared / compared;
      }, 0),
    );
    if (share < 0.9) continue;
    return {
      type: { kind: 'reference_id', model: name },
      confidence: rounded(0.9 * share),
      evidence: `every value of ${name} is the name of an entity, and ${percent(share)} of the different values are ids there`,
    };
  }
  return null;
}

/** What a column's values are, as ids; null where they can be none. */
function natureOf(summary: ColumnSummary): 'guid' | 'code' | 'number' | null {
  const { filled, fits, length } = summary;
  if (filled === 0) return null;
  if (isGuid(summary)) return 'guid';
  if (fits.get('integer') === filled) return 'number';
  const texts = fits.get('text') === filled && (length?.max ?? 0) <= 64;
  const other = (['boolean', 'date', 'instant', 'local', 'decimal', 'html'] as const).some(
    (kind) => fits.get(kind) === filled,
  );
  return texts && !other ? 'code' : null;
}
