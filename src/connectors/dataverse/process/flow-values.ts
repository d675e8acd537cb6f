import { quoted } from './said.ts';

/** JSON as `JSON.parse` gives it. */
export type Node = unknown;

/** The members of an object; none for anything else. */
export function membersOf(node: Node): Readonly<Record<string, Node>> {
  return isObject(node) ? node : {};
}

export function isObject(node: Node): node is Readonly<Record<string, Node>> {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

/** A value of a flow in words: what it takes from the trigger or from another step is said, other expressions stand as they are. */
export function valueInWords(value: Node): string {
  if (value === null || value === undefined) return 'empty';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return quoted(JSON.stringify(value));
  if (value === '') return 'empty';
  if (!value.includes('@')) return quoted(value);
  const whole = /^@\{([^{}]*)\}$/.exec(value)?.[1] ?? /^@(?![@{])([\s\S]+)$/.exec(value)?.[1] ?? null;
  if (whole !== null) return referenceInWords(whole) ?? `the expression ${quoted(value)}`;
  // A text with expressions in it: those that can be told are.
  return quoted(
    value.replace(/@\{([^{}]*)\}/g, (all, inside: string) => {
      const words = referenceInWords(inside);
      return words === null ? all : `[${words}]`;
    }),
  );
}

/** `triggerOutputs()?['body/statuscode']`, `outputs('Get_account')?['body/name']`; null for what is more than that. */
function referenceInWords(expression: string): string | null {
  const text = expression.trim();
  const trigger = /^trigger(?:Outputs|Body)\(\)\??\[['"](?:body\/)?([^'"\]]+)['"]\]$/.exec(text);
  if (trigger !== null) return `${trigger[1]} of the trigger`;
  const step = /^(?:outputs|body)\(['"]([^'"]+)['"]\)\??\[['"](?:body\/)?([^'"\]]+)['"]\]$/.exec(text);
  if (step !== null) return `${step[2]} of ${titled(step[1] ?? '')}`;
  const item = /^items?\((?:['"]([^'"]+)['"])?\)\??\[['"]([^'"\]]+)['"]\]$/.exec(text);
  if (item !== null) return `${item[2]} of each`;
  const variable = /^variables\(['"]([^'"]+)['"]\)$/.exec(text);
  if (variable !== null) return `the variable ${variable[1]}`;
  return text === 'utcNow()' ? 'the moment of the run' : null;
}

/** What a step is called: `Send_an_email` as "Send an email". */
export function titled(name: string): string {
  return name.replaceAll('_', ' ');
}

const COMPARISONS: Readonly<Record<string, string>> = {
  equals: 'is',
  greater: 'is above',
  greaterOrEquals: 'is at least',
  less: 'is below',
  lessOrEquals: 'is at most',
  contains: 'contains',
  startsWith: 'begins with',
  endsWith: 'ends with',
};

/** The condition of an `If` or `Until`: `{ "and": [ { "equals": [a, b] } ] }`, or an expression as a text. */
export function conditionOf(node: Node): string {
  if (typeof node === 'string') return valueInWords(node);
  const [entry] = Object.entries(membersOf(node));
  if (entry === undefined) return 'a condition that cannot be read';
  const [operator, operands] = entry;
  if (operator === 'not') {
    const [inner] = Object.entries(membersOf(operands));
    if (inner?.[0] === 'equals' && Array.isArray(inner[1]) && inner[1].length === 2)
      return `${valueInWords(inner[1][0])} is not ${valueInWords(inner[1][1])}`;
    return `not (${conditionOf(operands)})`;
  }
  if (!Array.isArray(operands)) return 'a condition that cannot be read';
  const list: readonly Node[] = operands;
  if (operator === 'and' || operator === 'or') {
    const told = list.map((part) => {
      const inner = Object.keys(membersOf(part))[0];
      const words = conditionOf(part);
      return inner !== operator && (inner === 'and' || inner === 'or') && countOf(part) > 1
        ? `(${words})`
        : words;
    });
    return told.length === 0 ? 'always' : told.join(` ${operator} `);
  }
  const words = COMPARISONS[operator];
  if (words === undefined || list.length !== 2) return `the condition ${quoted(JSON.stringify(node))}`;
  return `${valueInWords(list[0])} ${words} ${valueInWords(list[1])}`;
}

function countOf(node: Node): number {
  const [operands] = Object.values(membersOf(node));
  return Array.isArray(operands) ? operands.length : 0;
}
