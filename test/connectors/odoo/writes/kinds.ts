import {
  companies,
  currencies,
  customFields,
  customModels,
  lists,
  translations,
  users,
} from './administration.ts';
import { invoices, products, tasks } from './business.ts';
import { activities, attachments, followers, messages, ratings } from './conversation.ts';
import { leads, lostReasons, sources, tags, teams } from './crm.ts';
import { customersOfLeads, leadsGivenCustomers, leadsOfCustomers } from './customers.ts';
import type { WriteKind } from './kind.ts';
import { meetings, meetingsOfOpportunities } from './meetings.ts';
import { partnerCategories, partners } from './partners.ts';

/** Every kind of write that a migration makes. */
export const kinds: readonly WriteKind[] = [
  partners,
  partnerCategories,
  sources,
  lostReasons,
  tags,
  teams,
  leads,
  leadsOfCustomers,
  leadsGivenCustomers,
  customersOfLeads,
  activities,
  messages,
  attachments,
  followers,
  ratings,
  meetings,
  meetingsOfOpportunities,
  products,
  invoices,
  tasks,
  users,
  customFields,
  customModels,
  lists,
  companies,
  currencies,
  translations,
];
