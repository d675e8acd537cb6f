import { expect, it } from 'vitest';
import { className, pythonText, pythonValue } from '../../../../src/connectors/odoo/addon/python.ts';

it('writes texts in ASCII, beyond 16 bits too', () => {
  expect(pythonText('a"\\\n€😀\u007f')).toBe(String.raw`"a\"\\\n\u20ac\U0001f600\u007f"`);
});

it('writes values as Python has them', () => {
  expect(pythonValue({ a: [true, false, null, 1.5, 'x'], b: { c: [] } })).toBe(
    '{"a": [True, False, False, 1.5, "x"], "b": {"c": []}}',
  );
});

it('makes names of classes', () => {
  expect(className('x_visit.card')).toBe('XVisitCard');
  expect(className('res.partner')).toBe('ResPartner');
});
