/** What a process does, told step by step, and the records and fields that it touches. */
export interface Said {
  readonly steps: readonly SaidStep[];
  readonly touches: readonly Touch[];
}

/** One step in words, without a full stop: "create a task with subject = "Call"". `inside` are the steps under it. */
export interface SaidStep {
  readonly words: string;
  readonly inside?: readonly SaidStep[];
}

/** `what`: a table, or a column of one ("lead.ownerid"), under the names that the process itself uses. */
export interface Touch {
  readonly how: 'reads' | 'writes' | 'creates' | 'deletes' | 'shows';
  readonly what: string;
}

/** Characters of a text that somebody typed into a process, an e-mail's body say, that are shown. */
const LONGEST_LITERAL = 160;

/** The steps as one text: a sentence each, what stands under a step in brackets where it has steps of its own. */
export function stepsInWords(steps: readonly SaidStep[]): string {
  return steps.map((step) => `${capital(stepInWords(step))}.`).join(' ');
}

function stepInWords({ words, inside }: SaidStep): string {
  if (inside === undefined) return words;
  if (inside.length === 0) return `${words}: nothing`;
  const told = inside.map((step) => {
    const text = stepInWords(step);
    return step.inside === undefined ? text : `(${text})`;
  });
  return `${words}: ${told.join('; ')}`;
}

/** "reads lead.statuscode; writes lead.ownerid; creates task", each once and in order of name. */
export function touchesInWords(touches: readonly Touch[]): string {
  const order: readonly Touch['how'][] = ['reads', 'writes', 'creates', 'deletes', 'shows'];
  return order
    .map((how) => {
      const what = [...new Set(touches.filter((touch) => touch.how === how).map((touch) => touch.what))];
      return what.length === 0 ? null : `${how} ${what.toSorted().join(', ')}`;
    })
    .filter((part) => part !== null)
    .join('; ');
}

/** A text that somebody typed, in quotes: on one line, and cut where it is long. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const points = [...line];
  return points.length > LONGEST_LITERAL
    ? `"${points.slice(0, LONGEST_LITERAL).join('')}…" (${points.length} characters)`
    : `"${line}"`;
}

/** "a, b and c". */
export function listed(words: readonly string[], last = 'and'): string {
  const head = words.slice(0, -1);
  return head.length === 0 ? (words[0] ?? '') : `${head.join(', ')} ${last} ${words.at(-1) ?? ''}`;
}

/** "a task", "an account". */
export function one(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
