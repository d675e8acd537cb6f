import fc from 'fast-check';
import { expect, test } from 'vitest';
import { literalKinds } from '../../src/stdlib/index.ts';
import { callNamed as call } from './support/call.ts';

test('the letters of a language are those of the language, and without one those of none', () => {
  expect(call('lower', 'IŞIK İZMİR', 'tr')).toBe('ışık izmir');
  expect(call('lower', 'IŞIK', 'tr-TR')).toBe('ışık');
  expect(call('upper', 'işık', 'tr')).toBe('İŞIK');
  expect(call('upper', 'işık')).toBe('IŞIK');
  expect(call('upper', 'işık', 'en')).toBe('IŞIK');
  expect(call('title_case', 'istanbul IŞIK', 'tr')).toBe('İstanbul Işık');
  expect(call('title_case', 'istanbul IŞIK')).toBe('Istanbul Işik');
});

test('a language is a BCP 47 tag that somebody speaks', () => {
  for (const tag of ['tr', 'de', 'pt-BR', 'zh-Hant'])
    expect(literalKinds.locale.problem(tag, {}), tag).toBeNull();
  for (const tag of ['', 'tr_TR', 'turkish', 'xx', 'Europe/Istanbul'])
    expect(literalKinds.locale.problem(tag, {}), tag).toBe(`there is no language \`${tag}\``);
  expect(call('lower', 'I', 'tr_TR')).toMatchObject({ kind: 'convert' });
});

test('unaccent leaves letters alone that are not Latin, and is done in one go', () => {
  expect(call('unaccent', 'İĞÜŞÖÇ ığüşöç Łódź Æsir')).toBe('IGUSOC igusoc Lodz Aesir');
  expect(call('unaccent', 'й ガ')).toBe('й ガ');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const once = call('unaccent', text) as string;
      expect(call('unaccent', once)).toBe(once);
    }),
  );
});
