import { basename, join, resolve } from 'node:path';
import { common, type Format, formatOf, type Register, tell } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { UsageError } from '../failure.ts';
import type { Io } from '../io.ts';
import { inMigration, type PhaseOptions } from '../migration.ts';
import { projectName, writeReport } from '../reports.ts';
import { recordsWait } from '../waiting.ts';

interface Options extends PhaseOptions {
  readonly apply?: boolean;
  readonly emit?: string;
  readonly output?: string;
}

export const provision: Register = (program, io, finish) => {
  common(program.command('provision'))
    .description('show what the target needs first, as a document to approve; with --apply make it')
    .option('--apply', 'make what is missing')
    .option('--emit <form>', 'write it as a module instead, for a repository; the form is odoo-addon')
    .option(
      '-o, --output <folder>',
      'with --emit, the folder of the module, named as the module is (default: addons/mapc_<project>)',
    )
    .option('--plan <file>', 'a plan other than the project says now')
    .action(async (folder: string, options: Options) => {
      const format = formatOf(options);
      if (options.emit !== undefined) {
        await emit(io, folder, options, format);
        finish(EXIT.done);
        return;
      }
      if (options.output !== undefined)
        throw new UsageError('--output goes with --emit odoo-addon; the document is kept in .mapc/reports.');
      const { provision: phase, unextractedConfiguration } = await import('../../migrate/index.ts');
      const { provisionToText } = await import('../../report/results.ts');
      const { provisionPage } = await import('../../report/provision-page.ts');
      const { provisionToMarkdown } = await import('../../report/provision-markdown.ts');
      const apply = options.apply === true;
      const needs = {
        source: (context: Parameters<typeof unextractedConfiguration>[0]) =>
          apply && unextractedConfiguration(context).length > 0,
        target: true,
        confirmed: apply,
      };
      const { result, plan, reports } = await inMigration(
        io,
        folder,
        options,
        needs,
        async (context, project) => {
          const made = await phase(context, { apply });
          const document = {
            project: projectName(project),
            environment: project.environment,
            plan: context.plan,
            steps: made.steps,
            views: made.views,
          };
          return {
            result: made,
            plan: context.plan,
            reports: [
              writeReport(project, 'provision.html', provisionPage(document)),
              writeReport(project, 'provision.md', provisionToMarkdown(document)),
            ],
          };
        },
      );
      tell(
        io,
        format,
        { ...result, reports },
        () => `${provisionToText(result, plan, io.outColours)}\n${reports.join('\n')}\n`,
      );
      finish(apply && recordsWait(result.maps, plan) ? EXIT.incomplete : EXIT.done);
    });
};

/** @throws UsageError, ProjectError, and what the phase throws */
async function emit(io: Io, folder: string, options: Options, format: Format): Promise<void> {
  if (options.emit !== 'odoo-addon')
    throw new UsageError(`There is no form "${options.emit}" to emit; there is odoo-addon.`);
  if (options.apply === true)
    throw new UsageError('--emit writes a module, and --apply makes things in the target; take one of them.');
  const { emitModule } = await import('../../migrate/index.ts');
  const { moduleName, refuseModuleFolder, writeModule } = await import('../../project/index.ts');
  const { counted } = await import('../../report/values.ts');
  const needs = { source: false, target: true, confirmed: true };
  const result = await inMigration(io, folder, options, needs, async (context, project) => {
    const name = projectName(project);
    const place =
      options.output === undefined
        ? join(project.folder, 'addons', moduleName(`mapc ${name}`))
        : resolve(io.directory, options.output);
    refuseModuleFolder(place);
    const { files, notes } = await emitModule(context, basename(place), `${name}: what the migration needs`);
    writeModule(place, files);
    return { folder: place, files: files.map(({ path }) => path), notes };
  });
  tell(io, format, result, () =>
    [
      `${result.folder}: a module of ${counted(result.files.length, 'file')}. Put it where Odoo finds its addons, and install it.`,
      ...result.notes,
      '',
    ].join('\n'),
  );
}
