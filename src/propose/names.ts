/** Odoo takes names of one's own in small letters, digits and underscores, at most 63 of them with the `x_`. */
const LONGEST = 60;

/** Odoo hides rows whose `x_active` is false: a flag of that name says something else. */
const MEANINGFUL: ReadonlySet<string> = new Set(['active']);

/** Names that are given once each. */
export class NameBook {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  /** The first of the wanted names that nobody has; the last of them with a number where all are taken. */
  give(...wanted: readonly [string, ...string[]]): string {
    const free = wanted.find((name) => !this.#taken.has(name));
    const last = wanted.at(-1) ?? wanted[0];
    let name = free ?? last;
    for (let number = 2; this.#taken.has(name); number += 1) name = `${last.slice(0, LONGEST - 3)}_${number}`;
    this.#taken.add(name);
    return name;
  }
}

/** `new_` of `new_device`: what a publisher puts before the names of a solution; empty where there is none. */
export function prefixOf(name: string): string {
  return /^[a-z][a-z0-9]{1,7}_(?=.)/.exec(name)?.[0] ?? '';
}

/** What a model of Odoo is called that stands for an entity: without the prefix of the publisher, or with it. */
export function modelNames(entity: string): readonly [string, string] {
  return [`x_${plain(entity.slice(prefixOf(entity).length))}`, `x_${plain(entity)}`];
}

/** What a field of Odoo is called that stands for one of an entity: `new_accountid` as `x_account_id` where it is a relation. */
export function fieldNames(
  field: string,
  prefix: string,
  kind: 'value' | 'relation' | 'id',
): readonly [string, string] {
  const own = prefix !== '' && field.startsWith(prefix) ? field.slice(prefix.length) : field;
  const [short, long] = [own, field].map((name) => {
    const word = plain(name).replace(/^x_/, '');
    if (kind === 'value') return MEANINGFUL.has(word) ? `x_is_${word}` : `x_${word}`;
    const stem = word.replace(/_?id$/, '') || word;
    return kind === 'relation' ? `x_${stem}_id` : `x_${stem}_source_id`;
  });
  return [short ?? 'x_field', long ?? 'x_field'];
}

/** `x_device` and `new_condition` as `DeviceCondition`: the name of a table or a map. */
export function pascal(...parts: readonly string[]): string {
  const name = parts
    .flatMap((part) => plain(part).replace(/^x_/, '').split('_'))
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  return /^[0-9]/.test(name) ? `N${name}` : name;
}

/** Small Latin letters, digits and underscores; never empty. */
function plain(name: string): string {
  const word = name
    .replaceAll('ı', 'i')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, LONGEST - 14);
  return word === '' ? 'field' : word;
}
