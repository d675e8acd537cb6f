import { createHash } from 'node:crypto';
import type { Behaviour } from '../behaviour.ts';
import { mentions } from '../domain.ts';
import type { Environment } from '../environment.ts';
import { accessError, OdooError } from '../errors.ts';
import { sniffType } from '../sniff-type.ts';
import type { Values } from '../types.ts';

const model = 'ir.attachment';

/** Files: `datas` is base64; checksum, size and type follow from it. */
export const attachment: Behaviour = {
  defaults: { company_id: () => 1 },
  prepareCreate(env, values) {
    return withContent(env, values, true);
  },
  prepareWrite(env, _id, values) {
    return withContent(env, values, false);
  },
  computed: {
    datas: (env, id) => env.text(model, id, 'db_datas') ?? '',
    raw: (env, id) => env.text(model, id, 'db_datas') ?? '',
    res_name: (env, id) => {
      const owner = env.text(model, id, 'res_model');
      const row = env.get(model, id, 'res_id');
      return owner !== null && env.exists(owner, row) ? env.displayName(owner, row) : null;
    },
  },
  inverse: {
    // The content was taken out of the values before the row was written.
    datas: () => undefined,
    raw: () => undefined,
  },
  beforeUnlink: checkAccess,
  checkRead: checkAccess,
  /** Contents of fields are attachments too; they show only when asked for. */
  searchFilter(_env, node) {
    if (mentions(node, 'res_field') || mentions(node, 'id')) return null;
    return { kind: 'leaf', field: 'res_field', operator: '=', value: false };
  },
};

function withContent(env: Environment, values: Readonly<Values>, isNew: boolean): Values {
  const given: Values = { ...values };
  delete given.checksum;
  delete given.file_size;
  if (typeof given.raw === 'string' && given.raw !== '') {
    throw new OdooError(
      'builtins.TypeError',
      'startswith first arg must be str or a tuple of str, not bytes',
    );
  }
  const datas = given.datas;
  const sent = typeof datas === 'string' && datas !== '';
  const content = sent ? decode(datas) : Buffer.alloc(0);
  if (isNew || 'datas' in given || 'mimetype' in given) given.mimetype = typeOf(env, given, content);
  if (!isNew && !('datas' in given)) return given;
  delete given.datas;
  given.db_datas = content.length > 0 ? content.toString('base64') : false;
  given.file_size = content.length;
  given.checksum = sent ? createHash('sha1').update(content).digest('hex') : false;
  return given;
}

function decode(text: string): Buffer {
  const characters = text.replace(/[^A-Za-z0-9+/]/g, '');
  if (characters.length % 4 !== 0 && !text.endsWith('='))
    throw new OdooError('binascii.Error', 'Incorrect padding');
  return Buffer.from(characters, 'base64');
}

const types: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  txt: 'text/plain',
  csv: 'text/csv',
  html: 'text/html',
  htm: 'text/html',
  svg: 'image/svg+xml',
  xml: 'text/xml',
  js: 'application/javascript',
  json: 'application/json',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  zip: 'application/zip',
  ics: 'text/calendar',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  eml: 'message/rfc822',
};

const unknown = 'application/octet-stream';

/** `_check_contents`: the type is worked out once, and once more unless the context forbids the work on images. */
function typeOf(env: Environment, values: Readonly<Values>, content: Buffer): string {
  const type = typeOnce(values.mimetype, values, content);
  return env.context.image_no_postprocess ? type : typeOnce(type, values, content);
}

/** `_compute_mimetype`: "unknown" in small letters means that the content decides. */
function typeOnce(given: unknown, values: Readonly<Values>, content: Buffer): string {
  const type =
    (typeof given === 'string' && given) ||
    typeOfName(values.name) ||
    typeOfName(String(values.url || '').split('?')[0]);
  if (type && type !== unknown) return type.toLowerCase();
  return content.length > 0 ? sniffType(content) : unknown;
}

function typeOfName(name: unknown): string | undefined {
  const extension = /\.([A-Za-z0-9]+)$/.exec(String(name || ''))?.[1]?.toLowerCase();
  return extension === undefined ? undefined : types[extension];
}

/** A file may be read by whoever may read its document; nobody may when that is gone. */
function checkAccess(env: Environment, ids: readonly number[]): void {
  for (const id of ids) {
    const owner = env.text(model, id, 'res_model');
    const row = env.ref(model, id, 'res_id');
    if (owner === null || row === null || row === 0 || !env.hasModel(owner)) continue;
    if (env.database.has(owner, row)) continue;
    const who = env.displayName('res.users', env.uid);
    throw accessError(
      `Uh-oh! Looks like you have stumbled upon some top-secret records.\n\nSorry, ${who} (id=${env.uid}) doesn't have ` +
        "'read' access to:\n- Attachment (ir.attachment)\n\nIf you really, really need access, perhaps you can win over " +
        'your friendly administrator with a batch of freshly baked cookies.',
    );
  }
}
