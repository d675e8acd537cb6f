/** Maps between the two example schemas that check, to write the examples into. */

/** A file that begins with the migration. */
export const file = (...declarations: readonly string[]): string =>
  `migration dataverse -> odoo\n\n${declarations.map((one) => `${one}\n`).join('\n')}`;

const map = (head: string, base: readonly string[], lines: readonly string[]): string =>
  `${head} {\n${[...base, ...lines].map((line) => `  ${line}\n`).join('')}}`;

export const account = (...lines: readonly string[]): string =>
  map(
    'map account -> res.partner',
    ['key x_source_id = accountid', 'name = name ?? "?"', 'user_id = null'],
    lines,
  );

export const contact = (...lines: readonly string[]): string =>
  map(
    'map contact -> res.partner',
    ['key x_source_id = contactid', 'name = last ?? "?"', 'user_id = null'],
    lines,
  );

export const deal = (...lines: readonly string[]): string =>
  map(
    'map deal -> crm.lead',
    ['key x_source_id = dealid', 'name = title ?? "?"', 'type = "opportunity"'],
    lines,
  );

export const ticket = (...lines: readonly string[]): string =>
  map('map deal -> repair.order', ['key x_source_id = dealid', 'name = title ?? "?"'], lines);

/** A map with nothing in it but its own lines. */
export const bare = (head: string, ...lines: readonly string[]): string => map(head, [], lines);
