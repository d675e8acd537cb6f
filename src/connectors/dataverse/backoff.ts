import type { World } from './world.ts';

const FIRST = 500;
const LONGEST = 30_000;

/** Milliseconds before the next try: doubling from half a second to half a minute, half of it by chance. */
export function backoff(attempt: number, world: World): number {
  const ceiling = Math.min(LONGEST, FIRST * 2 ** (attempt - 1));
  return ceiling / 2 + (ceiling / 2) * world.random();
}

/** `Retry-After` in milliseconds: seconds, or an HTTP date; null where there is none that can be read. */
export function retryAfterOf(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
