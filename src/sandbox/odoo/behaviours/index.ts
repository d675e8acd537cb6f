/**
 * One file a model, or a family of models: what it does beyond keeping its fields. A behaviour sees the environment of
 * one call and nothing of transports, faults or tests. What it does was seen on a running Odoo 17.0; what is not
 * listed here is not simulated.
 */
import type { Behaviour } from '../behaviour.ts';
import { attachment } from './attachment.ts';
import { bankAccount } from './bank.ts';
import { attendee, event } from './calendar.ts';
import { company } from './company.ts';
import { currency } from './currency.ts';
import { invoice, invoiceLine } from './invoice.ts';
import { lead } from './lead.ts';
import { activity, message, rating } from './mail.ts';
import { menu, windowAction } from './menu.ts';
import { partner } from './partner.ts';
import { productTemplate, productVariant } from './product.ts';
import { project, task, taskStage } from './project.ts';
import { irModel, irModelData, irModelFields, irModelFieldsSelection } from './provisioning.ts';
import { cron, serverAction } from './scheduled.ts';
import { small } from './small.ts';
import { tax, taxMapping, taxShare } from './tax.ts';
import { team, teamMember } from './team.ts';
import { user } from './user.ts';
import { view } from './view.ts';

export const behaviours: Readonly<Record<string, Behaviour>> = {
  ...small,
  'ir.ui.view': view,
  'ir.ui.menu': menu,
  'ir.actions.act_window': windowAction,
  'res.partner.bank': bankAccount,
  'res.company': company,
  'res.currency': currency,
  'account.tax': tax,
  'account.tax.repartition.line': taxShare,
  'account.fiscal.position.tax': taxMapping,
  'account.move': invoice,
  'account.move.line': invoiceLine,
  'product.template': productTemplate,
  'product.product': productVariant,
  'project.project': project,
  'project.task': task,
  'project.task.type': taskStage,
  'res.partner': partner,
  'res.users': user,
  'crm.lead': lead,
  'crm.team': team,
  'crm.team.member': teamMember,
  'mail.message': message,
  'mail.activity': activity,
  'rating.rating': rating,
  'calendar.event': event,
  'calendar.attendee': attendee,
  'ir.attachment': attachment,
  'ir.actions.server': serverAction,
  'ir.cron': cron,
  'ir.model': irModel,
  'ir.model.fields': irModelFields,
  'ir.model.fields.selection': irModelFieldsSelection,
  'ir.model.data': irModelData,
};
