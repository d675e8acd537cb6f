/**
 * A text as a number from 0 up to 1, evenly spread over 52 bits: two rounds of 32-bit mixing (MurmurHash3's constants).
 * Not for secrets, and never written anywhere: the same text gives the same number, in every column of every table.
 */
export function hash(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x85ebca77);
    low = Math.imul(low ^ unit, 0xc2b2ae3d);
  }
  high = Math.imul(high ^ (high >>> 16), 0x735a2d97) ^ Math.imul(low ^ (low >>> 15), 0xcaf649a9);
  low = Math.imul(low ^ (low >>> 16), 0x735a2d97) ^ Math.imul(high ^ (high >>> 15), 0xcaf649a9);
  high ^= low >>> 16;
  low ^= high >>> 16;
  // 26 bits of each.
  return ((high >>> 6) * 2 ** 26 + (low >>> 6)) / 2 ** 52;
}
