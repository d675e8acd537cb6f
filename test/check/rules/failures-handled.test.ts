import { test } from 'vitest';
import { account, expectClean, expectReport } from '../support/check-map.ts';

const deal = (line: string): string =>
  `${account()} map deal -> crm.lead { key x_source_id = dealid name = title ?? "?" type = "lead" ${line} }`;

test('a value that can fail says what then', () => {
  expectReport(deal('partner_id = «company»'), 'unhandled-failure', { message: /dangling/, help: /else/ });
  expectClean(deal('partner_id = company else warn "it is gone"'));
});

test('the help names a handler for each failure that is left', () => {
  expectReport(account('industry_id = «res.partner.industry[name = website]»'), 'unhandled-failure', {
    help: /`else create` makes the row that is not there, and what is left \(\*several\*\) takes another `else`/,
  });
  expectReport(account('employees = «int(website)»'), 'unhandled-failure', {
    help: 'add `else null` or `else reject "…"`',
  });
});

test('each handler takes its own failures and leaves the others', () => {
  expectReport(
    account('industry_id = «res.partner.industry[name = website] else create»'),
    'unhandled-failure',
    {
      message: /several/,
    },
  );
  expectClean(
    account('industry_id = res.partner.industry[name = website] else create else reject "two of them"'),
  );
});
