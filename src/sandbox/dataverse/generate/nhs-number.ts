import type { Random } from './random.ts';

/** A number of ten digits whose last one is right (modulus 11), as issued in England: it begins with 4, 6 or 7. */
export function nhsNumber(random: Random): string {
  for (;;) {
    const digits = [random.pick([4, 6, 7]), ...Array.from({ length: 8 }, () => random.int(0, 9))];
    const check = nhsCheckDigit(digits);
    if (check !== null) return [...digits, check].join('');
  }
}

/** The tenth digit for the nine before; null where there is none. */
export function nhsCheckDigit(digits: readonly number[]): number | null {
  const sum = digits.reduce((total, digit, index) => total + digit * (10 - index), 0);
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? null : check;
}
