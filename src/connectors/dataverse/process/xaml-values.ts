import { listed, quoted } from './said.ts';

/** What cannot be told of a value. */
export const UNREAD = 'a value that cannot be read';

/**
 * The variables of a process and what they stand for, in words. The designer puts every value through variables: one
 * activity fills `Step1_2`, the next one uses it.
 */
export class Variables {
  readonly #words = new Map<string, string>();
  readonly #declared = new Set<string>();

  /** @param initial what the variable holds from the beginning, where it holds anything */
  declare(name: string, initial: string | undefined): void {
    this.#declared.add(name);
    const given = initial === undefined ? null : constant(initial);
    if (given !== null && !this.#words.has(name)) this.#words.set(name, given);
  }

  /** @param target an expression that names a variable: `[Step1_2]` */
  set(target: string, words: string): void {
    this.#words.set(bare(target), words);
  }

  /**
   * An expression in words. A variable that is declared and never filled is how the designer writes "empty".
   * @param expression a variable (`[Step1_2]`) or a constant of Visual Basic
   */
  words(expression: string | undefined): string {
    if (expression === undefined) return UNREAD;
    const name = uncast(bare(expression));
    const known = this.#words.get(name);
    if (known !== undefined) return known;
    if (this.#declared.has(name)) return 'empty';
    return constant(name) ?? UNREAD;
  }
}

/** `[Step1_2]` as `Step1_2`. */
export function bare(expression: string): string {
  const text = expression.trim();
  return text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1).trim() : text;
}

/** `DirectCast(Step1_2, System.String)` as `Step1_2`. */
function uncast(expression: string): string {
  return /^(?:DirectCast|CType)\(\s*([A-Za-z_]\w*)\s*,[^()]*\)$/.exec(expression)?.[1] ?? expression;
}

function constant(text: string): string | null {
  const value = bare(text);
  if (/^-?\d+(\.\d+)?$/.test(value)) return value;
  if (/^true$/i.test(value)) return 'true';
  if (/^false$/i.test(value)) return 'false';
  if (/^nothing$/i.test(value)) return 'empty';
  return /^"(?:[^"]|"")*"$/.test(value) ? quoted(unquoted(value)) : null;
}

/** What stands between the braces of `[New Object() { a, "b, c" }]`; null for what is no such list. */
export function parametersOf(text: string): readonly string[] | null {
  const inside = /\{([\s\S]*)\}/.exec(text)?.[1];
  if (inside === undefined) return null;
  const found: string[] = [];
  let item = '';
  let inQuotes = false;
  let depth = 0;
  for (const character of inside) {
    if (character === '"') inQuotes = !inQuotes;
    if (!inQuotes && '({'.includes(character)) depth += 1;
    if (!inQuotes && ')}'.includes(character)) depth -= 1;
    if (character === ',' && !inQuotes && depth === 0) {
      found.push(item.trim());
      item = '';
    } else item += character;
  }
  if (item.trim() !== '') found.push(item.trim());
  return found;
}

/** A text of Visual Basic, in which `""` is a quote. */
function unquoted(text: string): string {
  return text.slice(1, -1).replaceAll('""', '"');
}

/** What `EvaluateExpression` makes of its parameters, in words. */
export function expressionInWords(
  operator: string,
  parameters: readonly string[],
  variables: Variables,
): string {
  const words = parameters.map((parameter) => variables.words(parameter));
  switch (operator) {
    case 'CreateCrmType':
      return createdInWords(parameters, variables);
    case 'SelectFirstNonNull':
      return listed(words, 'or, where that is empty,');
    case 'Add':
      return words.join(' + ');
    case 'Subtract':
      return words.join(' - ');
    case 'Multiply':
      return words.join(' × ');
    case 'Divide':
      return words.join(' ÷ ');
    case 'Concat':
      return words.join(' & ');
    case 'RetrieveCurrentTime':
      return 'the moment of the run';
    case 'RetrieveLastExecutionTime':
      return 'the moment of the last run';
    default:
      return `${operator} of ${listed(words)}`;
  }
}

/** `WorkflowPropertyType.OptionSetValue, "3", "Picklist"`: the type comes first, then the value. */
function createdInWords(parameters: readonly string[], variables: Variables): string {
  const [type = '', value = '', third = ''] = parameters;
  const kind = /WorkflowPropertyType\.(\w+)/.exec(type)?.[1] ?? '';
  const text = /^"(?:[^"]|"")*"$/.test(value) ? unquoted(value) : null;
  switch (kind) {
    case 'EntityReference': {
      // A table, the name of the record as it was when the process was written, and its id.
      const name = /^"(?:[^"]|"")*"$/.test(third) ? ` ${quoted(unquoted(third))}` : '';
      return text === null ? variables.words(value) : `the ${text}${name}`;
    }
    case 'PartyList':
      return listed(parameters.slice(1).map((parameter) => variables.words(parameter)));
    case 'OptionSetValue':
      return text === null ? variables.words(value) : `option ${text}`;
    case 'Boolean':
      return text === null ? variables.words(value) : /^(1|true)$/i.test(text) ? 'true' : 'false';
    case 'String':
    case 'Memo':
      return text === null ? variables.words(value) : quoted(text);
    default:
      return text ?? variables.words(value);
  }
}
