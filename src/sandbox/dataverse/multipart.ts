import { badRequest } from './errors.ts';

/** One item of a `multipart/mixed` body. Header names are lower case. */
export interface Part {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * The items of a `multipart/mixed` body. Lines may end in CRLF or LF, as the service takes both.
 * @throws WebApiError 400 where the type names no boundary, or the body has none of it
 */
export function partsOf(contentType: string | undefined, body: string): readonly Part[] {
  const boundary = /^multipart\/mixed\s*;.*?\bboundary="?([^";]+)"?/i.exec(contentType ?? '')?.[1]?.trim();
  if (boundary === undefined)
    throw badRequest(
      `The content type '${contentType ?? ''}' is not that of a batch: it has to be multipart/mixed and name a boundary.`,
    );
  const mark = boundary.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pieces = `\n${body}`.split(new RegExp(`\\r?\\n--${mark}(--)?[ \\t]*(?=\\r?\\n|$)`));
  // Text before the first mark, then by turns whether a mark was the last one, and what follows it.
  const parts: Part[] = [];
  for (let at = 1; at < pieces.length; at += 2) {
    if (pieces[at] !== undefined) return parts;
    parts.push(headed((pieces[at + 1] ?? '').replace(/^\r?\n/, '')));
  }
  throw badRequest(`The batch has no end: --${boundary}-- is missing.`);
}

/** What stands before the first empty line, and what follows it. */
export function headed(text: string): Part {
  const lines = text.split(/\r?\n/);
  const end = lines.indexOf('');
  const head = end < 0 ? lines : lines.slice(0, end);
  const headers = head.flatMap((line) => {
    const match = /^([^:\s]+)\s*:\s*(.*)$/.exec(line);
    return match === null ? [] : [[(match[1] ?? '').toLowerCase(), (match[2] ?? '').trim()] as const];
  });
  return { headers: Object.fromEntries(headers), body: end < 0 ? '' : lines.slice(end + 1).join('\r\n') };
}
