import { describe, expect, it } from 'vitest';
import {
  exceptionError,
  networkError,
  statusError,
} from '../../../../src/connectors/odoo/protocols/errors.ts';
import { exceptionOfTraceback } from '../../../../src/connectors/odoo/protocols/xmlrpc.ts';
import { where } from '../fake-odoo.ts';

const create = { model: 'crm.lead', method: 'create' };
const read = { model: 'crm.lead', method: 'search_read' };

describe('exceptions of Odoo', () => {
  it.each([
    ['odoo.exceptions.UserError', 'record'],
    ['odoo.exceptions.ValidationError', 'record'],
    ['odoo.exceptions.MissingError', 'record'],
    ['builtins.ValueError', 'record'],
    ['builtins.KeyError', 'record'],
    ['builtins.TypeError', 'record'],
    ['binascii.Error', 'record'],
    ['psycopg2.errors.UniqueViolation', 'record'],
    ['psycopg2.errors.ForeignKeyViolation', 'record'],
    ['psycopg2.errors.NotNullViolation', 'record'],
    ['psycopg2.errors.SerializationFailure', 'transient'],
    ['psycopg2.errors.DeadlockDetected', 'transient'],
    ['psycopg2.errors.LockNotAvailable', 'transient'],
    ['odoo.exceptions.LockError', 'transient'],
    ['odoo.exceptions.AccessDenied', 'authentication'],
    ['odoo.exceptions.AccessError', 'forbidden'],
    ['werkzeug.exceptions.NotFound', 'protocol'],
  ])('%s is %s', (name, kind) => {
    expect(exceptionError(where, create, name, 'text').kind).toBe(kind);
  });

  it('keep their own text, in one line and without a traceback', () => {
    const error = exceptionError(
      where,
      create,
      'odoo.exceptions.ValidationError',
      'The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n\nTraceback (most recent call last):\n  File "x"',
    );
    expect(error.message).toBe(
      'Odoo refused to create crm.lead: The operation cannot be completed: - Create/update: a mandatory field is not set.',
    );
  });

  it("of Python's own keep their name, since the text alone says little", () => {
    expect(exceptionError(where, create, 'builtins.KeyError', "'no.such'").message).toBe(
      "Odoo refused to create crm.lead: KeyError: 'no.such'",
    );
  });

  it('say that a database is missing', () => {
    const error = exceptionError(
      where,
      { model: null, method: 'authenticate' },
      'psycopg2.OperationalError',
      'connection to server failed: FATAL:  database "crm" does not exist\n',
    );
    expect(error).toMatchObject({
      kind: 'authentication',
      message: 'Odoo at http://odoo.test has no database crm',
    });
  });

  it('leave a write open whose database connection broke', () => {
    const broke = 'server closed the connection unexpectedly';
    expect(exceptionError(where, create, 'psycopg2.OperationalError', broke).kind).toBe('lost');
    expect(exceptionError(where, read, 'psycopg2.OperationalError', broke).kind).toBe('transient');
  });
});

describe('tracebacks of XML-RPC', () => {
  it.each([
    [
      'Traceback (most recent call last):\n  File "/odoo/http.py", line 1, in f\n    g()\npsycopg2.errors.SerializationFailure: could not serialize access\nDETAIL:  more\n',
      'psycopg2.errors.SerializationFailure',
    ],
    [
      "Traceback (most recent call last):\n  File \"/odoo/x.py\", line 1, in f\n    g()\n    ^^^\nValueError: Invalid field 'x' on model 'y'\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File \"/odoo/z.py\", line 2, in h\n    i()\nKeyError: 'x_foo'\n",
      'builtins.KeyError',
    ],
  ])('end in the exception', (text, name) => {
    expect(exceptionOfTraceback(text).name).toBe(name);
  });
});

describe('what goes wrong below Odoo', () => {
  const coded = (code: string): Error => Object.assign(new Error('x'), { code });

  it.each([
    ['ECONNREFUSED', 'unreachable', 'unreachable'],
    ['ENOTFOUND', 'unreachable', 'unreachable'],
    ['UND_ERR_CONNECT_TIMEOUT', 'unreachable', 'unreachable'],
    ['ECONNRESET', 'lost', 'transient'],
    ['UND_ERR_SOCKET', 'lost', 'transient'],
    ['UND_ERR_HEADERS_TIMEOUT', 'lost', 'transient'],
  ])('%s is %s for a write and %s for a read', (code, writing, reading) => {
    expect(networkError(where, create, coded(code)).kind).toBe(writing);
    expect(networkError(where, read, coded(code)).kind).toBe(reading);
  });

  it.each([
    [429, 'transient', 'transient'],
    [502, 'transient', 'transient'],
    [503, 'transient', 'transient'],
    [500, 'lost', 'transient'],
    [504, 'lost', 'transient'],
    [403, 'forbidden', 'forbidden'],
    [413, 'large', 'large'],
    [301, 'protocol', 'protocol'],
  ])('HTTP %i is %s for a write and %s for a read', (status, writing, reading) => {
    expect(statusError(where, create, status, null).kind).toBe(writing);
    expect(statusError(where, read, status, null).kind).toBe(reading);
  });

  it('waits as long as the server asks', () => {
    expect(statusError(where, read, 429, '7').retryAfter).toBe(7000);
    expect(statusError(where, read, 429, 'Wed, 21 Oct').retryAfter).toBeNull();
  });
});
