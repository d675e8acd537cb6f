/**
 * Which module brings a model that a server lacks. A server says so of its own models only; these are Odoo's, by the
 * beginning of the model's name, longest first.
 */
interface Origin {
  /** Technical name. */
  readonly module: string;
  /** Where it comes from; absent for the modules of Odoo Community. */
  readonly from?: 'enterprise' | { readonly repository: string };
}

const origins: Readonly<Record<string, Origin>> = {
  'account.': { module: 'account' },
  'appointment.': { module: 'appointment', from: 'enterprise' },
  'base.automation': { module: 'base_automation' },
  'calendar.': { module: 'calendar' },
  'crm.': { module: 'crm' },
  'crm.phonecall': {
    module: 'crm_phonecall',
    from: { repository: 'https://github.com/OCA/crm' },
  },
  'documents.': { module: 'documents', from: 'enterprise' },
  'event.': { module: 'event' },
  'fleet.': { module: 'fleet' },
  'helpdesk.': { module: 'helpdesk', from: 'enterprise' },
  'hr.': { module: 'hr' },
  'hr.applicant': { module: 'hr_recruitment' },
  'hr.expense': { module: 'hr_expense' },
  'hr.leave': { module: 'hr_holidays' },
  'knowledge.': { module: 'knowledge', from: 'enterprise' },
  'loyalty.': { module: 'loyalty' },
  'mailing.': { module: 'mass_mailing' },
  'maintenance.': { module: 'maintenance' },
  'marketing.': { module: 'marketing_automation', from: 'enterprise' },
  'mrp.': { module: 'mrp' },
  'planning.': { module: 'planning', from: 'enterprise' },
  'product.': { module: 'product' },
  'project.': { module: 'project' },
  'purchase.': { module: 'purchase' },
  'quality.': { module: 'quality', from: 'enterprise' },
  'rating.': { module: 'rating' },
  'repair.': { module: 'repair' },
  'sale.': { module: 'sale_management' },
  'sale.subscription': { module: 'sale_subscription', from: 'enterprise' },
  'sign.': { module: 'sign', from: 'enterprise' },
  'sms.': { module: 'sms' },
  'stock.': { module: 'stock' },
  'survey.': { module: 'survey' },
  'uom.': { module: 'uom' },
  'utm.': { module: 'utm' },
  'voip.': { module: 'voip', from: 'enterprise' },
  'website.': { module: 'website' },
  'whatsapp.': { module: 'whatsapp', from: 'enterprise' },
};

/** The module that brings a model; null where nobody knows. */
export function originOfModel(model: string): Origin | null {
  const [best] = Object.keys(origins)
    .filter((start) => model === start || model.startsWith(start))
    .sort((one, other) => other.length - one.length);
  return best === undefined ? null : (origins[best] ?? null);
}

/** What is known of a module that a server does not list. */
export function originOfModule(module: string): Origin | null {
  return Object.values(origins).find((origin) => origin.module === module) ?? null;
}
