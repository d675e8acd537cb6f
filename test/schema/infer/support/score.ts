import type { Field, FieldType, Schema } from '../../../../src/schema/model.ts';

/** A field whose truth is known and of which at least one record holds a value: without any nobody could tell. */
export interface Known {
  readonly entity: string;
  /** `lines.Quantity` for a field of nested records. */
  readonly path: string;
  readonly truth: FieldType;
}

export interface Score {
  readonly right: number;
  readonly said: number;
  readonly known: number;
  /** What was missed or said wrongly, for whoever mends it. */
  readonly wrong: readonly string[];
}

export const precision = ({ right, said }: Score): number => (said === 0 ? 1 : right / said);
export const recall = ({ right, known }: Score): number => (known === 0 ? 1 : right / known);
export const f1 = (score: Score): number => {
  const [p, r] = [precision(score), recall(score)];
  return p + r === 0 ? 0 : (2 * p * r) / (p + r);
};

/** Both scores as one. */
export function together(scores: readonly Score[]): Score {
  const sum = (of: (score: Score) => number): number => scores.reduce((total, score) => total + of(score), 0);
  return {
    right: sum(({ right }) => right),
    said: sum(({ said }) => said),
    known: sum(({ known }) => known),
    wrong: scores.flatMap(({ wrong }) => wrong),
  };
}

/** One line a person reads: `types   precision 0.98  recall 0.97  (350 of 357)`. */
export function scoreText(what: string, score: Score): string {
  const show = (number: number): string => number.toFixed(3);
  return `${what.padEnd(24)} precision ${show(precision(score))}  recall ${show(recall(score))}  (${score.right} right, ${score.said} said, ${score.known} true)`;
}

/** The field of an inferred schema; undefined where there is none. */
function fieldAt(schema: Schema, entity: string, path: string): Field | undefined {
  let fields = schema.entities[entity]?.fields;
  let field: Field | undefined;
  for (const name of path.split('.')) {
    field = fields?.[name];
    fields = field?.type.kind === 'records' ? field.type.fields : undefined;
  }
  return field;
}

/**
 * What a value is by itself, apart from the choice or the reference that it may be: `text`, `whole`, `fraction` … Money,
 * decimals and floats are one: no value tells them apart.
 */
function natureOf(type: FieldType): string {
  switch (type.kind) {
    case 'integer':
      return 'whole';
    case 'float':
    case 'decimal':
    case 'money':
      return type.kind === 'decimal' && type.scale === 0 ? 'whole' : 'fraction';
    case 'enum':
    case 'enums':
      return typeof type.options[0]?.value === 'string' ? 'text' : 'whole';
    case 'reference':
    case 'reference_id':
      return 'key';
    default:
      return type.kind;
  }
}

/** Types of fields that are neither choices nor references in truth; each class of its own counts as said or not. */
export function scoreTypes(known: readonly Known[], inferred: Schema): Score {
  const plain = known.filter(
    ({ truth }) => !['enum', 'enums', 'reference', 'reference_id'].includes(truth.kind),
  );
  let right = 0;
  const wrong: string[] = [];
  for (const { entity, path, truth } of plain) {
    const field = fieldAt(inferred, entity, path);
    const said = field === undefined ? 'nothing' : natureOf(field.type);
    if (said === natureOf(truth)) right++;
    else wrong.push(`${entity}.${path} is ${natureOf(truth)}, said ${said}`);
  }
  return {
    right,
    said: plain.length - wrong.filter((each) => each.endsWith('said nothing')).length,
    known: plain.length,
    wrong,
  };
}

/** Choices: proposed with a confidence of 0.7 at least. */
export function scoreEnums(known: readonly Known[], inferred: Schema): Score {
  return scoreSaid(
    known,
    inferred,
    (truth) => truth.kind === 'enum',
    ({ origin }) => origin?.proposed?.type.kind === 'enum' && origin.proposed.confidence >= 0.7,
  );
}

/** References that were taken, each with its targets: one that points to some of the right entities is right by half. */
export function scoreReferences(known: readonly Known[], inferred: Schema): Score {
  let [right, said, all] = [0, 0, 0];
  const wrong: string[] = [];
  for (const { entity, path, truth } of known) {
    const field = fieldAt(inferred, entity, path);
    const told = field?.type.kind === 'reference' ? field.type.targets : [];
    const meant = truth.kind === 'reference' ? truth.targets : [];
    const both = told.filter((target) => meant.includes(target));
    right += both.length;
    said += told.length;
    all += meant.length;
    if (both.length < told.length || both.length < meant.length)
      wrong.push(`${entity}.${path} points to [${meant.join()}], said [${told.join()}]`);
  }
  return { right, said, known: all, wrong };
}

function scoreSaid(
  known: readonly Known[],
  inferred: Schema,
  isTrue: (truth: FieldType) => boolean,
  isSaid: (field: Field) => boolean,
): Score {
  let [right, said, all] = [0, 0, 0];
  const wrong: string[] = [];
  for (const { entity, path, truth } of known) {
    const field = fieldAt(inferred, entity, path);
    const [told, meant] = [field !== undefined && isSaid(field), isTrue(truth)];
    if (told) said++;
    if (meant) all++;
    if (told && meant) right++;
    if (told !== meant) wrong.push(`${entity}.${path} ${meant ? 'was missed' : `is ${truth.kind}`}`);
  }
  return { right, said, known: all, wrong };
}
