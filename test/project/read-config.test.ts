import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/project/read-config.ts';

const GOOD = `migration: [main.map]
environments:
  staging:
    source: { connector: files, folder: data, files: { a.csv: { id: key } } }
    target: { connector: odoo, url: "\${ODOO_URL}", db: crm, login: admin, password: "\${ODOO_PASSWORD}" }
run:
  timezone: Europe/Istanbul
  entities: { crm.lead: { edited: overwrite } }
`;

const messageOf = (text: string): string => {
  try {
    readConfig(text);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return 'nothing was wrong';
};

describe('mapc.yaml', () => {
  it('is read whole, what a connector wants to know as it stands', () => {
    const config = readConfig(GOOD);
    expect(config.migration).toEqual(['main.map']);
    expect(config.environments.staging?.source).toEqual({
      connector: 'files',
      folder: 'data',
      files: { 'a.csv': { id: 'key' } },
    });
    expect(config.run?.entities).toEqual({ 'crm.lead': { edited: 'overwrite' } });
  });

  it.each([
    [
      'broken YAML, with its line',
      GOOD.replace('[main.map]', '[main.map'),
      /^mapc\.yaml:\d+:\d+: this is not YAML/,
    ],
    ['an empty file', '', /^mapc\.yaml is empty/],
    [
      'a misspelt key, with the right one',
      GOOD.replace('environments:', 'enviroments:'),
      /mapc\.yaml:2: .*no key `enviroments`; did you mean `environments`\?/,
    ],
    [
      'a misspelt setting',
      GOOD.replace('timezone:', 'timzone:'),
      /mapc\.yaml:7: `run` has no key `timzone`; did you mean `timezone`\?/,
    ],
    [
      'a missing side',
      GOOD.replace(/ {4}target.*\n/, ''),
      /mapc\.yaml:3: `environments\.staging` needs the key `target`/,
    ],
    [
      'a wrong choice',
      GOOD.replace('overwrite', 'sometimes'),
      /mapc\.yaml:8: `run\.entities\.crm\.lead\.edited` must be one of keep, overwrite/,
    ],
    [
      'a time zone that is none',
      GOOD.replace('Europe/Istanbul', 'Mars/Olympus'),
      /mapc\.yaml:7: .*Mars\/Olympus is none/,
    ],
    [
      'a default environment that is not there',
      `environment: live\n${GOOD}`,
      /mapc\.yaml:1: .*`environments` has staging/,
    ],
    [
      'a connector that there is not',
      GOOD.replace('connector: files', 'connector: file'),
      /^mapc\.yaml:4: there is no connector "file" for a source; did you mean files\?$/,
    ],
    [
      'a misspelt key of a connection',
      GOOD.replace('login: admin', 'logon: admin'),
      /mapc\.yaml:5: `environments\.staging\.target` has no key `logon`; did you mean `login`\?/,
    ],
    [
      'a key that a connection lacks',
      GOOD.replace('login: admin, ', ''),
      /^mapc\.yaml:5: `environments\.staging\.target` needs the key `login`$/,
    ],
    [
      'an address that is none',
      GOOD.replace(/url: "[^"]*"/, 'url: odoo.example.com'),
      /^mapc\.yaml:5: `environments\.staging\.target\.url` must be an address that starts with http/,
    ],
    [
      'a key of a file that there is not',
      GOOD.replace('{ id: key }', '{ idd: key }'),
      /mapc\.yaml:4: .*has no key `idd`; did you mean `id`\?/,
    ],
    [
      'a text where a list belongs',
      GOOD.replace('[main.map]', 'main.map'),
      /mapc\.yaml:1: `migration` must be a list/,
    ],
  ])('refuses %s', (_, text, message) => {
    expect(messageOf(text)).toMatch(message);
  });

  it('refuses a secret that stands in the file, and does not repeat it', () => {
    const message = messageOf(GOOD.replace(`"\${ODOO_PASSWORD}"`, '"hunter2"'));
    expect(message).toMatch(/mapc\.yaml:5: `environments\.staging\.target\.password` is a secret/);
    expect(message).not.toContain('hunter2');
  });

  it('refuses a private key that stands in the file, but not the path of one', () => {
    const source = (key: string): string =>
      GOOD.replace(
        /source: \{.*\}/,
        `source: { connector: dataverse, url: "https://x", tenant: t, client: c, certificate: app.pem, key: "${key}" }`,
      );
    expect(readConfig(source('keys/app.key')).environments.staging?.source.key).toBe('keys/app.key');
    const message = messageOf(source('-----BEGIN PRIVATE KEY-----abc'));
    expect(message).toMatch(/`environments\.staging\.source\.key` is a secret/);
    expect(message).not.toContain('abc');
  });

  it('tells everything that is wrong at once, in order of lines', () => {
    const message = messageOf(GOOD.replace('timezone', 'timzone').replace('edited', 'edted'));
    expect(message.split('\n')).toHaveLength(2);
  });
});
