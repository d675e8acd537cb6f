import { defaultTaxes, invoicesAbroad } from './abroad.ts';
import {
  companies,
  currencies,
  customFields,
  customModels,
  lists,
  translations,
  users,
} from './administration.ts';
import {
  customersFromAbove,
  customersOfTasks,
  invoices,
  products,
  tasks,
  tasksOfOthers,
} from './business.ts';
import { children } from './children.ts';
import { activities, attachments, followers, messages, ratings } from './conversation.ts';
import { leads, lostReasons, sources, tags, teams } from './crm.ts';
import { customersOfLeads, leadsGivenCustomers, leadsOfCustomers } from './customers.ts';
import type { WriteKind } from './kind.ts';
import { meetings, meetingsOfOpportunities } from './meetings.ts';
import { partnerCategories, partners, zones } from './partners.ts';
import { refusals } from './refusals.ts';

/** Every kind of write that a migration makes. */
export const kinds: readonly WriteKind[] = [
  partners,
  partnerCategories,
  zones,
  sources,
  lostReasons,
  tags,
  teams,
  leads,
  refusals,
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
  invoicesAbroad,
  defaultTaxes,
  tasks,
  customersOfTasks,
  customersFromAbove,
  tasksOfOthers,
  users,
  customFields,
  customModels,
  lists,
  children,
  companies,
  currencies,
  translations,
];
