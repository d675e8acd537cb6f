import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProjectError } from '../../src/project/project-error.ts';
import { resolveSecrets } from '../../src/project/secrets.ts';

describe('secrets', () => {
  it('are put into texts, at any depth, and nowhere else', () => {
    const resolved = resolveSecrets(
      { connector: 'odoo', url: `https://\${HOST}/odoo`, page: 5, nested: { list: [`\${HOST}`, true] } },
      'environments.staging.target',
      { HOST: 'erp.example' },
    );
    expect(resolved).toEqual({
      connector: 'odoo',
      url: 'https://erp.example/odoo',
      page: 5,
      nested: { list: ['erp.example', true] },
    });
  });

  it('are not read again: a value that looks like a reference stays as it is', () => {
    const connection = { connector: 'odoo', password: `\${A}` };
    expect(resolveSecrets(connection, 'x', { A: `\${B}`, B: 'no' }).password).toBe(`\${B}`);
  });

  it('that are missing are told all at once, by name and key', () => {
    const connection = { connector: 'odoo', login: `\${L}`, password: `\${P}`, url: `\${U}` };
    expect(() => resolveSecrets(connection, 'environments.staging.target', { U: 'u', P: '' })).toThrow(
      'These environment variables are not set: L (for environments.staging.target.login), P (for environments.staging.target.password). Set them and start again.',
    );
  });

  it('never show in a message', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12 }), (secret) => {
        try {
          resolveSecrets({ connector: 'c', a: `\${SET}`, b: `\${UNSET}` }, 'at', { SET: secret });
        } catch (error) {
          return error instanceof ProjectError && !error.message.includes(secret);
        }
        return false;
      }),
    );
  });
});
