import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { define } from './define.ts';

const VALUE = { name: 'value', type: 'text' } as const;

/** Digests of texts. None `loses`: different texts have different digests, so that one may stand in a key. */
export const hashFunctions = [
  define({
    name: 'sha256',
    params: [VALUE],
    result: 'text',
    doc: 'The SHA-256 of the text in UTF-8, as 64 hexadecimal digits in small letters. Different texts have different ones, so it may stand in a key. The text cannot be read out of it, but a short one, such as a telephone number, is found by trying.',
    examples: [
      { args: ['abc'], result: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' },
      { args: [''], result: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' },
    ],
    implement: ([value]) => bytesToHex(sha256(utf8ToBytes(value))),
  }),
  define({
    name: 'sha1',
    params: [VALUE],
    result: 'text',
    doc: 'The SHA-1 of the text in UTF-8, as 40 hexadecimal digits: for what another system has made so. Whoever wants to can make two texts with the same one; for anything new take `sha256`.',
    examples: [{ args: ['abc'], result: 'a9993e364706816aba3e25717850c26c9cd0d89d' }],
    implement: ([value]) => bytesToHex(sha1(utf8ToBytes(value))),
  }),
  define({
    name: 'md5',
    params: [VALUE],
    result: 'text',
    doc: "The MD5 of the text in UTF-8, as 32 hexadecimal digits: for what another system has made so, such as the id of a mailing list's member. Whoever wants to can make two texts with the same one; for anything new take `sha256`.",
    examples: [{ args: ['ayse@example.com'], result: '46fc6fe1895fdc877f880b701dfd602d' }],
    implement: ([value]) => bytesToHex(md5(utf8ToBytes(value))),
  }),
];
