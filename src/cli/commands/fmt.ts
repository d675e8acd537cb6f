import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommonOptions, common, formatOf, open, type Register, tell } from '../command.ts';
import { EXIT } from '../exit-code.ts';

interface Options extends CommonOptions {
  readonly check?: boolean;
}

export const fmt: Register = (program, io, finish) => {
  common(program.command('fmt'))
    .description('write the maps in the one style; comments survive')
    .option('--check', 'only say which files differ; write nothing')
    .action(async (folder: string, options: Options) => {
      const format = formatOf(options);
      const project = await open(folder, options, io);
      const { formatMaps } = await import('../../project/index.ts');
      const files = formatMaps(project);
      const changed = files.filter((file) => file.state === 'differs');
      const broken = files.filter((file) => file.state === 'broken');
      if (options.check !== true)
        for (const file of changed) writeFileSync(join(project.folder, file.path), file.text);
      const json = {
        files: files.map(({ path, state }) => ({ path, state })),
        written: options.check !== true,
      };
      tell(io, format, json, () =>
        [
          ...changed.map(({ path }) => `${path}: ${options.check === true ? 'differs' : 'formatted'}\n`),
          ...broken.map(({ path }) => `${path}: left alone, it does not parse; \`mapc check\` says why\n`),
          changed.length + broken.length === 0
            ? `${files.length} ${files.length === 1 ? 'file is' : 'files are'} in style.\n`
            : '',
        ].join(''),
      );
      const failed = broken.length > 0 || (options.check === true && changed.length > 0);
      finish(failed ? EXIT.findings : EXIT.done);
    });
};
