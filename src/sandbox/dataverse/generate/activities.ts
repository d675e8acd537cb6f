import { type Cell, isReference, type Reference, type Row } from '../store.ts';
import { anyOf, audit, type Context, description, orphan, ownership, type Scaled } from './context.ts';
import { awkwardInstants } from './customers.ts';
import { Random, shifted } from './random.ts';
import { longText, sentences } from './words.ts';

const subjects: Readonly<Record<'phonecall' | 'email' | 'appointment', readonly string[]>> = {
  phonecall: ['Call about renewal', 'Fiyat görüşmesi', 'Rückruf', 'Appel entrant', 'Missed call 📞', '回电'],
  email: [
    'RE: Your quote',
    'YNT: Teklif hakkında',
    'AW: Angebot',
    'Invoice & "terms"',
    'Re: Re: Fwd: <no subject>',
  ],
  appointment: ['Site visit', 'Ürün tanıtımı', 'Vor-Ort-Termin', 'Démonstration', 'Παρουσίαση'],
};

/** Phone calls, e-mails, appointments, and the parties of all three. */
export function makeActivities(
  context: Context,
): Readonly<Record<'phonecall' | 'email' | 'appointment' | 'activityparty', readonly Row[]>> {
  const phonecall = makePhoneCalls(context);
  const email = makeEmails(context);
  const appointment = makeAppointments(context);
  return {
    phonecall,
    email,
    appointment,
    activityparty: makeParties(context, { phonecall, email, appointment }),
  };
}

function regarding(context: Context, random: Random): Cell {
  const kind = random.int(1, 100);
  if (kind <= 8) return null;
  if (kind <= 10) return orphan(random, random.pick(['account', 'contact', 'opportunity'] as const));
  return anyOf(
    context,
    random,
    random.pick<Scaled>(['account', 'account', 'contact', 'contact', 'lead', 'opportunity', 'opportunity']),
  );
}

function common(
  context: Context,
  random: Random,
  table: 'phonecall' | 'email' | 'appointment',
  base: number,
  index: number,
): Row {
  return {
    ...audit(context, random, base, index),
    ...ownership(context, random),
    activityid: context.ids[table][index] ?? '',
    activitytypecode: table,
    subject: random.pick(subjects[table]),
    regardingobjectid: regarding(context, random),
    prioritycode: random.pick([1, 1, 1, 0, 2]),
    isbilled: false,
    isregularactivity: true,
    isworkflowcreated: random.chance(5),
    category: random.maybe(8, 'Follow-up'),
    timezoneruleversionnumber: 0,
    utcconversiontimezonecode: random.maybe(20, 85),
  };
}

/** Planned and done: the two halves of an activity's life. */
function times(random: Random, created: string, done: boolean): Row {
  const scheduled = shifted(created, random.int(0, 30) * 86_400 + random.int(0, 86_399));
  const minutes = random.int(1, 90);
  return {
    scheduledstart: random.maybe(60, scheduled),
    scheduledend: random.maybe(80, shifted(scheduled, minutes * 60)),
    scheduleddurationminutes: minutes,
    actualstart: done ? random.maybe(60, scheduled) : null,
    actualend: done ? random.maybe(95, shifted(scheduled, minutes * 60)) : null,
    actualdurationminutes: done ? random.maybe(90, minutes) : null,
    sortdate: random.maybe(50, scheduled),
  };
}

function makePhoneCalls(context: Context): readonly Row[] {
  const random = new Random(context.seed, 'phonecall');
  return context.ids.phonecall.map((_id, index) => {
    const shared = common(context, random, 'phonecall', 5_000_000, index);
    const state = random.pick([0, 1, 1, 1, 2] as const);
    const outgoing = random.chance(60);
    const row: Row = {
      ...shared,
      ...times(random, String(shared.createdon), state === 1),
      description: description(random, 60),
      phonenumber: random.maybe(85, `+44 20 7946 0${random.int(100, 999)}`),
      directioncode: outgoing,
      leftvoicemail: random.chance(10),
      statecode: state,
      statuscode: state === 0 ? 1 : state === 2 ? 3 : outgoing ? 2 : 4,
    };
    switch (index) {
      case 2:
        return { ...row, subject: null };
      case 3:
        return { ...row, subject: longText(200), description: longText(2000) };
      case 4:
        return { ...row, regardingobjectid: orphan(random, 'account') };
      case 5:
        return { ...row, regardingobjectid: null };
      case 6:
        return { ...row, statecode: 1, statuscode: 2, actualend: '1969-12-31T23:30:00Z' };
      default:
        return row;
    }
  });
}

function makeEmails(context: Context): readonly Row[] {
  const random = new Random(context.seed, 'email');
  return context.ids.email.map((id, index) => {
    const shared = common(context, random, 'email', 6_000_000, index);
    const state = random.pick([0, 1, 1, 1, 1, 2] as const);
    const outgoing = random.chance(55);
    const planned = times(random, String(shared.createdon), state === 1);
    const customer = `someone${random.int(1, 400)}@clinic.example`;
    const colleague = random.pick(['emma.clarke@function365.example', 'ayse.kaya@function365.example']);
    const body = `<html><body><p>${random.pick(sentences).replaceAll('\r\n', '<br>')}</p><p style="color:#333">—<br>${random.pick(['Saygılarımla', 'Kind regards', 'Mit freundlichen Grüßen', 'Cordialement'])}</p></body></html>`;
    const row: Row = {
      ...shared,
      ...planned,
      description: random.maybe(92, body),
      directioncode: outgoing,
      sender: random.maybe(97, outgoing ? colleague : customer),
      torecipients: `${outgoing ? customer : colleague};`,
      messageid: random.maybe(85, `<${id.slice(0, 18)}@mail.example>`),
      mimetype: 'text/html',
      senton: state === 1 ? (planned.actualend ?? null) : null,
      attachmentcount: random.pick([0, 0, 0, 1, 2]),
      compressed: false,
      deliveryattempts: 0,
      deliveryprioritycode: 1,
      deliveryreceiptrequested: false,
      readreceiptrequested: false,
      followemailuserpreference: false,
      emailreminderstatus: 0,
      notifications: 0,
      opencount: random.int(0, 5),
      replycount: random.int(0, 2),
      statecode: state,
      statuscode:
        state === 0 ? random.pick([1, 1, 8]) : state === 2 ? 5 : outgoing ? random.pick([2, 3, 3, 6]) : 4,
    };
    switch (index) {
      case 2:
        return { ...row, subject: null, description: null };
      case 3:
        return { ...row, subject: longText(800), description: `<p>${longText(40_000)}</p>` };
      case 4:
        return { ...row, regardingobjectid: orphan(random, 'opportunity') };
      case 5:
        return { ...row, regardingobjectid: null };
      case 6:
        return {
          ...row,
          description: '<p>Unclosed <b>bold &nbsp; <img src="cid:1"> <script>alert(1)</script>',
        };
      case 7:
        return { ...row, description: 'Plain text in an HTML column: 3 < 5 & 7 > 6\r\nnext line' };
      default:
        return row;
    }
  });
}

function makeAppointments(context: Context): readonly Row[] {
  const random = new Random(context.seed, 'appointment');
  return context.ids.appointment.map((_id, index) => {
    const shared = common(context, random, 'appointment', 7_000_000, index);
    const state = random.pick([0, 1, 1, 2, 3, 3] as const);
    const start =
      awkwardInstants[index] ??
      shifted(String(shared.createdon), random.int(1, 40) * 86_400 + random.int(0, 47) * 1800);
    const allDay = random.chance(10);
    const minutes = allDay ? 1440 : random.pick([15, 30, 60, 90]);
    const row: Row = {
      ...shared,
      description: description(random, 50),
      location: random.maybe(
        70,
        random.pick(['Harley Street 12', 'Toplantı Odası 3', 'Teams', 'Büro Köln, 2. Stock']),
      ),
      scheduledstart: start,
      scheduledend: shifted(start, minutes * 60),
      scheduleddurationminutes: minutes,
      actualend: state === 1 ? shifted(start, minutes * 60) : null,
      actualdurationminutes: state === 1 ? minutes : null,
      isalldayevent: allDay,
      isonlinemeeting: random.chance(20),
      isdraft: false,
      ismapiprivate: random.chance(3),
      instancetypecode: 0,
      attachmentcount: 0,
      attachmenterrors: 0,
      globalobjectid: random.maybe(60, `040000008200E00074C5B7101A82E008${String(index).padStart(8, '0')}`),
      statecode: state,
      statuscode:
        state === 0 ? random.pick([1, 2]) : state === 1 ? 3 : state === 2 ? 4 : random.pick([5, 5, 6]),
    };
    switch (index) {
      case 10:
        return { ...row, regardingobjectid: orphan(random, 'lead') };
      case 11:
        return { ...row, regardingobjectid: null };
      case 12:
        return { ...row, scheduledend: shifted(start, -3600) };
      default:
        return row;
    }
  });
}

/** Who took part. Masks: 1 sender, 2 to, 3 cc, 5 required, 6 optional, 7 organizer, 8 regarding, 9 owner. */
function makeParties(
  context: Context,
  activities: Readonly<Record<'phonecall' | 'email' | 'appointment', readonly Row[]>>,
): readonly Row[] {
  const random = new Random(context.seed, 'activityparty');
  const rows: Row[] = [];
  const colleague = (): Reference => ({
    entity: 'systemuser',
    id: random.pick(context.organisation.owners).id,
  });
  const outsider = (): Reference | null => {
    const kind = random.int(1, 100);
    // An address that nobody resolved has no party.
    if (kind <= 6) return null;
    if (kind <= 8) return orphan(random, 'contact');
    return anyOf(context, random, random.pick<Scaled>(['contact', 'contact', 'contact', 'account', 'lead']));
  };
  const add = (activity: Row, mask: number, party: Reference | null): void => {
    const address = `party${rows.length}@clinic.example`;
    rows.push({
      activitypartyid: random.guid(),
      activityid: { entity: 'activitypointer', id: String(activity.activityid) },
      participationtypemask: mask,
      partyid: party,
      partyobjecttypecode: party?.entity ?? 'none',
      addressused: party === null ? address : random.maybe(mask < 5 ? 70 : 20, address),
      unresolvedpartyname: party === null ? address : null,
      ispartydeleted: false,
      instancetypecode: 0,
      donotemail: false,
      donotphone: false,
      donotfax: false,
      donotpostalmail: false,
      ownerid: activity.ownerid ?? null,
      scheduledstart: activity.scheduledstart ?? null,
      scheduledend: activity.scheduledend ?? null,
      versionnumber: 8_000_000 + rows.length,
    });
  };
  const generatedByPlatform = (activity: Row): void => {
    if (!random.chance(10)) return;
    const { ownerid: owner = null, regardingobjectid: about = null } = activity;
    // The lookup of a party does not take teams.
    if (isReference(owner) && owner.entity === 'systemuser') add(activity, 9, owner);
    if (isReference(about)) add(activity, 8, about);
  };
  for (const activity of [...activities.phonecall, ...activities.email]) {
    const outgoing = activity.directioncode === true;
    add(activity, 1, outgoing ? colleague() : outsider());
    add(activity, 2, outgoing ? outsider() : colleague());
    if (activity.activitytypecode === 'email' && random.chance(10)) add(activity, 3, outsider());
    generatedByPlatform(activity);
  }
  for (const activity of activities.appointment) {
    add(activity, 7, colleague());
    add(activity, 5, outsider());
    if (random.chance(30)) add(activity, 6, random.chance(50) ? colleague() : outsider());
    generatedByPlatform(activity);
  }
  return rows;
}
