import { badRequest } from '../errors.ts';
import { type Filter, parseFilter } from './filter.ts';

export interface Expand {
  readonly navigation: string;
  readonly query: Query;
}

export interface Order {
  readonly path: string;
  readonly descending: boolean;
}

/** The system query options of one request. `select` is null where everything is asked for. */
export interface Query {
  readonly select: readonly string[] | null;
  readonly filter: Filter | null;
  readonly orderBy: readonly Order[];
  readonly top: number | null;
  readonly count: boolean;
  readonly expand: readonly Expand[];
  readonly skipToken: string | null;
  /** From where changes are asked for. */
  readonly deltaToken: string | null;
}

/**
 * Reads the query options of a request, `$select=name&$top=3` …; names of other parameters are left alone.
 *
 * @throws WebApiError 400 for options that Dataverse refuses (`$skip`) or does not know.
 */
export function parseQuery(parameters: URLSearchParams): Query {
  return fromOptions([...parameters].filter(([name]) => name.startsWith('$')));
}

function fromOptions(options: readonly (readonly [string, string])[]): Query {
  const query: { -readonly [K in keyof Query]: Query[K] } = {
    select: null,
    filter: null,
    orderBy: [],
    top: null,
    count: false,
    expand: [],
    skipToken: null,
    deltaToken: null,
  };
  for (const [name, value] of options) {
    switch (name) {
      case '$select':
        query.select = value === '*' ? null : list(value);
        break;
      case '$filter':
        query.filter = parseFilter(value);
        break;
      case '$orderby':
        query.orderBy = list(value).map((item) => {
          const [path = '', direction = 'asc'] = item.split(/\s+/);
          if (direction !== 'asc' && direction !== 'desc') {
            throw badRequest(`Syntax error at position ${path.length + 1} in '${item}'.`);
          }
          return { path, descending: direction === 'desc' };
        });
        break;
      case '$top': {
        const top = Number(value);
        if (!Number.isInteger(top) || top < 0) {
          throw badRequest(
            `Invalid value '${value}' for $top query option found. The $top query option requires a non-negative integer value.`,
          );
        }
        query.top = top;
        break;
      }
      case '$count':
        query.count = value === 'true';
        break;
      case '$expand':
        query.expand = splitTopLevel(value, ',').map(parseExpand);
        break;
      case '$skiptoken':
        query.skipToken = value;
        break;
      case '$deltatoken':
        query.deltaToken = value;
        break;
      case '$skip':
        throw badRequest('Skip Clause is not supported in CRM');
      default:
        throw badRequest(`The query parameter ${name} is not supported.`);
    }
  }
  return query;
}

function parseExpand(text: string): Expand {
  const match = /^\s*([\w.]+)\s*(?:\((.*)\))?\s*$/s.exec(text);
  if (match === null) throw badRequest(`Syntax error at position 0 in '${text}'.`);
  const options = splitTopLevel(match[2] ?? '', ';').map((option): readonly [string, string] => {
    const [name = '', ...rest] = option.split('=');
    return [name.trim(), rest.join('=')];
  });
  return { navigation: match[1] ?? '', query: fromOptions(options) };
}

function list(value: string): readonly string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** Splits outside of parentheses and quoted texts. */
function splitTopLevel(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === "'") quoted = !quoted;
    if (quoted) continue;
    if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === separator && depth === 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(text.slice(start));
  return parts.filter((part) => part.trim() !== '');
}
