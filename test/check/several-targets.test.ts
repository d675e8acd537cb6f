import { describe, expect, test } from 'vitest';
import type { Schema } from '../../src/schema/model.ts';
import { account, checkText, expectClean, expectReport } from './support/check-map.ts';
import { entity, TARGET } from './support/schemas.ts';

/** An Odoo with notes about partners, leads or people. */
const target: Schema = {
  ...TARGET,
  entities: {
    ...TARGET.entities,
    'x.note': entity('x.note', 'id', {
      id: { kind: 'integer' },
      x_source_id: { type: { kind: 'text', max: 64 }, unique: true },
      about: { kind: 'reference', targets: ['res.partner', 'crm.lead', 'res.users'] },
    }),
  },
};
const owners = 'owners systemuser -> res.users { match lower(login) = lower(email) } else queue';
const lead = 'map deal -> crm.lead { key x_source_id = dealid name = title ?? "?" type = "lead" }';
const note = (value: string, from = 'account', id = 'accountid'): string =>
  `${account()} ${lead} ${owners} map ${from} -> x.note { key x_source_id = ${id} about = ${value} }`;

/** The tree that the plan holds for `about`. */
function written(value: string, from?: string, id?: string): unknown {
  const { program } = expectClean(note(value, from, id), { target });
  const arm = program.maps.at(-1)?.arms[0];
  return arm?.kind === 'write'
    ? arm.assignments.find((one) => one.fields[0]?.field.name === 'about')?.value.expr
    : undefined;
}

describe('a field of the target that takes several entities', () => {
  test('takes what became of a reference, by entity and id', () => {
    expect(written('this')).toMatchObject({
      op: 'ref_pair',
      of: { op: 'this' },
      candidates: { account: ['account->res.partner'] },
    });
  });

  test('takes a row of any of them', () => {
    expect(written('res.partner[ref = name] else null')).toMatchObject({
      op: 'row_pair',
      entity: 'res.partner',
      of: { op: 'else', of: { op: 'lookup' } },
    });
    expect(written('company as res.partner else null', 'deal', 'dealid')).toMatchObject({
      op: 'row_pair',
      entity: 'res.partner',
    });
  });

  test('takes another one in each arm', () => {
    expect(written('(match owner { systemuser u -> u  else -> this }) else queue')).toMatchObject({
      of: {
        op: 'match',
        arms: [
          { value: { op: 'ref_pair', candidates: { systemuser: ['owners systemuser->res.users'] } } },
          { value: { op: 'ref_pair', candidates: { account: ['account->res.partner'] } } },
        ],
      },
    });
  });

  test('takes a looked up row in place of a null, and makes it where there is none', () => {
    expectClean(
      note(
        '(match owner { systemuser u -> u  else -> null }) ?? (crm.lead[name = name] else queue) else queue',
      ),
      {
        target,
      },
    );
    expectClean(note('res.partner[name = name] else create else null'), { target });
  });

  test('says what then where the reference may lead nowhere', () => {
    expectReport(note('«company»', 'deal', 'dealid'), 'unhandled-failure', { target });
  });

  test('refuses rows of others, and what no map brings there', () => {
    expectReport(note('«res.partner.industry[name = "Mining"]»'), 'type-mismatch', {
      target,
      message: 'a row of `res.partner`, `crm.lead` or `res.users`',
    });
    expectReport(
      'map deal -> x.note { key x_source_id = dealid about = «company» else null }',
      'no-map-for',
      { target },
    );
  });

  test('is not walked through: nothing says where it leads', () => {
    const stage = (id: string): string =>
      `${note('null')} map Stage: account -> crm.stage { key id = ${id} name = "x" }`;
    expectReport(stage('(this as x.note).about.«id»'), 'ambiguous-reference', { target });
    expectReport(stage('x.note[«about».name = "x"].id else null'), 'ambiguous-reference', { target });
  });

  test('leads in a test to whichever of them has the field', () => {
    const { diagnostics } = checkText(`${note('this')} test "t" { expect x.note { about.login = "x" } }`, {
      target,
    });
    expect(diagnostics).toEqual([]);
  });
});
