import { badRequest } from './errors.ts';

interface SkipToken {
  /** The page that follows, 2 for the second. */
  readonly page: number;
  readonly attribute: string;
  readonly first: string;
  readonly last: string;
}

/** The cookie that Dataverse puts into `@odata.nextLink`: XML that holds another XML, encoded twice. */
export function encodeSkipToken(token: SkipToken): string {
  const { attribute, first, last, page } = token;
  const bounds = `<${attribute} last="{${last.toUpperCase()}}" first="{${first.toUpperCase()}}" />`;
  const inner = `<cookie page="${page - 1}">${bounds}</cookie>`;
  const encoded = encodeURIComponent(encodeURIComponent(inner));
  return `<cookie pagenumber="${page}" pagingcookie="${encoded}" istracking="False" />`;
}

/** Where the page before ended. @throws WebApiError 400 for a cookie that was cut, re-encoded or made up. */
export function decodeSkipToken(text: string): { readonly page: number; readonly last: string } {
  const outer = /^<cookie pagenumber="(\d+)" pagingcookie="([^"]*)" istracking="False" \/>$/.exec(text);
  const inner = outer?.[2] === undefined ? '' : decodeTwice(outer[2]);
  const last = /last="\{([0-9A-F-]{36})\}"/.exec(inner)?.[1];
  if (outer === null || last === undefined) throw badRequest('Malformed XML in the Paging Cookie');
  return { page: Number(outer[1]), last: last.toLowerCase() };
}

function decodeTwice(text: string): string {
  try {
    return decodeURIComponent(decodeURIComponent(text));
  } catch (error) {
    if (error instanceof URIError) return '';
    throw error;
  }
}
