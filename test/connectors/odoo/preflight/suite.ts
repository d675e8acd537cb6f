import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PreflightFinding, PreflightNeeds, Target } from '../../../../src/connectors/contract.ts';
import { createOdooTarget, type OdooSettings } from '../../../../src/connectors/odoo/index.ts';
import { Server } from './server.ts';

/** Nothing is written and nothing asked for, but for what a test says. */
export function needs(more: Partial<PreflightNeeds>): PreflightNeeds {
  const { written = {} } = more;
  return {
    entities: Object.keys(written).sort(),
    modules: [],
    lacking: [],
    files: { count: 0, bytes: 0, largest: 0, unknown: 0 },
    ...more,
    written,
  };
}

export function linesOf(findings: readonly PreflightFinding[]): readonly string[] {
  return findings.map(({ severity, message }) => `${severity}: ${message}`);
}

const OFF = 'Deactivate it for the run under Settings > Technical';
const ON = 'and activate it again afterwards';

/**
 * The questions before a run against one new database, of the sandbox or of a real Odoo 17.0: for the same state the same
 * findings. Each test makes its state over the external API and takes it away again.
 */
export function describePreflight(title: string, open: () => Promise<OdooSettings>): void {
  describe(title, () => {
    let server: Server;
    let target: Target;
    beforeAll(async () => {
      const settings = await open();
      server = new Server(settings);
      target = createOdooTarget(settings);
    });
    afterAll(() => target.close());

    const ask = async (more: Partial<PreflightNeeds>): Promise<readonly string[]> =>
      linesOf(await target.preflight(needs(more)));
    /** What a state adds to the findings; when it is gone they must be as before. */
    const added = async (
      more: Partial<PreflightNeeds>,
      state: () => Promise<void>,
    ): Promise<readonly string[]> => {
      const before = await ask(more);
      let during: readonly string[];
      try {
        await state();
        during = await ask(more);
      } finally {
        await server.clear();
      }
      expect(await ask(more)).toEqual(before);
      return during.filter((line) => !before.includes(line));
    };

    test('a new database lets records in, and what it would do with them is told', async () => {
      const installed = await server.call('ir.module.module', 'search_count', [['state', '=', 'installed']]);
      expect(await ask({ written: { 'crm.lead': ['name'], 'res.partner': ['name'] } })).toEqual([
        `warning: The scheduled action "CRM: enrich leads (IAP)" asks Odoo's paid enrichment service about the mail domains of new leads, and fills in what it answers. ${OFF} > Scheduled Actions, ${ON}`,
        'info: No outgoing mail server is active in the database; whether Odoo sends by one of its configuration file cannot be told from outside',
        'info: Odoo 17.0, Community; who hosts it cannot be told from its address',
        expect.stringMatching(new RegExp(`^info: Modules installed in \\w+: ${String(installed)}$`)),
      ]);
    });

    test('Odoo does nothing with what a run only reads', async () => {
      expect(await ask({ entities: ['crm.lead', 'res.country'] })).toEqual(
        (await ask({})).filter((line) => line.startsWith('info: ')),
      );
    });

    test('a model that is missing: where it comes from, by what the server says of its modules', async () => {
      const wanted = ['helpdesk.ticket', 'event.event', 'crm.phonecall', 'stock.picking', 'x_not_there'];
      const errors = (await ask({ entities: wanted })).filter((line) => line.startsWith('error: '));
      expect(errors).toEqual([
        'error: Odoo has no model crm.phonecall, which the maps need. It is of the OCA module crm_phonecall of https://github.com/OCA/crm: put its folder into the addons path, then Apps > Update Apps List > take away the filter "Apps" > search "crm_phonecall" > Activate; mapc installs nothing itself',
        'error: Odoo has no model event.event, which the maps need. It is of the module "Events Organization" (event): Apps > take away the filter "Apps" > search "event" > Activate; mapc installs nothing itself',
        'error: Odoo has no model helpdesk.ticket, which the maps need. It is of the Enterprise module "Helpdesk" (helpdesk), which comes with a subscription to Odoo Enterprise; mapc installs nothing itself',
        'error: Odoo has no model stock.picking, which the maps need. It is of the module "Inventory" (stock): Apps > search "Inventory" > Activate; mapc installs nothing itself',
        'error: Odoo has no model x_not_there, which the maps need: install the module that brings it; mapc installs nothing itself',
      ]);
    });

    test('what the maps do without, and what is there though they do not reckon with it', async () => {
      const lacking = (what: 'module' | 'name', name: string) => ({ what, name, instead: `as ${name} says` });
      const lines = await ask({
        modules: [
          { name: 'crm', where: 'main.map:1' },
          { name: 'stock', where: 'main.map:2' },
        ],
        lacking: [
          lacking('name', 'helpdesk.ticket'),
          lacking('module', 'stock'),
          lacking('name', 'crm.lead.x_nothing'),
          lacking('module', 'crm'),
          lacking('name', 'crm.lead'),
          lacking('name', 'crm.lead.name'),
        ],
      });
      const anew = 'Discover the target and compile again to make use of it';
      const without = 'though the maps were compiled for an Odoo without it';
      expect(lines.slice(0, 7)).toEqual([
        'error: stock is not installed, and the maps were compiled for an Odoo that has it (main.map:2). Install it (module "Inventory" (stock): Apps > search "Inventory" > Activate), or discover the target again, for the other side of the condition; mapc installs nothing itself',
        'info: helpdesk.ticket is not there (Enterprise module "Helpdesk" (helpdesk), which comes with a subscription to Odoo Enterprise): as helpdesk.ticket says',
        'info: stock is not there (module "Inventory" (stock): Apps > search "Inventory" > Activate): as stock says',
        'info: crm.lead.x_nothing is not there: as crm.lead.x_nothing says',
        `warning: crm is there now, ${without}: as crm says. ${anew}`,
        `warning: crm.lead is there now, ${without}: as crm.lead says. ${anew}`,
        `warning: crm.lead.name is there now, ${without}: as crm.lead.name says. ${anew}`,
      ]);
    });

    test('automation rules that the run would set off, where there are any', async ({ skip }) => {
      skip(!(await server.hasModel('base.automation')), 'the module base_automation is not installed');
      const rule = (name: string, model: string, trigger: string, more = {}, action = {}): Promise<number> =>
        server.rule(name, model, trigger, more, action);
      const lines = await added({ written: { 'crm.lead': ['name'], 'res.users': ['login'] } }, async () => {
        const template = await server.make('mail.template', {
          name: 'Hello',
          model_id: await server.modelId('crm.lead'),
        });
        const mail = { state: 'mail_post', template_id: template };
        await rule('Welcome', 'crm.lead', 'on_create_or_write', {}, mail);
        await rule('Chase', 'crm.lead', 'on_time_created', { trg_date_range: 3, trg_date_range_type: 'day' });
        await rule('Undo', 'crm.lead', 'on_unlink');
        // A user is a partner, too.
        await rule('Contacts', 'res.partner', 'on_create_or_write');
        // None of these is set off.
        await rule('Screen', 'crm.lead', 'on_change');
        await rule('Asleep', 'crm.lead', 'on_create_or_write', { active: false });
        await rule('Elsewhere', 'project.task', 'on_create_or_write');
      });
      const off = `${OFF} > Automation Rules, ${ON}`;
      const does = 'and would run Python code ("Execute Code")';
      expect(lines.filter((line) => line.includes('automation rule'))).toEqual([
        `warning: The automation rule "Welcome" on crm.lead runs when a record is made or changed, and would send an e-mail ("Send email: Hello"). ${off}`,
        `warning: The automation rule "Chase" on crm.lead runs when some time has passed since a record was made, ${does}. ${off}`,
        `warning: The automation rule "Undo" on crm.lead runs when a record is deleted, as a rollback does, ${does}. ${off}`,
        `warning: The automation rule "Contacts" on res.partner runs when a record is made or changed, ${does}. ${off}`,
      ]);
    });

    test('scheduled actions: of people by their model, of Odoo by what they do', async () => {
      const written = { 'crm.lead': ['name'], 'calendar.event': ['name'] };
      const lines = await added({ written }, async () => {
        const model = await server.modelId('crm.lead');
        const job = { model_id: model, state: 'code', code: 'pass', interval_type: 'days', numbercall: -1 };
        await server.job({ name: 'Tidy leads', ...job });
        await server.job({ name: 'Not now', ...job, active: false });
        const assignment = await server.byName('crm', 'ir_cron_crm_lead_assign');
        await server.change('ir.cron', assignment, { active: true }, { active: false });
      });
      expect(lines).toEqual([
        `warning: The scheduled action "CRM: Lead Assignment" gives leads without a salesperson to the members of sales teams. ${OFF} > Scheduled Actions, ${ON}`,
        `warning: The scheduled action "Tidy leads" works on crm.lead, which the run writes. ${OFF} > Scheduled Actions, ${ON}`,
      ]);
      const reminders =
        'warning: The scheduled action "Calendar: Event Reminder" reminds the attendees of meetings to come';
      const told = async (fields: readonly string[]): Promise<boolean> =>
        (await ask({ written: { 'calendar.event': fields } })).some((line) => line.startsWith(reminders));
      expect([await told(['name']), await told(['alarm_ids', 'name'])]).toEqual([false, true]);
    });

    test('stages that write to customers', async () => {
      const written = { 'project.task': ['name', 'stage_id'] };
      const lines = await added({ written }, async () => {
        const task = await server.modelId('project.task');
        const sms = await server.make('sms.template', { name: 'Done', model_id: task, body: 'Done.' });
        const rating = await server.byName('project', 'rating_project_request_email_template');
        const mail = await server.byName('project', 'mail_template_data_project_task');
        const project = await server.make('project.project', {
          name: 'Asks',
          rating_active: true,
          rating_status: 'stage',
        });
        await server.stage(project, { name: 'Texted', sms_template_id: sms });
        await server.stage(project, { name: 'Rated', rating_template_id: rating });
        await server.stage(project, { name: 'Mailed', mail_template_id: mail });
      });
      expect(lines).toEqual([
        'warning: An SMS goes to the customer of every task that the run brings into the stages "Texted". Take the SMS template away from them for the run, and put it back afterwards',
        'warning: Customers are asked by mail for a rating where the run moves a task into the stages "Rated", in the projects "Asks". Switch their customer ratings off for the run, and on again afterwards',
        'info: The stages "Mailed" have a mail template; the run sends none of these mails, what people move afterwards does',
      ]);
      const rated = async (): Promise<void> => {
        const rating = await server.byName('project', 'rating_project_request_email_template');
        const project = await server.make('project.project', { name: 'Asks nobody' });
        await server.stage(project, { name: 'Rated', rating_template_id: rating });
      };
      expect(await added({ written }, rated), 'no project asks').toEqual([]);
      const mailed = async (): Promise<void> => {
        const mail = await server.byName('project', 'mail_template_data_project_task');
        const project = await server.make('project.project', { name: 'Quiet' });
        await server.stage(project, { name: 'Mailed', mail_template_id: mail });
      };
      expect(await added({ written }, mailed)).toHaveLength(1);
      expect(await added({ written: { 'project.task': ['name'] } }, mailed), 'no stage is set').toEqual([]);
    });

    test('stages that people get with a first task, which stay', async () => {
      const told = async (fields: readonly string[]): Promise<readonly string[]> =>
        (await ask({ written: { 'project.task': fields } })).filter((line) => line.includes('first task'));
      expect(await told(['name'])).toEqual([]);
      expect(await told(['name', 'user_ids'])).toEqual([
        'info: Whoever is given a first task gets stages for their own tasks from Odoo (Inbox, Today, …), which nobody else sees; a rollback leaves them',
      ]);
    });

    test('files: how many, how much, and where they go', async () => {
      const files = { count: 3, bytes: 12_345_678, largest: 5_000, unknown: 0 };
      const room =
        'How much room the server has cannot be asked: see to it that its file store and its backups have as much';
      const told = async (more: Partial<typeof files>): Promise<readonly string[]> =>
        (await ask({ files: { ...files, ...more } })).filter((line) => /files/i.test(line));
      expect(await told({})).toEqual([`info: Files to write: up to 3, 12.3 MB. ${room}`]);
      expect(await told({ count: 5, unknown: 2 })).toEqual([
        `info: Files to write: up to 5, 12.3 MB, and 2 whose size nobody knows before they are fetched. ${room}`,
      ]);
      expect(await told({ count: 10_000 })).toEqual([`info: Files to write: up to 10,000, 12.3 MB. ${room}`]);
      expect(await told({ count: 10_001 })).toEqual([
        `warning: Files to write: up to 10,001, 12.3 MB. ${room}. They are more than 10,000, which takes long: run a sample first and reckon with its pace`,
      ]);
      expect(await told({ count: 0 })).toEqual([]);
      const lines = await added({ files }, async () => {
        await server.make('ir.config_parameter', { key: 'ir_attachment.location', value: 'db' });
      });
      expect(lines).toEqual([
        'warning: Odoo stores files in the database (ir_attachment.location is db), which grows by all of them with every backup; take the parameter away for a file store, or see to it that the database has the room',
      ]);
    });

    test('mail servers that are active, and mails that wait', async () => {
      const lines = await added({}, async () => {
        await server.make('ir.mail_server', { name: 'Post', smtp_host: '127.0.0.1', smtp_port: 9 });
        await server.make('ir.mail_server', {
          name: 'Old',
          smtp_host: '127.0.0.1',
          smtp_port: 9,
          active: false,
        });
        // Nobody may delete a mail that belongs to no document.
        const about = { model: 'res.company', res_id: 1 };
        await server.make('mail.mail', { subject: 'Waits', state: 'outgoing', ...about });
        await server.make('mail.mail', { subject: 'Gone', state: 'cancel', ...about });
      });
      expect(lines).toEqual([
        "info: Outgoing mail servers are active: Post. The run sends no mail itself; to be sure that nothing of Odoo's does, deactivate them for the run under Settings > Technical > Outgoing Mail Servers",
        'warning: Mails that wait to be sent: 1. Odoo sends them when its mail queue runs next; look through them under Settings > Technical > Emails before the run',
      ]);
    });
  });
}
