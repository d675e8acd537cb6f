import { expect, test } from 'vitest';
import { account, checkText, expectClean, expectReport } from './support/check-map.ts';
import { entity, schema, TARGET, text } from './support/schemas.ts';

test('a value of another type is told with both types', () => {
  expectReport(account('employees = «website»'), 'type-mismatch', { message: /whole number.*text/ });
});

test('a longer text than the field holds is told with what shortens it', () => {
  expectReport(account('ref = «website»'), 'too-long', { help: /truncate\(20\)/ });
  expectClean(account('ref = website | truncate(20) because "20 characters there"'));
});

test('an amount with more digits than the field keeps is told with what rounds it', () => {
  const target = (scale: number): typeof TARGET => {
    const lead = entity('crm.lead', 'id', {
      id: { kind: 'integer' },
      'name!': text,
      'type!': { kind: 'enum', options: [{ value: 'lead', label: 'Lead' }] },
      expected_revenue: { kind: 'money', scale },
      x_source_id: { type: text, unique: true },
    });
    return { ...TARGET, entities: { ...TARGET.entities, 'crm.lead': lead } };
  };
  const lead = (value: string): string =>
    `map account -> crm.lead { key x_source_id = accountid name = name ?? "?" type = "Lead"
      expected_revenue = ${value} }`;
  expectClean(lead('revenue'), { target: target(2) });
  expectClean(lead('revenue ?? 0'), { target: target(2) });
  expectClean(lead('revenue ?? 0.5'), { target: target(2) });
  expectClean(lead('employees'), { target: target(0) });
  expectReport(lead('«revenue»'), 'type-mismatch', { target: target(1), help: /round\(1\)/ });
  expectReport(lead('«revenue * 1.5»'), 'type-mismatch', { target: target(2), help: /round\(2\)/ });
  expectClean(lead('revenue * 1.5 | round(2) because "pence"'), { target: target(2) });
});

test('text and HTML are different things', () => {
  expectReport(account('comment = «notes»'), 'type-mismatch', { help: /html\(/ });
  expectClean(account('comment = html(notes)'));
});

test('a moment becomes a day only in a named zone', () => {
  expectReport(account('since = «since»'), 'type-mismatch', { help: /zone/ });
  expectClean(account('since = since | date("Europe/Istanbul") because "a day is enough"'));
  expectReport(account('since = «since | date("Europe/Istanbul")»'), 'lossy-unexplained', {
    help: /because/,
  });
  expectReport(account('let day = since | date("Europe/Istanbul") since = «day»'), 'lossy-unexplained');
  expectReport(account('since = since | date(«"Europe/Istambul"»)'), 'wrong-literal', {
    help: '`Europe/Istanbul`',
  });
});

test('an option is written by its label or its value, and must exist', () => {
  const lead = (kind: string): string =>
    `map deal -> crm.lead { key x_source_id = dealid name = title ?? "?" type = ${kind} }`;
  expectClean(lead('"Opportunity"'));
  expectClean(lead('"opportunity"'));
  expectReport(lead('«"oportunity"»'), 'unknown-option', { help: '`Opportunity`' });
});

test('options are compared with options', () => {
  const lead = (guard: string): string =>
    `map deal -> crm.lead { when ${guard} key x_source_id = dealid name = title ?? "?" type = "lead" } else skip because "no"`;
  expectClean(lead('status == "Won"'));
  expectClean(lead('status in ["Won", "Lost"]'));
  expectReport(lead('status == «"Wonn"»'), 'unknown-option', { help: '`Won`' });
  expectReport(lead('«title»'), 'not-a-condition');
  expectReport(lead('«title == 3»'), 'not-comparable');
});

test('a text has no holes', () => {
  expectReport(account('website = "http://{«website»}"'), 'nullable-text', { help: /\?\?/ });
  expectReport(account('website = "{«industry»}"'), 'nullable-text');
  expectClean(account('website = "http://{website ?? ""}"'));
});

test('a required field does not take a null', () => {
  expectReport(
    'map account -> res.partner { key x_source_id = accountid name = «name» user_id = null }',
    'nullable-required',
    { help: /\?\?/ },
  );
});

test('a mistake is told once, however often its value is used', () => {
  expectReport(account('let site = «webste» website = site ref = site'), 'unknown-field');
});

test('`+=` adds to lists only', () => {
  expectClean(account('category_id += res.partner.category[name = "VIP"] else create else null'));
  expectReport(account('«website += website»'), 'not-a-list');
});

test('two fields are filled by ref only, and ref fills two', () => {
  const message = (line: string): string =>
    `${account()} map deal -> mail.message { key x_source_id = dealid ${line} }`;
  expectClean(message('model, res_id = ref(company) else reject "it did not move"'));
  expectReport(message('model, res_id = «company»'), 'pair-expected');
  expectReport(message('res_id = «ref(company) else null»'), 'not-a-pair');
  expectReport(message('«body, res_id = ref(company) else null»'), 'not-a-pair');
  expectReport(message('«res_id, model = ref(company) else null»'), 'not-a-pair');
});

test('what a guard, a require or an if has shown to be there is not null', () => {
  const named = (lines: string): string =>
    `map account -> res.partner { key x_source_id = accountid user_id = null ${lines} }`;
  expectClean(`${named('when name != null name = name')} else skip because "nameless"`);
  expectClean(named('require name != null else reject "nameless" name = name'));
  expectClean(named('name = if name != null then name else "?"'));
  expectClean(
    named(
      'when name == null name = "?" } else -> res.partner { key x_source_id = accountid user_id = null name = name',
    ),
  );
  expectReport(named('require name != null else warn "nameless" name = «name»'), 'nullable-required');
  expectReport(
    named('name = if name == null then «name» else "?"')
      .replace('«name»', 'name')
      .replace('name = if', 'name = «if')
      .replace('"?" }', '"?"» }'),
    'nullable-required',
  );
});

test('the right side of `and` knows what the left one has shown, that of `or` what it has not', () => {
  expectClean(account('is_company = name != null and "{name}" != "x"'));
  expectClean(account('is_company = name == null or "{name}" != "x"'));
  expectReport(account('is_company = name != null or "{«name»}" != "x"'), 'nullable-text');
});

test('one of several names that holds a value is what takes the others in its place', () => {
  const shown = 'require name != null or notes != null else reject "nothing" website =';
  expectClean(account(`${shown} "{name ?? notes}"`));
  expectClean(account(`${shown} "{notes ?? name}"`));
  expectReport(account(`${shown} "{«name ?? website»}"`), 'nullable-text');
  expectReport(
    account('require name != null or employees > 0 else warn "nothing" website = "{«name ?? notes»}"'),
    'nullable-text',
  );
  expectClean(account('website = if name == null and notes == null then null else "{name ?? notes}"'));
});

test('a length of time is added to a moment', () => {
  expectClean(account('since = since + minutes(employees ?? 0) | date("UTC") because "a day is enough"'));
  expectReport(account('employees = «minutes(employees ?? 0)»'), 'type-mismatch');
  expectReport(account('website = «website + hours(2)»'), 'wrong-operand');
});

test('a nested record becomes JSON, a record where rows are expected a new row', () => {
  expectClean(account('website = { name = name, size = employees } | json'));
  expectReport(account('website = { name = «nam» } | json'), 'unknown-field');
  expectReport(account('website = «{ name = name }»'), 'type-mismatch');
});

test('ref of a row that is known gives its pair', () => {
  expectClean(
    `${account()} map deal -> mail.message { key x_source_id = dealid model, res_id = ref(company as res.partner) else null }`,
  );
});

test('a number beside a float is one, in a text and against a decimal too', () => {
  const source = schema('dataverse', [
    entity('account', 'accountid', {
      'accountid!': { kind: 'text', max: 36 },
      name: text,
      rate: { kind: 'float' },
      sum: { kind: 'decimal' },
    }),
  ]);
  expectClean(account('website = "{rate ?? 1.5}"'), { source });
  expectClean(account('is_company = rate > (sum ?? 1.5)'), { source });
  expectClean(account('is_company = rate > (decimal(name ?? "") else 1.5)'), { source });
});

test('a function of several types is not given a type that it has no word for', () => {
  expectReport(account('website = «employees | raw»'), 'wrong-arguments');
  // A whole number is rounded as a float is, and that may fail.
  expectReport(account('website = «"{round(employees ?? 0, 1)}"» because "rounded"'), 'unhandled-failure');
});

test('a short code is not taken for another one; a longer word is', () => {
  const kinds = {
    kind: 'enum',
    options: ['DK', 'CK', 'Lost'].map((value) => ({ value, label: value })),
  } as const;
  const target = schema('odoo', [
    ...Object.values(TARGET.entities).filter(({ name }) => name !== 'res.partner.category'),
    entity('res.partner.category', 'id', { id: { kind: 'integer' }, 'name!': text, kind: kinds }),
  ]);
  const category = (kind: string) =>
    `map contact -> res.partner.category { name = last ?? "?" kind = «"${kind}"» }`;
  const helpOf = (kind: string) =>
    checkText(category(kind).replace(/[«»]/g, ''), { target }).diagnostics.find(
      ({ name }) => name === 'unknown-option',
    )?.help;
  expect(helpOf('UK')).toBe('it has `DK`, `CK`, `Lost`');
  expect(helpOf('Lots')).toBe('did you mean `Lost`?');
});
