import type { Reference, Row } from '../store.ts';
import {
  address,
  anyOf,
  audit,
  type Context,
  description,
  money,
  orphan,
  ownership,
  personName,
  phone,
} from './context.ts';
import { Random, shifted } from './random.ts';
import { companyStems, companySuffixes, jobTitles, longText, mailName, places } from './words.ts';

const subjects: readonly string[] = [
  'Practice software for three sites',
  'Yeni klinik için teklif',
  'Anfrage über die Website',
  'Demande de démonstration',
  'Αίτημα προσφοράς',
  'طلب معلومات',
  '咨询预约系统',
  'Migration from old CRM 🚚',
  'Call back: "urgent" & <important>',
];

/** Leads: open, qualified (some with the opportunity they became) and disqualified. */
export function makeLeads(context: Context): readonly Row[] {
  const random = new Random(context.seed, 'lead');
  const reasons = [[1, 2], [3], [4, 5, 6, 7]] as const;
  return context.ids.lead.map((leadid, index) => {
    const place = random.pick(places);
    const { first, last } = personName(random);
    const amounts = money(context, random);
    const company = `${random.pick(companyStems)} ${random.pick(companySuffixes)}`.trim();
    const state = random.pick([0, 0, 0, 1, 2] as const);
    const qualified = state === 1;
    const revenue = random.maybe(40, amounts.amount(5_000, 9_000_000));
    const budget = random.maybe(35, amounts.amount(500, 250_000));
    const local = mailName(`${first} ${last}`) || `lead${index}`;
    const row: Row = {
      ...audit(context, random, 3_000_000, index),
      ...ownership(context, random),
      ...address(random, place),
      ...amounts.row,
      leadid,
      subject: random.pick(subjects),
      firstname: random.maybe(95, first),
      lastname: last,
      companyname: random.maybe(85, company),
      jobtitle: random.maybe(45, random.pick(jobTitles)),
      emailaddress1: random.maybe(75, `${local}${index}@lead.example`),
      telephone1: random.maybe(60, phone(random, place)),
      mobilephone: random.maybe(45, `+44 7700 900${random.int(100, 999)}`),
      websiteurl: random.maybe(40, `https://${mailName(company) || 'klinik'}.example`),
      leadsourcecode: random.maybe(85, random.pick([1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 9, 10])),
      leadqualitycode: random.maybe(90, random.pick([1, 2, 2, 3])),
      industrycode: random.maybe(60, random.pick([6, 7, 11, 11, 20, 30, 24, 26])),
      prioritycode: 1,
      salesstagecode: 1,
      budgetstatus: random.maybe(20, random.pick([0, 1, 2, 3])),
      need: random.maybe(15, random.pick([0, 1, 2, 3])),
      purchasetimeframe: random.maybe(25, random.pick([0, 1, 2, 3, 4])),
      revenue,
      revenue_base: amounts.base(revenue),
      budgetamount: budget,
      budgetamount_base: amounts.base(budget),
      numberofemployees: random.maybe(40, random.int(1, 5_000)),
      estimatedclosedate: random.maybe(30, random.day('2024-01-01', '2025-12-31')),
      description: description(random, 45),
      donotemail: random.chance(5),
      donotphone: random.chance(5),
      donotbulkemail: random.chance(15),
      decisionmaker: random.chance(30),
      confirminterest: random.chance(20),
      evaluatefit: random.chance(20),
      parentaccountid: random.maybe(qualified ? 70 : 10, anyOf(context, random, 'account')),
      parentcontactid: random.maybe(qualified ? 60 : 8, anyOf(context, random, 'contact')),
      qualifyingopportunityid: random.maybe(qualified ? 80 : 0, anyOf(context, random, 'opportunity')),
      statecode: state,
      statuscode: random.pick(reasons[state]),
      timezoneruleversionnumber: 0,
      utcconversiontimezonecode: random.maybe(20, 85),
    };
    const dirty: Row = { ...row, ...dirtyLead(index, random) };
    return {
      ...dirty,
      fullname: [dirty.firstname, dirty.lastname].filter((part) => part !== null).join(' ') || null,
    };
  });
}

function dirtyLead(index: number, random: Random): Row {
  switch (index) {
    case 3:
      return { subject: null };
    case 4:
      return { subject: null, companyname: null, lastname: null, firstname: null };
    case 5:
      return { subject: longText(300) };
    case 6:
      return { companyname: '  Company 004 Ltd ' };
    case 7:
      return { parentaccountid: orphan(random, 'account') };
    case 8:
      return { qualifyingopportunityid: orphan(random, 'opportunity') };
    case 9:
      return { description: longText(2000) };
    default:
      return {};
  }
}

const steps = ['1-Qualify', '2-Develop', '3-Propose', '4-Close'] as const;

/** Opportunities in all stages; the stage is free text and some of it is not in anyone's list. */
export function makeOpportunities(context: Context): readonly Row[] {
  const random = new Random(context.seed, 'opportunity');
  const reasons = [[1, 1, 1, 2], [3], [4, 5]] as const;
  return context.ids.opportunity.map((opportunityid, index) => {
    const amounts = money(context, random);
    const state = random.pick([0, 0, 0, 1, 2] as const);
    const customer: Reference = random.chance(70)
      ? anyOf(context, random, 'account')
      : anyOf(context, random, 'contact');
    const stamps = audit(context, random, 4_000_000, index);
    const estimated = random.maybe(85, amounts.amount(500, 900_000));
    const actual = random.maybe(state === 1 ? 95 : 0, amounts.amount(500, 900_000));
    const total = random.maybe(50, amounts.amount(0, 900_000));
    const created = String(stamps.createdon);
    const closed = random.maybe(
      state === 0 ? 0 : 95,
      shifted(created, random.int(1, 200) * 86_400).slice(0, 10),
    );
    const step = random.int(0, 3);
    const odd = random.int(1, 100);
    const row: Row = {
      ...stamps,
      ...ownership(context, random),
      ...amounts.row,
      opportunityid,
      name: `${random.pick(subjects)} – ${random.pick(companyStems)}`,
      customerid: customer,
      parentaccountid:
        customer.entity === 'account' ? customer : random.maybe(40, anyOf(context, random, 'account')),
      parentcontactid:
        customer.entity === 'contact' ? customer : random.maybe(40, anyOf(context, random, 'contact')),
      originatingleadid: random.maybe(35, anyOf(context, random, 'lead')),
      estimatedvalue: estimated,
      estimatedvalue_base: amounts.base(estimated),
      actualvalue: actual,
      actualvalue_base: amounts.base(actual),
      totalamount: total,
      totalamount_base: amounts.base(total),
      estimatedclosedate: random.maybe(85, shifted(created, random.int(10, 300) * 86_400).slice(0, 10)),
      actualclosedate: closed,
      closeprobability: random.maybe(75, random.pick([0, 5, 10, 25, 33, 50, 75, 90, 100])),
      stepname: odd <= 4 ? '5-Legacy' : odd <= 7 ? 'Qualify (old)' : odd <= 12 ? null : (steps[step] ?? null),
      salesstage: random.maybe(80, step),
      salesstagecode: 1,
      opportunityratingcode: random.maybe(92, random.pick([1, 2, 2, 3])),
      prioritycode: 1,
      purchaseprocess: random.maybe(15, random.pick([0, 1, 2])),
      purchasetimeframe: random.maybe(25, random.pick([0, 1, 2, 3, 4])),
      budgetstatus: random.maybe(20, random.pick([0, 1, 2, 3])),
      need: random.maybe(15, random.pick([0, 1, 2, 3])),
      description: description(random, 45),
      customerneed: description(random, 15),
      currentsituation: description(random, 10),
      isrevenuesystemcalculated: random.chance(20),
      decisionmaker: random.chance(30),
      developproposal: random.chance(30),
      identifycompetitors: random.chance(10),
      participatesinworkflow: false,
      pricingerrorcode: 0,
      skippricecalculation: 0,
      statecode: state,
      statuscode: random.pick(reasons[state]),
      timezoneruleversionnumber: 4,
      utcconversiontimezonecode: random.maybe(20, 85),
    };
    return { ...row, ...dirtyOpportunity(index, random) };
  });
}

function dirtyOpportunity(index: number, random: Random): Row {
  switch (index) {
    case 2:
      return { stepname: '5-Legacy' };
    case 3:
      return { stepname: 'Qualify (old)' };
    case 4:
      return { closeprobability: null, stepname: null };
    case 5:
      return { customerid: orphan(random, 'account'), parentaccountid: null };
    case 6:
      return { customerid: orphan(random, 'contact'), parentcontactid: null };
    case 7:
      return { name: longText(300) };
    case 8:
      return { estimatedvalue: '0.0000', estimatedvalue_base: '0.0000' };
    case 9:
      return { estimatedclosedate: '1969-07-20' };
    case 10:
      return { estimatedvalue: '1234.5678' };
    default:
      return {};
  }
}
