import { STATUS_CODES } from 'node:http';
import type { SandboxRequest, SandboxResponse } from '../server.ts';
import { badRequest, WebApiError } from './errors.ts';
import { guidOf } from './guid.ts';
import { headed, type Part, partsOf } from './multipart.ts';
import type { Store } from './store.ts';

/** Requests that a batch may hold ("Execute batch operations using the Web API"). */
const longest = 1000;
/** Characters of an address inside of a batch, twice what one outside may have. */
export const longestBatchedAddress = 65_536;
const crlf = '\r\n';

/** An answer of the Web API, which in a batch is never a connection that breaks. */
type Answer = Exclude<SandboxResponse, { readonly reset: true }>;

interface Batch {
  readonly store: Store;
  /** The root of the Web API, with a slash at the end. */
  readonly root: string;
  /** Answers one request of the batch. */
  readonly answer: (request: SandboxRequest) => SandboxResponse;
}

/**
 * `POST $batch` (powerapps-docs, "Execute batch operations using the Web API"): requests one after the other, and change
 * sets, of which all or none is carried out. The first failure ends the batch, whose status is then its own, unless
 * `Prefer: odata.continue-on-error` says otherwise.
 * @throws WebApiError 400 for a batch that is none, too long, or holds another
 */
export function answerBatch(batch: Batch, request: SandboxRequest): SandboxResponse {
  const parts = partsOf(request.headers['content-type'], request.body.toString('utf8'));
  const goesOn = /odata\.continue-on-error(?!\s*=\s*false)/i.test(request.headers.prefer ?? '');
  const name = guidOf(`batch ${batch.store.version} ${request.body.toString('latin1')}`);
  const items = parts.map((part) =>
    isChangeSet(part)
      ? { set: partsOf(part.headers['content-type'], part.body).map(plain) }
      : { one: plain(part) },
  );
  const count = items.reduce((sum, item) => sum + (item.set?.length ?? 1), 0);
  if (count > longest)
    // The words of the OData library that the service is made with.
    throw badRequest(
      `The current batch message contains too many parts. A maximum number of '${longest}' query operations and changesets are allowed in a batch message.`,
    );
  const out: (string | Buffer)[] = [];
  let status = 200;
  for (const [index, item] of items.entries()) {
    const answers = item.set === undefined ? [run(batch, item.one, new Map())] : runSet(batch, item.set);
    out.push(`--batchresponse_${name}${crlf}`);
    const failed = answers.find((answer) => answer.status >= 400);
    if (item.set === undefined || failed !== undefined) out.push(...written(failed ?? answers[0], null));
    else {
      const set = `changesetresponse_${guidOf(`${name} ${index}`)}`;
      out.push(`Content-Type: multipart/mixed; boundary=${set}${crlf}${crlf}`);
      for (const [at, answer] of answers.entries()) {
        const id = item.set[at]?.headers['content-id'] ?? null;
        out.push(`--${set}${crlf}`, ...written(answer, id));
      }
      out.push(`--${set}--${crlf}`);
    }
    if (failed !== undefined && !goesOn) {
      status = failed.status;
      break;
    }
  }
  out.push(`--batchresponse_${name}--${crlf}`);
  return {
    status,
    headers: {
      'content-type': `multipart/mixed; boundary=batchresponse_${name}`,
      ...(goesOn ? { 'preference-applied': 'odata.continue-on-error' } : {}),
    },
    body: Buffer.concat(out.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece))),
  };
}

function isChangeSet(part: Part): boolean {
  return /^multipart\/mixed/i.test(part.headers['content-type'] ?? '');
}

/** @throws WebApiError 400 for what is neither a request nor a change set */
function plain(part: Part): Part {
  const type = part.headers['content-type'] ?? '';
  if (/^application\/http/i.test(type)) return part;
  throw badRequest(
    `A part of a batch is of the type application/http, or multipart/mixed for a change set; '${type}' is neither.`,
  );
}

/** All of a change set, or its first failure alone, with nothing of it carried out. */
function runSet(batch: Batch, parts: readonly Part[]): readonly Answer[] {
  const before = batch.store.keep();
  const made = new Map<string, string>();
  const answers: Answer[] = [];
  for (const part of parts) {
    const { method } = lineOf(part);
    if (method === 'GET') {
      batch.store.restore(before);
      throw badRequest(
        "An invalid HTTP method 'GET' was detected for a request in a change set. Requests in change sets only support the HTTP methods 'POST', 'PUT', 'DELETE', and 'PATCH'.",
      );
    }
    const answer = run(batch, part, made);
    if (answer.status >= 400) {
      batch.store.restore(before);
      return [answer];
    }
    answers.push(answer);
    const id = part.headers['content-id'];
    const entity = answer.headers?.['odata-entityid'];
    if (id !== undefined && entity !== undefined) made.set(id, entity);
  }
  return answers;
}

function lineOf(part: Part): { readonly method: string; readonly address: string; readonly rest: string } {
  const text = part.body.replace(/^(\r?\n)+/, '');
  const [first = ''] = text.split(/\r?\n/, 1);
  const match = /^([A-Z]+) (.+?)(?: HTTP\/1\.\d)?$/.exec(first);
  if (match === null) throw badRequest(`Invalid request line '${first.slice(0, 100)}' in the batch.`);
  return {
    method: match[1] ?? '',
    address: match[2] ?? '',
    rest: text.slice(first.length).replace(/^\r?\n/, ''),
  };
}

/** @param made addresses of rows that the change set made, by `Content-ID` */
function run(batch: Batch, part: Part, made: ReadonlyMap<string, string>): Answer {
  const { method, address, rest } = lineOf(part);
  const { headers, body } = headed(rest);
  const referred = (id: string): string => {
    const found = made.get(id);
    if (found === undefined)
      throw badRequest(`Content-ID Reference: '$${id}' does not exist in the batch context.`);
    return found;
  };
  const whole = address.replace(/^\$([^/?]+)(?=[/?]|$)/, (text, id: string) =>
    id === 'batch' || id === 'metadata' ? text : referred(id),
  );
  if (whole.length > longestBatchedAddress)
    return { status: 414, headers: { 'content-type': 'text/plain' }, body: 'Request URL Too Long' };
  const url = new URL(whole, batch.root);
  if (/\/\$batch$/.test(url.pathname)) throw badRequest('A batch cannot hold another batch.');
  const bound = body.replace(
    /("[^"]*@odata\.(?:bind|id)"\s*:\s*")\$([^"/]+)/g,
    (_, before: string, id: string) => before + referred(id),
  );
  const answer = batch.answer({
    method,
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: Buffer.from(bound.replace(/\s+$/, '')),
  });
  if ('reset' in answer) throw new WebApiError(500, '0x80040216', 'An unexpected error occurred.');
  return answer;
}

/** How the headers of a part are spelled, those that it has. */
const spelled: Readonly<Record<string, string>> = {
  'content-type': 'Content-Type',
  location: 'Location',
  'odata-entityid': 'OData-EntityId',
  'odata-version': 'OData-Version',
  'preference-applied': 'Preference-Applied',
};

function written(answer: Answer | undefined, contentId: string | null): readonly (string | Buffer)[] {
  if (answer === undefined) return [];
  const head = [
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    ...(contentId === null ? [] : [`Content-ID: ${contentId}`]),
    '',
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`,
    ...Object.entries(answer.headers ?? {}).flatMap(([name, value]) =>
      spelled[name] === undefined ? [] : [`${spelled[name]}: ${value}`],
    ),
    '',
    '',
  ];
  return [head.join(crlf), answer.body ?? '', crlf];
}
