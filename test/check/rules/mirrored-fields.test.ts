import { test } from 'vitest';
import { account, expectClean, expectReport } from '../support/check-map.ts';

/** Companies, and their deals with `lines` in the body. */
const lead = (...lines: readonly string[]): string =>
  `${account()}\nmap deal -> crm.lead { key x_source_id = dealid name = "x" type = "lead" ${lines.join(' ')} }`;

test('one beside the reference that it hangs on is told', () => {
  expectReport(lead('partner_id = company else null', '«phone» = title'), 'mirrored-field', {
    message: /`phone` of `crm.lead` and `partner_id.phone` are one/,
  });
});

test('also where the reference comes later', () => {
  expectReport(lead('«phone» = title', 'later partner_id = company else null'), 'mirrored-field');
});

test('a reason is enough', () => {
  expectClean(lead('partner_id = company else null', 'phone = title because "known"'));
});

test('alone it is not, nor where one of the two is nothing', () => {
  expectClean(lead('phone = title'));
  expectClean(lead('partner_id = null', 'phone = title'));
  expectClean(lead('partner_id = company else null', 'phone = null'));
});
