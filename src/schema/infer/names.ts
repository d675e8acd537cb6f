/** What the names of tables and columns say of each other: spelling, plurals and the usual words. */

/** Letters and digits only, in lower case. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{Nd}]/gu, '');
}

/** English plurals, as tables are named: `companies`, `boxes`, `orders`. */
export function singular(name: string): string {
  if (/ies$/i.test(name)) return name.replace(/ies$/i, 'y');
  if (/(?:ss|sh|ch|x)es$/i.test(name)) return name.replace(/es$/i, '');
  return /[^s]s$/i.test(name) ? name.slice(0, -1) : name;
}

/** The columns that may identify a record, likeliest first: `id`, `<entity>id`, `<entity in the singular>id`, the first. */
export function idCandidates(entity: string, columns: readonly string[]): readonly string[] {
  const names = ['id', `${plainName(entity)}id`, `${plainName(singular(entity))}id`];
  const found = names.flatMap((name) => columns.filter((column) => plainName(column) === name));
  return [...new Set([...found, ...columns.slice(0, 1)])];
}

/** What may stand behind the name of what a column points to. */
const SUFFIX = /(?:id|key|fk|ref|code|no|nr|number|guid|uuid)$/;
/** Shorter names of tables stand in other words by chance. */
const TELLING = 4;

/** Whether a column is called like a table or like its id: `customer_id`, `CustomerID`, `billing_customer`, `contact`. */
export function isCalledLike(column: string, entity: string, id: string): boolean {
  const name = plainName(column);
  const target = plainName(singular(entity));
  const stem = name.replace(SUFFIX, '');
  if (plainName(id) !== 'id' && name === plainName(id)) return true;
  if ([name, stem].some((each) => each === target || each === plainName(entity))) return true;
  return target.length >= TELLING && (stem.endsWith(target) || name.endsWith(target));
}

/** Whether a column is called like something that points to a record of its own table: `ReportsTo`, `parent_id`. */
export function isCalledLikeParent(column: string): boolean {
  return /parent|manager|supervisor|superior|reportsto|boss|leader|master|predecessor|replace[sd]|mergedinto/.test(
    plainName(column),
  );
}

const CODE =
  /(?:code|type|kind|status|state|stage|category|class|mode|priority|reason|rating|method|source|channel|via)$/;
/** Codes of the world, of which a system knows more than its records show. */
const WORLDLY = /timezone|post|zip|country|currency|language|locale/;

/** Whether a column is called like a code for one of several kinds. */
export function isCalledLikeCode(column: string): boolean {
  const name = plainName(column);
  return CODE.test(name.replace(/id$/, '')) && !WORLDLY.test(name);
}

/** Whether a column of whole numbers is called like a quantity, which few values make no choice of. */
export function isCalledLikeQuantity(column: string): boolean {
  return /count|number|qty|quantity|amount|units|stock|year|month|day|hour|minute|duration|score|rate|percent|probability|timezone|level|order|sequence|version|position|size|weight|height|price|total|length|limit|sum|revision|import/.test(
    plainName(column),
  );
}

/** Names that the column beside an id may have, to say of which table the id is: `res_id` with `res_model`. */
export function kindColumnsOf(column: string): readonly string[] {
  const stem = plainName(column).replace(SUFFIX, '');
  return ['type', 'model', 'entity', 'kind', 'table', 'class', 'object', 'typecode'].flatMap((word) => [
    `${stem}${word}`,
    `${plainName(column)}${word}`,
  ]);
}
