import { expect, test } from 'vitest';
import { check } from '../../src/check/index.ts';
import { account, checkText, EMPTY_PROFILE, expectClean, expectReport } from './support/check-map.ts';
import { SOURCE, TARGET } from './support/schemas.ts';

test('only the taken side of a static branch is bound', () => {
  expectClean(`if target has crm.lead { ${account()} } else { map nonsense -> nowhere { } }`);
  expectClean(`if target has helpdesk.ticket { map nonsense -> nowhere { } } else { ${account()} }`);
  expectReport(`if target has crm.lead { map «nonsense» -> res.partner { } }`, 'unknown-entity');
});

test('modules, entities and fields of both sides can be asked for', () => {
  const target = { ...TARGET, modules: ['calendar'] };
  const taken = (fact: string): boolean =>
    checkText(`if ${fact} { ${account()} }`, { target }).program.maps.length === 1;
  expect(taken('target has module "calendar"')).toBe(true);
  expect(taken('target has module "helpdesk"')).toBe(false);
  expect(taken('not target has module "helpdesk"')).toBe(true);
  expect(taken('source has account.website')).toBe(true);
  expect(taken('source has account.fax')).toBe(false);
});

test('`and` binds tighter than `or`', () => {
  const taken = (fact: string): boolean => checkText(`if ${fact} { ${account()} }`).program.maps.length === 1;
  expect(taken('source has account or source has fax and source has telex')).toBe(true);
  expect(taken('source has fax and source has account or source has telex')).toBe(false);
});

test('a choice decides, in declarations, in bodies and in provision', () => {
  const text = (option: string): string => `choice tags : flat | path = ${option}
    provision { if not target has res.partner.x_tag { field res.partner.x_tag : char "Tag" } }
    ${account('if tags == path { x_tag = name } else { website = website }')}`;
  const assigned = (option: string): readonly string[] =>
    expectClean(text(option)).program.maps.flatMap((map) =>
      map.arms.flatMap((arm) =>
        arm.kind === 'write'
          ? arm.assignments.flatMap((one) => one.fields.map(({ field }) => field.name))
          : [],
      ),
    );
  expect(assigned('flat')).toContain('website');
  expect(assigned('flat')).not.toContain('x_tag');
  expect(assigned('path')).toContain('x_tag');
});

test('an option or a choice that does not exist is told', () => {
  expectReport(`choice tags : flat | path = «pat» ${account()}`, 'unknown-choice', { help: '`path`' });
  expectReport(`choice tags : flat | path = flat if tags == «flt» { } ${account()}`, 'unknown-choice');
  expectReport(`choice tags : flat | path = flat if «tag» == flat { } ${account()}`, 'unknown-name', {
    help: '`tags`',
  });
});

test('another option can be asked for than the files choose', () => {
  const { program } = check({
    files: [
      {
        path: 'main.map',
        text: `migration dataverse -> odoo choice m : a | b = a if m == b { ${account()} }`,
      },
    ],
    load: () => null,
    source: SOURCE,
    target: TARGET,
    profile: EMPTY_PROFILE,
    choices: new Map([['m', 'b']]),
  });
  expect(program.maps).toHaveLength(1);
});
