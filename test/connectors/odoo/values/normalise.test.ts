import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalHtml } from '../../../../src/connectors/odoo/values/html.ts';
import { normalise } from '../../../../src/connectors/odoo/values/normalise.ts';
import type { Entity, FieldType, JsonValue } from '../../../../src/schema/model.ts';
import { sanitised } from '../sanitised.ts';

function entity(name: string, fields: Readonly<Record<string, FieldType>>): Entity {
  return {
    name,
    label: name,
    id: 'id',
    display: null,
    fields: Object.fromEntries(
      Object.entries(fields).map(([field, type]) => [field, { name: field, label: field, type }]),
    ),
  };
}

const partner = entity('res.partner', {
  website: { kind: 'text' },
  name: { kind: 'text' },
  comment: { kind: 'html' },
  color: { kind: 'integer' },
  latitude: { kind: 'decimal', scale: 7 },
  ratio: { kind: 'float' },
  amount: { kind: 'money' },
  active: { kind: 'boolean' },
  at: { kind: 'instant' },
  category_id: { kind: 'references', target: 'res.partner.category' },
  image: { kind: 'binary' },
});
const same = (field: string, left: JsonValue, right: JsonValue): void =>
  expect(normalise(partner, field, left)).toEqual(normalise(partner, field, right));
const differ = (field: string, left: JsonValue, right: JsonValue): void =>
  expect(normalise(partner, field, left)).not.toEqual(normalise(partner, field, right));

describe('markup', () => {
  it.each(sanitised)('is recognised after the sanitiser: %j', (written, read) => {
    expect(canonicalHtml(written)).toBe(canonicalHtml(read ?? ''));
  });

  it.each([
    ['<p>a</p>', '<p>b</p>'],
    ['<p>ab</p>', '<p>a b</p>'],
    ['<p><b>a</b>b</p>', '<p><b>ab</b></p>'],
    ['<p>a</p><p>b</p>', '<p>ab</p>'],
    ['<p>a<br>b</p>', '<p>ab</p>'],
    ['<a href="http://x.y">l</a>', '<a href="http://x.z">l</a>'],
    ['<ul><li>a</li></ul>', '<ol><li>a</li></ol>'],
    ['<p>&lt;b&gt;</p>', '<p><b></b></p>'],
    ['<p>x</p>', ''],
  ])('that differs for a reader stays different: %s, %s', (left, right) => {
    expect(canonicalHtml(left)).not.toBe(canonicalHtml(right));
  });

  it('has one canonical form', () => {
    const piece = fc.constantFrom(
      '<p>',
      '</p>',
      '<b>',
      '</b>',
      '<ul><li>',
      '<br>',
      '<div>',
      '</div>',
      'a',
      ' b ',
      '&amp;',
      '&lt;',
      '<',
      '>',
      '"',
      '<a href="x&amp;y">',
      '</a>',
      '<script>',
      '</script>',
      '<td>',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const once = canonicalHtml(pieces.join(''));
        expect(canonicalHtml(once)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('other values', () => {
  it.each([
    ['example.com', 'http://example.com'],
    ['www.Example.com/Path', 'http://www.Example.com/Path'],
    ['HTTP://X.Y', 'HTTP://X.Y'],
    ['mailto:a@b', 'mailto:a@b'],
    ['x.y:8080/p', 'http://x.y:8080/p'],
    ['//cdn.x/y', 'http://cdn.x/y'],
  ])('an address without a scheme gets one: %s', (written, read) => {
    expect(normalise(partner, 'website', written)).toBe(read);
    same('website', written, read);
  });

  it('only fields that Odoo treats as addresses are', () =>
    expect(normalise(partner, 'name', 'a.b')).toBe('a.b'));

  it('equal what Odoo cannot tell apart', () => {
    same('name', '', null);
    same('comment', '<p></p>', null);
    same('color', null, 0);
    same('amount', null, '0');
    same('amount', '12.50', '12.5');
    same('latitude', '52.123456789', '52.1234568');
    same('ratio', '1.25', 1.25);
    same('ratio', 0.1 + 0.2, 0.3);
    same('active', null, false);
    same('at', '2019-03-04T10:11:12.123Z', '2019-03-04T10:11:12Z');
    same('category_id', [3, 1], [1, 3]);
    same('image', 'aGVs\nbG8=', 'aGVsbG8=');
  });

  it('keep apart what differs', () => {
    differ('name', ' a', 'a');
    differ('name', 'A', 'a');
    differ('color', 0, 1);
    differ('amount', '12345678901234567.89', '12345678901234600');
    differ('amount', '12.51', '12.5');
    differ('category_id', [1], [1, 2]);
    differ('at', '2019-03-04T10:11:12Z', '2019-03-04T10:11:13Z');
  });
});
