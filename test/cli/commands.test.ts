import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { makeProject } from '../project/support/make-project.ts';
import { QUIET_IO } from './support/quiet-io.ts';
import { runCli } from './support/run-cli.ts';

const json = (text: string): unknown => JSON.parse(text);

describe('mapc', () => {
  it('tells its version and helps, with exit code 0', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
    expect(await runCli(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
    const help = await runCli(['--help']);
    expect(help.code).toBe(0);
    expect(help.out).toContain('Exit codes: 0 done');
    expect((await runCli(['run', '--help'])).out).toContain('--dry-run');
  });

  it('check tells nothing but JSON on standard output where that is asked for', async () => {
    const folder = makeProject({ 'main.map': 'migration files -> odoo\nmap customer -> res.partnr { }\n' });
    for (const words of [['--json'], ['--format', 'json']]) {
      const result = await runCli(['check', folder, ...words]);
      expect(result).toMatchObject({ code: 1, err: '' });
      expect(json(result.out)).toMatchObject({
        diagnostics: expect.arrayContaining([expect.objectContaining({ code: 'M0201', line: 2 })]),
      });
    }
  });

  it('tells errors as JSON, too', async () => {
    const result = await runCli(['check', makeProject({ 'main.map': null }), '--json']);
    expect(json(result.out)).toMatchObject({ error: { exitCode: 2, kind: 'project' } });
  });

  it('compile writes a plan, the same one twice, or to standard output', async () => {
    const folder = makeProject();
    expect(json((await runCli(['compile', folder, '--json'])).out)).toMatchObject({ written: true, maps: 1 });
    expect(json((await runCli(['compile', folder, '--json'])).out)).toMatchObject({ written: false });
    const { out } = await runCli(['compile', folder, '-o', '-']);
    expect(out).toBe(readFileSync(join(folder, '.mapc', 'plan.json'), 'utf8'));
  });

  it('nobody else on the machine may look into .mapc', async () => {
    const folder = makeProject();
    await runCli(['compile', folder]);
    expect(statSync(join(folder, '.mapc')).mode & 0o077).toBe(0);
  });

  it('fmt says which files differ, then writes them, then has nothing to do', async () => {
    const folder = makeProject({ 'main.map': 'migration files->odoo\n' });
    expect(await runCli(['fmt', folder, '--check'])).toMatchObject({ code: 1, out: 'main.map: differs\n' });
    expect(readFileSync(join(folder, 'main.map'), 'utf8')).toBe('migration files->odoo\n');
    expect(await runCli(['fmt', folder])).toMatchObject({ code: 0, out: 'main.map: formatted\n' });
    expect(await runCli(['fmt', folder, '--check'])).toMatchObject({
      code: 0,
      out: '1 file is in style.\n',
    });
  });

  it('sandbox tells where it is, runs until it is interrupted, and is gone then', async () => {
    let url = '';
    const stops: (() => void)[] = [];
    const running = runCli(['sandbox', 'odoo', '--json'], {}, (stop) => {
      stops.push(stop);
      return () => undefined;
    });
    while (stops.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    for (const stop of stops) stop();
    const result = await running;
    expect(result.code).toBe(0);
    const where = json(result.out);
    if (typeof where === 'object' && where !== null && 'ODOO_URL' in where) url = String(where.ODOO_URL);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('sandbox listens for Ctrl-C before it says that it runs', async () => {
    const events: string[] = [];
    const said = (text: string) => void events.push(text.includes('running') ? 'running' : 'where');
    const code = await main(['sandbox', 'odoo'], {
      ...QUIET_IO,
      out: said,
      err: said,
      onInterrupt: (stop) => {
        events.push('listening');
        setImmediate(stop);
        return () => undefined;
      },
    });
    expect([code, ...events]).toEqual([0, 'listening', 'where', 'running']);
  });
});

describe('--plan', () => {
  it('says where the plan is not what the project says now, and works with it all the same', async () => {
    const folder = makeProject();
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data', 'customer.csv'), 'id,name\na,Kaya\n');
    const plan = join(folder, 'old.json');
    await runCli(['compile', folder, '-o', plan]);
    const extracted = async (): Promise<string> => {
      const { code, err } = await runCli(['extract', folder, '--plan', plan]);
      expect(code).toBe(0);
      return err;
    };
    expect(await extracted()).toBe('');
    const [map, yaml] = [join(folder, 'main.map'), join(folder, 'mapc.yaml')];
    const before = readFileSync(map, 'utf8');
    writeFileSync(map, before.replace('name = name', 'name = "{name}!"'));
    writeFileSync(yaml, `${readFileSync(yaml, 'utf8')}run: { timezone: Europe/Istanbul }\n`);
    expect(await extracted()).toBe(
      `Warning: ${plan} is not what the project says now: the maps, the settings of the run changed since it was compiled. \`mapc compile -o ${plan}\` makes it anew.\n`,
    );
    writeFileSync(map, 'map {{{\n');
    expect(await extracted()).toContain('does not check now');
    rmSync(map);
    expect(await extracted()).toMatch(
      /^Warning: .* cannot be held to the project: There is no file main\.map/,
    );
  });
});

describe('a migration from files, command by command', () => {
  it('goes there and back', async () => {
    const { startOdooSandbox } = await import('../../src/sandbox/odoo/index.ts');
    const sandbox = await startOdooSandbox({ db: 'crm' });
    try {
      const environment = { ODOO_URL: sandbox.url, ODOO_PASSWORD: sandbox.password };
      const small = readFileSync(join(makeProject(), 'main.map'), 'utf8');
      // What is read from a CSV has no length and may be empty.
      const map = small.replace('char(64)', 'char').replace('name = name', 'name = name ?? id');
      const folder = makeProject({ 'main.map': `${map}\nreconcile { counts = 100% }\n` });
      mkdirSync(join(folder, 'data'));
      writeFileSync(join(folder, 'data', 'customer.csv'), 'id,name\na,Kaya\nb,Müller\n');
      const yaml = join(folder, 'mapc.yaml');
      writeFileSync(yaml, `${readFileSync(yaml, 'utf8')}discover: { target: { entities: [res.partner] } }\n`);
      const step = async (code: number, ...words: readonly string[]): Promise<unknown> => {
        const [command = '', ...rest] = words;
        const result = await runCli([command, folder, ...rest, '--json'], environment);
        expect([
          result.code === code ? code : result.out,
          result.err.replace('Compiled .mapc/plan.json.\n', ''),
        ]).toEqual([code, '']);
        return json(result.out);
      };
      expect(await step(0, 'discover')).toMatchObject({
        source: { entities: 1, records: 2 },
        target: { system: 'odoo' },
      });
      expect(await step(0, 'discover', '--check')).toMatchObject({ source: { changes: [], written: [] } });
      await step(0, 'check');
      expect(await step(0, 'provision')).toMatchObject({ steps: [{ status: 'missing' }] });
      expect(await step(0, 'provision', '--apply')).toMatchObject({ steps: [{ status: 'made' }] });
      expect(await step(0, 'discover', '--check')).toMatchObject({ target: { changes: [] } });
      await step(0, 'extract');
      expect(await step(0, 'preflight')).toMatchObject({ ready: true });
      expect(await step(0, 'run', '--dry-run')).toMatchObject({ run: null });
      const sample = await step(0, 'sample', '--number', '1');
      expect(sample).toMatchObject({ records: [{ result: 'created' }] });
      await step(0, 'rollback', '--sample');
      expect(await step(0, 'run')).toMatchObject({ maps: [{ states: { created: 2 } }] });
      expect(await step(0, 'run')).toMatchObject({ maps: [{ states: { unchanged: 2 } }] });
      expect(await step(0, 'verify')).toMatchObject({ records: 2, wrong: 0 });
      const reconciled = await step(0, 'reconcile');
      expect(reconciled).toMatchObject({
        passed: true,
        report: join(folder, '.mapc/reports/reconcile.html'),
      });
      expect(readFileSync(join(folder, '.mapc/reports/sample.html'), 'utf8')).toMatch(/Kaya|Müller/);
      expect(await step(0, 'rollback')).toMatchObject({ deleted: 2, left: [] });
      expect(await step(0, 'rollback', '--provision')).toMatchObject({ unprovisioned: 1 });
    } finally {
      await sandbox.close();
    }
  });
});
