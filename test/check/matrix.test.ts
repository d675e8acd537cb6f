import { describe, expect, test } from 'vitest';
import { type Combination, type MatrixInput, matrixOf } from '../../src/check/combinations.ts';
import { answerText } from '../../src/check/conditions.ts';
import { checkMatrix, type MatrixResult } from '../../src/check/matrix.ts';
import { withoutParts } from '../../src/schema/without.ts';
import { account, EMPTY_PROFILE } from './support/check-map.ts';
import { SOURCE, TARGET } from './support/schemas.ts';

type Changes = Partial<Omit<MatrixInput, 'files' | 'load'>>;

const input = (text: string, changes: Changes = {}): MatrixInput => ({
  files: [{ path: 'main.map', text: `migration dataverse -> odoo\n${text}` }],
  load: () => null,
  source: SOURCE,
  target: TARGET,
  profile: EMPTY_PROFILE,
  variants: [],
  ...changes,
});
const INSIDE = '{ reconcile { counts = 100% } }';
const words = ({ answers, variant }: Combination): string =>
  [...answers.map(answerText), ...(variant === null ? [] : [`in ${variant}`])].join(', ');
const combinations = (text: string, changes?: Changes): readonly string[] =>
  matrixOf(input(text, changes)).combinations.map(words);
const found = (result: MatrixResult): readonly string[] =>
  result.findings.map(({ diagnostic, only }) => `${diagnostic.name}${only === null ? '' : ` only ${only}`}`);
const check = (text: string, changes?: Changes): readonly string[] =>
  found(checkMatrix(input(text, changes)));
const unchecked = (text: string, changes?: Changes): readonly string[] =>
  checkMatrix(input(text, changes)).unchecked.map(({ side, needs, span }) =>
    `${span.start} ${side}: ${needs.map(answerText).join(' and ')}`.replace(/^\d+ /, ''),
  );

const HELPDESK = {
  name: 'helpdesk',
  source: SOURCE,
  target: { ...TARGET, modules: ['helpdesk'] },
  profile: EMPTY_PROFILE,
};

describe('the combinations', () => {
  test('of a project that asks nothing are one: as it stands', () => {
    expect(combinations(account())).toEqual(['']);
    expect(combinations(`choice a : x | y = x ${account()}`)).toEqual(['']);
  });

  test('begin with the project as it stands, and vary each choice that is asked for', () => {
    expect(
      combinations(`choice a : x | y | z = y choice b : p | q = q choice c : n | m = n
      if a == x and b == p ${INSIDE} if b == q ${INSIDE}`),
    ).toEqual([
      'a == y, b == q',
      'a == y, b == p',
      'a == x, b == q',
      'a == x, b == p',
      'a == z, b == q',
      'a == z, b == p',
    ]);
  });

  test('are without what a branch asks for and the schema has; what it lacks stays away', () => {
    expect(combinations(`if target has crm.lead ${INSIDE} if source has fax ${INSIDE}`)).toEqual([
      'target has crm.lead, not source has fax',
      'not target has crm.lead, not source has fax',
    ]);
  });

  test('do not repeat what is asked twice, in declarations, bodies, provision and rows', () => {
    expect(
      combinations(`if target has crm.lead ${INSIDE} provision { if not target has crm.lead { } }
        ${account('if target has crm.lead { website = website }')}`),
    ).toHaveLength(2);
  });

  test('leave no field there without its entity, and no id gone without it', () => {
    const text = ['crm.lead', 'crm.lead.name', 'crm.lead.id', 'crm.team.id']
      .map((name) => `if target has ${name} ${INSIDE}`)
      .join(' ');
    expect(combinations(text)).toEqual([
      'target has crm.lead, target has crm.lead.name, target has crm.lead.id, target has crm.team.id',
      'target has crm.lead, not target has crm.lead.name, target has crm.lead.id, target has crm.team.id',
      'not target has crm.lead, not target has crm.lead.name, not target has crm.lead.id, target has crm.team.id',
    ]);
    expect(matrixOf(input(text)).possible).toBe(3);
  });

  test('are made of each variant of the schemas, with the same choices', () => {
    const text = `choice a : x | y = x if a == x ${INSIDE} if target has module "helpdesk" ${INSIDE}`;
    expect(combinations(text, { variants: [HELPDESK] })).toEqual([
      'a == x, not target has module "helpdesk"',
      'a == y, not target has module "helpdesk"',
      'a == x, target has module "helpdesk", in helpdesk',
      'a == x, not target has module "helpdesk", in helpdesk',
      'a == y, target has module "helpdesk", in helpdesk',
      'a == y, not target has module "helpdesk", in helpdesk',
    ]);
  });

  test('do not vary a choice that stands', () => {
    const text = `choice a : x | y = x choice b : p | q = p if a == x and b == p ${INSIDE}`;
    expect(combinations(text, { choices: new Map([['a', 'y']]) })).toEqual([
      'a == y, b == p',
      'a == y, b == q',
    ]);
  });

  test('that are too many are taken in part, and still lead to every side', () => {
    const choices = Array.from({ length: 12 }, (_, index) => `choice c${index} : x | y | z = x`).join(' ');
    const deep = Array.from({ length: 6 }, (_, index) => `c${index} == z`).join(' and ');
    const all = Array.from({ length: 12 }, (_, index) => `if c${index} == y ${INSIDE}`).join(' ');
    const text = `${choices} ${all} if ${deep} ${INSIDE} ${account()}`;
    const matrix = matrixOf(input(text));
    expect(matrix.every).toBe(false);
    expect(matrix.combinations.length).toBeLessThan(60);
    expect(unchecked(text)).toEqual([]);
  });
});

describe('what the combinations say', () => {
  test('is told once where all say it', () => {
    expect(check(`choice a : x | y = x if a == x ${INSIDE} ${account('website = webste')}`)).toEqual([
      'unknown-field',
    ]);
  });

  test('says where, in the words of a condition, where some say it', () => {
    const told = (condition: string): readonly string[] =>
      check(`choice a : x | y | z = x choice b : p | q = p choice c : n | m = n
        if a == x or a == y or b == q or c == m ${INSIDE} ${account(`if ${condition} { website = webste }`)}`);
    const only = (where: string): readonly string[] => [`unknown-field only ${where}`];
    expect(told('a == y')).toEqual(only('where a == y'));
    expect(told('a == y and b == q')).toEqual(only('where a == y and b == q'));
    expect(told('a != x')).toEqual(only('where a == y or a == z'));
    expect(told('a == y or b == q')).toEqual(only('where b == q or a == y'));
    expect(told('a == y and b == q or a == z and c == m')).toEqual(
      only('in 4 of 12 combinations, the first where a == y and b == q'),
    );
  });

  test('holds what the other side needs to what is left when a part is taken away', () => {
    const lines = 'if target has res.partner.website { website = website } else { website = null }';
    expect(check(account(lines))).toEqual(['unknown-field only where not target has res.partner.website']);
    expect(check(account(lines.replace('else { website = null }', '')))).toEqual([]);
  });

  test('names the variant that says it', () => {
    const variant = {
      ...HELPDESK,
      target: withoutParts(TARGET, [{ kind: 'field', entity: 'res.partner', field: 'website' }]),
    };
    const result = checkMatrix(input(account('website = website'), { variants: [variant] }));
    expect(found(result)).toEqual(['unknown-field only where the schemas are those of helpdesk']);
    expect(result.findings[0]).toMatchObject({ variant: 'helpdesk', in: [1] });
  });

  test('stands in the order of the text, wherever it was found', () => {
    const result = checkMatrix(
      input(`choice a : x | y = x ${account('if a == y { website = nothing1 } else { } notes = nothing2')}`),
    );
    const starts = result.findings.map(({ diagnostic }) => diagnostic.span.start);
    expect(starts).toHaveLength(3);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  });
});

describe('the sides that no combination took', () => {
  test('are none where each was', () => {
    expect(unchecked(`if target has crm.lead ${INSIDE} else ${INSIDE} ${account()}`)).toEqual([]);
  });

  test('say what no schema has, the outermost only', () => {
    const text = `if target has crm.lead and target has helpdesk.ticket { if source has fax ${INSIDE} } ${account()}`;
    expect(unchecked(text)).toEqual(['then: target has helpdesk.ticket']);
    expect(unchecked(`if source has account.accountid ${INSIDE} else ${INSIDE} ${account()}`)).toEqual([
      'else: not source has account.accountid',
    ]);
  });

  test('name the way that lacks least', () => {
    expect(
      unchecked(`if target has x and target has y or target has module "z" ${INSIDE} ${account()}`),
    ).toEqual(['then: target has module "z"']);
  });

  test('are checked once a variant has it', () => {
    const text = `if target has module "helpdesk" ${INSIDE} ${account()}`;
    expect(unchecked(text)).toEqual(['then: target has module "helpdesk"']);
    expect(unchecked(text, { variants: [HELPDESK] })).toEqual([]);
  });

  test('are told where nothing leads there: a dead side, or a common that nobody uses', () => {
    expect(unchecked(`if target has x and not target has x ${INSIDE} ${account()}`)).toEqual(['then: ']);
    expect(
      unchecked(
        `choice a : x | y = x common C { if a == x { website = null } else { website = null } } ${account()}`,
      ),
    ).toEqual(['then: ', 'else: ']);
  });

  test('follow an option that stands', () => {
    const text = `choice a : x | y = x if a == x ${INSIDE} ${account()}`;
    expect(unchecked(text, { choices: new Map([['a', 'y']]) })).toEqual(['then: a == x']);
  });
});
