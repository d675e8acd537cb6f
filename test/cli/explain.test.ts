import { describe, expect, it } from 'vitest';
import { makeProject } from '../project/support/make-project.ts';
import { runCli } from './support/run-cli.ts';

describe('mapc explain', () => {
  it('tells what a code means, outside of any project', async () => {
    const { code, out, err } = await runCli(['explain', 'M0306']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^error\[M0306\] unhandled-failure\n\nSomething can go wrong/);
    expect(out).toContain('This gives it:');
    expect(await runCli(['explain', 'unhandled-failure'])).toEqual({ code, out, err });
  });

  it('lists all without a code, and both as JSON', async () => {
    expect((await runCli(['explain'])).out).toMatch(/^Syntax and structure\n {2}M0101 {2}syntax /);
    expect(JSON.parse((await runCli(['explain', '--json'])).out)).toMatchObject([
      { group: 'Syntax and structure' },
      {},
      {},
      {},
      {},
      {},
      {},
      {},
    ]);
    expect(JSON.parse((await runCli(['explain', 'm0703', '--format', 'json'])).out)).toMatchObject({
      code: 'M0703',
    });
  });

  it('refuses what is no diagnostic, and tells those near it', async () => {
    expect(await runCli(['explain', 'drop-red'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('There is no diagnostic "drop-red". Did you mean drop-read?'),
    });
  });
});

describe('mapc check --format', () => {
  const wrong = {
    'main.map': 'migration files -> odoo\nmap customer -> res.partnr { }\nmap custmer -> res.partner { }\n',
  };

  it('tells the findings to other tools, by their path from where it runs', async () => {
    const folder = makeProject(wrong);
    const file = `${folder.slice(1)}/main.map`;
    const run = async (format: string): Promise<string> => {
      const { code, out, err } = await runCli(['check', folder, '--format', format]);
      expect([code, err]).toEqual([1, '']);
      return out;
    };
    expect(JSON.parse(await run('sarif'))).toMatchObject({
      runs: [{ results: expect.arrayContaining([expect.objectContaining({ ruleId: 'M0201' })]) }],
    });
    expect(await run('github')).toContain(`::error file=${file},line=2,`);
    expect(JSON.parse(await run('gitlab'))).toMatchObject([
      { location: { path: file } },
      { location: { path: file } },
    ]);
    expect(await run('junit')).toContain(`<testsuite name="${file}" tests="2" failures="2" errors="0">`);
  });

  it('refuses a format that there is not, and names those that there are', async () => {
    expect(await runCli(['check', makeProject(), '--format', 'xml'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is human, json, sarif, github, gitlab and junit.'),
    });
    expect((await runCli(['run', makeProject(), '--format', 'sarif'])).err).toContain(
      'there is human and json.',
    );
  });
});
