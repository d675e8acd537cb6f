import { resolve } from 'node:path';
import { type CommonOptions, common, formatOf, open, type Register, tell } from '../command.ts';
import { diagnosticsText } from '../compiled.ts';
import { EXIT } from '../exit-code.ts';

interface Options extends CommonOptions {
  readonly output?: string;
}

export const compile: Register = (program, io, finish) => {
  common(program.command('compile'))
    .description('check, then write the plan that `run` applies')
    .option('-o, --output <file>', 'where to write it; - is standard output (default: .mapc/plan.json)')
    .action(async (folder: string, options: Options) => {
      const format = formatOf(options);
      const project = await open(folder, options, io);
      const { compileProject, planPath, writePlan } = await import('../../project/index.ts');
      const compiled = compileProject(project);
      if (compiled.plan === null) {
        const { diagnosticsToJson } = await import('../../report/diagnostics-json.ts');
        const { diagnostics, files } = compiled.checked;
        if (format === 'json') tell(io, format, diagnosticsToJson(diagnostics, files), () => '');
        else io.err(await diagnosticsText(project, compiled, io.errColours));
        finish(EXIT.findings);
        return;
      }
      const { counted } = await import('../../report/values.ts');
      const { planDigest, planToText } = await import('../../plan/write.ts');
      if (options.output === '-') {
        io.out(planToText(compiled.plan));
        return;
      }
      const path = options.output === undefined ? planPath(project) : resolve(io.directory, options.output);
      const written = writePlan(path, compiled.plan);
      const { maps, order, provision } = compiled.plan;
      const result = { path, written, digest: planDigest(compiled.plan), maps: Object.keys(maps).length };
      tell(
        io,
        format,
        result,
        () =>
          `${path}: ${counted(result.maps, 'map')}, ${counted(order.length, 'step')}, ${counted(provision.length, 'thing')} to provision${written ? '' : ' (as before)'}.\n`,
      );
    });
};
