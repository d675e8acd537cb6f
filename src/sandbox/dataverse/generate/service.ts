import type { Cell, Reference, Row } from '../store.ts';
import { anyOf, audit, type Context, description, orphan, ownership, type Scaled } from './context.ts';
import { makeDocument } from './documents.ts';
import { Random, shifted } from './random.ts';
import { longText } from './words.ts';

/** What a business keeps that serves what it sold: cases, tasks, the files of its e-mails. */
export function makeService(
  context: Context,
  scale: number,
  products: readonly string[],
  emails: readonly Row[],
): Readonly<Record<string, readonly Row[]>> {
  return {
    incident: makeCases(context, many(150, scale), products),
    task: makeTasks(context, many(150, scale)),
    activitymimeattachment: makeMailFiles(context, emails),
  };
}

function many(number: number, scale: number): number {
  return Math.max(30, Math.round(number * scale));
}

function makeCases(context: Context, count: number, products: readonly string[]): readonly Row[] {
  const random = new Random(context.seed, 'incident');
  const ids = Array.from({ length: count }, () => random.guid());
  return ids.map((id, index) => {
    const shared = { ...audit(context, random, 9_000_000, index), ...ownership(context, random) };
    const state = random.pick([0, 0, 1, 1, 2] as const);
    const customer = anyOf(context, random, random.pick<Scaled>(['account', 'account', 'contact']));
    const row: Row = {
      ...shared,
      incidentid: id,
      ticketnumber: `CAS-${String(index + 1000).padStart(5, '0')}-${id.slice(0, 6).toUpperCase()}`,
      title: random.pick([
        'Device does not start',
        'Fatura yanlış',
        'Gerät zu laut',
        'Where is my order?',
        'Panne 🔧',
      ]),
      description: description(random, 70),
      customerid: customer,
      primarycontactid: random.chance(40) ? anyOf(context, random, 'contact') : null,
      productid: random.chance(50) ? { entity: 'product', id: random.pick(products) } : null,
      parentcaseid: index > 5 && random.chance(8) ? { entity: 'incident', id: ids[index - 5] ?? id } : null,
      prioritycode: random.pick([1, 2, 2, 2, 3]),
      caseorigincode: random.pick([1, 2, 2, 3]),
      casetypecode: random.pick([1, 2, 3]),
      customersatisfactioncode: state === 1 ? random.maybe(50, random.int(1, 5)) : null,
      isescalated: random.chance(5),
      followupby: state === 0 ? random.maybe(50, random.instant('2024-07-01', '2024-12-31')) : null,
      statecode: state,
      statuscode: state === 0 ? random.int(1, 4) : state === 1 ? random.pick([5, 1000]) : 6,
    };
    switch (index) {
      case 1:
        return { ...row, title: null };
      case 2:
        return { ...row, customerid: orphan(random, 'account') };
      case 3:
        return { ...row, description: longText(20_000) };
      default:
        return row;
    }
  });
}

function makeTasks(context: Context, count: number): readonly Row[] {
  const random = new Random(context.seed, 'task');
  return Array.from({ length: count }, (_, index) => {
    const shared = { ...audit(context, random, 9_100_000, index), ...ownership(context, random) };
    const state = random.pick([0, 0, 1, 1, 2] as const);
    const due = shifted(String(shared.createdon), random.int(1, 60) * 86_400);
    const about: Cell =
      index === 1
        ? orphan(random, 'opportunity')
        : random.chance(10)
          ? null
          : anyOf(context, random, random.pick<Scaled>(['account', 'contact', 'lead', 'opportunity']));
    return {
      ...shared,
      activityid: random.guid(),
      activitytypecode: 'task',
      subject: index === 0 ? null : random.pick(['Send the offer', 'Sözleşmeyi hazırla', 'Rückfrage klären']),
      description: description(random, 50),
      regardingobjectid: about,
      prioritycode: random.pick([0, 1, 1, 2]),
      percentcomplete: state === 1 ? 100 : random.int(0, 80),
      scheduledstart: random.maybe(50, shifted(due, -86_400)),
      scheduledend: random.maybe(85, due),
      actualend: state === 1 ? due : null,
      isbilled: false,
      isregularactivity: true,
      isworkflowcreated: random.chance(5),
      statecode: state,
      statuscode: state === 0 ? random.pick([2, 3, 4, 7]) : state === 1 ? 5 : 6,
    };
  });
}

function makeMailFiles(context: Context, emails: readonly Row[]): readonly Row[] {
  const random = new Random(context.seed, 'activitymimeattachment');
  return emails
    .flatMap((email) =>
      Array.from({ length: Number(email.attachmentcount) }, (_, index) => ({ email, index })),
    )
    .map(({ email, index }, position) => {
      const about: Reference = { entity: 'email', id: String(email.activityid) };
      const document = makeDocument(random, position);
      return {
        activitymimeattachmentid: random.guid(),
        objectid: position === 3 ? orphan(random, 'email') : about,
        attachmentnumber: index,
        filename: position === 2 ? null : document.name,
        mimetype: document.type,
        filesize: document.bytes.length,
        body: document.bytes.toString('base64'),
        isfollowed: false,
        versionnumber: 9_200_000 + position,
      };
    });
}

/** The table of the customer's own: devices that stand at customers, of some product where there are any. */
export function makeDevices(context: Context, scale: number, products: readonly string[]): readonly Row[] {
  const random = new Random(context.seed, 'new_device');
  const product = (): Cell =>
    random.chance(80) && products.length > 0 ? { entity: 'product', id: random.pick(products) } : null;
  return Array.from({ length: many(60, scale) }, (_, index) => {
    const state = random.pick([0, 0, 0, 1] as const);
    return {
      ...audit(context, random, 9_300_000, index),
      ...ownership(context, random),
      new_deviceid: random.guid(),
      new_name: `${random.pick(['Ultrasound', 'Röntgen', 'ECG', 'Monitör'])} ${index + 1}`,
      new_serialnumber: random.maybe(95, `SN-${random.int(100_000, 999_999)}`),
      new_installedon: random.maybe(90, random.day('2016-01-01', '2024-06-30')),
      new_condition: random.maybe(90, 365_000_000 + random.int(0, 2)),
      new_accountid: index === 1 ? orphan(random, 'account') : anyOf(context, random, 'account'),
      new_productid: product(),
      statecode: state,
      statuscode: state + 1,
    };
  });
}
