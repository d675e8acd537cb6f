import { test } from 'vitest';
import { expectClean, expectReport } from '../support/check-map.ts';
import { TARGET } from '../support/schemas.ts';

const ticket = (lines: string, declarations = ''): string =>
  `map deal -> repair.order { key x_source_id = dealid name = title ?? "?" ${lines} } ${declarations}`;
const causes = (lost: string): string =>
  `table Cause : deal.status -> repair.order.cause { "Open" -> "Wear" "Won" -> "Wear" "Lost" -> "${lost}" }`;
const TYPES = `table Type : deal.status -> repair.type[name] { "Open" -> "Remote" "Won" -> "Remote" "Lost" -> "Remote" }`;

test('an option is one that the other field allows', () => {
  expectClean(ticket('kind = "Repair" cause = "Wear"'));
  expectReport(ticket('kind = "Inspection" cause = «"Wear"»'), 'option-not-allowed', {
    message: /^`Wear` is not allowed in `cause` of `repair\.order` where `kind` is `Inspection`$/,
    help: 'write `Date`, which is allowed there',
  });
});
test('each entry of a table is', () => {
  expectClean(ticket('kind = "Repair" cause = Cause[status]', causes('Damage')));
  expectReport(ticket('kind = "Repair" cause = «Cause[status]»', causes('Date')), 'option-not-allowed', {
    message: /`Date`/,
  });
});
test('a known row allows as a literal does', () => {
  const looked = 'type_id = repair.type[name = "Remote"]';
  expectClean(ticket(`${looked} cause = "Damage"`));
  expectReport(ticket(`${looked} cause = «"Wear"»`), 'option-not-allowed', {
    message: /where `type_id` is `Remote`$/,
    help: /`Damage`/,
  });
  expectReport(ticket('type_id = Type[status] cause = «"Wear"»', TYPES), 'option-not-allowed');
});
test('each field that decides must allow it', () => {
  expectReport(
    ticket('kind = "Repair" type_id = repair.type[name = "Remote"] cause = «"Wear"»'),
    'option-not-allowed',
    { message: /`type_id`/ },
  );
});
test('the value may stand in a `let`, or in a side of an `if`', () => {
  expectReport(
    ticket('let remote = repair.type[name = "Remote"] type_id = remote cause = «"Wear"»'),
    'option-not-allowed',
  );
  expectReport(
    ticket('kind = "Inspection" cause = «if title == "x" then "Date" else "Wear"»'),
    'option-not-allowed',
  );
});
test('nothing is claimed where the other value is not known', () => {
  // Nobody assigns it.
  expectClean(ticket('cause = "Wear"'));
  // One of two may be meant.
  expectClean(ticket('kind = if title == "x" then "Repair" else "Inspection" cause = "Wear"'));
  // Nothing is said of questions.
  expectClean(ticket('kind = if title == "x" then "Question" else "Inspection" cause = "Wear"'));
  expectClean(ticket('kind = "Question" cause = "Wear"'));
  // It may be empty.
  expectClean(ticket('kind = if title == "x" then null else "Inspection" cause = "Wear"'));
  // Which row it is depends on the record.
  expectClean(ticket('type_id = repair.type[name = title ?? "?"] else null cause = "Wear"'));
  // One side is known, and the other is not.
  const some = 'if title == "x" then repair.type[name = title ?? "?"] else repair.type[name = "Remote"]';
  expectClean(ticket(`type_id = (${some}) else reject "no type" cause = "Wear"`));
  // Two rows of that name.
  const type = TARGET.entities['repair.type'];
  if (type === undefined) throw new Error('the example has types of repair');
  const rows = [...(type.rows ?? []), { id: 3, name: 'Remote' }];
  const target = { ...TARGET, entities: { ...TARGET.entities, [type.name]: { ...type, rows } } };
  expectClean(ticket('type_id = repair.type[name = "Remote"] else reject "which?" cause = "Wear"'), {
    target,
  });
  // It is not there yet.
  expectClean(ticket('later kind = "Inspection" cause = "Wear"'));
});
