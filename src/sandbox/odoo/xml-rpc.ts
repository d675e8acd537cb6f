import type { SandboxResponse } from '../server.ts';
import { OdooError } from './errors.ts';
import { traceback } from './json-rpc.ts';
import { isRecord } from './types.ts';

/** A method call as XML-RPC carries it. */
interface XmlCall {
  readonly method: string;
  readonly params: readonly unknown[];
}

/**
 * Reads a `methodCall`. An empty `<value/>` is the empty string and `<nil/>` null, as in Odoo; `<base64>` and
 * `<dateTime.iso8601>` are given as their text.
 *
 * @throws Error where the document is not a method call.
 */
export function parseXmlCall(xml: string): XmlCall {
  const reader = new Reader(xml);
  reader.enter('methodCall');
  const method = reader.textOf('methodName');
  const params: unknown[] = [];
  if (reader.tryEnter('params')) {
    while (reader.tryEnter('param')) {
      params.push(reader.value());
      reader.leave('param');
    }
  }
  return { method, params };
}

export function xmlResult(result: unknown): SandboxResponse {
  if (result === null || result === undefined) {
    // The transaction stands, yet the answer is a fault: `None` cannot be marshalled.
    return xmlFault(new OdooError('builtins.TypeError', 'cannot marshal None unless allow_none is enabled'));
  }
  const value = writeValue(result);
  if (value === null) return xmlFault(new OdooError('builtins.OverflowError', 'int exceeds XML-RPC limits'));
  return xmlResponse(`<params><param>${value}</param></params>`);
}

/** A fault with Odoo's codes: 1 any exception, 2 what a user did, 3 denied, 4 not allowed. */
export function xmlFault(error: OdooError): SandboxResponse {
  const code = faultCode(error.exception);
  const text = code === 1 ? traceback(error) : error.message;
  const members = [
    `<member><name>faultCode</name><value><int>${code}</int></value></member>`,
    `<member><name>faultString</name><value><string>${escapeXml(text)}</string></value></member>`,
  ];
  return xmlResponse(`<fault><value><struct>${members.join('')}</struct></value></fault>`);
}

function faultCode(exception: string): number {
  switch (exception) {
    case 'odoo.exceptions.UserError':
    case 'odoo.exceptions.ValidationError':
    case 'odoo.exceptions.MissingError':
    case 'odoo.exceptions.RedirectWarning':
      return 2;
    case 'odoo.exceptions.AccessDenied':
      return 3;
    case 'odoo.exceptions.AccessError':
      return 4;
    default:
      return 1;
  }
}

function xmlResponse(inner: string): SandboxResponse {
  return {
    status: 200,
    headers: { 'content-type': 'text/xml; charset=utf-8' },
    body: `<?xml version='1.0'?>\n<methodResponse>${inner}</methodResponse>\n`,
  };
}

/** Null where a number does not fit. Empty values inside a result are `false`, as Odoo sends them. */
function writeValue(value: unknown): string | null {
  if (value === null || value === undefined) return '<value><boolean>0</boolean></value>';
  if (typeof value === 'boolean') return `<value><boolean>${value ? 1 : 0}</boolean></value>`;
  if (typeof value === 'string') return `<value><string>${escapeXml(value)}</string></value>`;
  if (typeof value === 'number') {
    if (!Number.isInteger(value)) return `<value><double>${value}</double></value>`;
    if (value > 2147483647 || value < -2147483648) return null;
    return `<value><int>${value}</int></value>`;
  }
  if (Array.isArray(value)) {
    const items = value.map(writeValue);
    return items.includes(null) ? null : `<value><array><data>${items.join('')}</data></array></value>`;
  }
  if (!isRecord(value)) return null;
  const members: string[] = [];
  for (const [name, member] of Object.entries(value)) {
    const written = writeValue(member);
    if (written === null) return null;
    members.push(`<member><name>${escapeXml(name)}</name>${written}</member>`);
  }
  return `<value><struct>${members.join('')}</struct></value>`;
}

function escapeXml(text: string): string {
  let clean = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20 && code !== 9 && code !== 10 && code !== 13) continue;
    clean += character;
  }
  return clean.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Walks the few elements that XML-RPC has. */
class Reader {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(xml: string) {
    this.#tokens = tokens(xml);
  }

  enter(name: string): void {
    if (!this.tryEnter(name)) throw new Error(`The request is no XML-RPC call: <${name}> is missing.`);
  }

  tryEnter(name: string): boolean {
    this.#skipBlank();
    const token = this.#tokens[this.#position];
    if (token?.kind !== 'open' || token.name !== name) return false;
    this.#position++;
    return true;
  }

  leave(name: string): void {
    this.#skipBlank();
    const token = this.#tokens[this.#position];
    if (token?.kind !== 'close' || token.name !== name)
      throw new Error(`The request is no XML-RPC call: </${name}> is missing.`);
    this.#position++;
  }

  textOf(name: string): string {
    this.enter(name);
    const text = this.#text();
    this.leave(name);
    return text;
  }

  value(): unknown {
    this.enter('value');
    const result = this.#inside();
    this.leave('value');
    return result;
  }

  #inside(): unknown {
    const start = this.#position;
    this.#skipBlank();
    const token = this.#tokens[this.#position];
    if (token?.kind !== 'open') {
      this.#position = start;
      return this.#text();
    }
    this.#position++;
    const result = this.#typed(token.name);
    this.leave(token.name);
    return result;
  }

  #typed(type: string): unknown {
    switch (type) {
      case 'int':
      case 'i4':
      case 'i8':
      case 'i2':
        return Number.parseInt(this.#text(), 10);
      case 'double':
        return Number.parseFloat(this.#text());
      case 'boolean':
        return this.#text().trim() === '1';
      case 'nil':
        this.#text();
        return null;
      case 'array': {
        const items: unknown[] = [];
        this.enter('data');
        while (this.#next('value')) items.push(this.value());
        this.leave('data');
        return items;
      }
      case 'struct': {
        const members: Record<string, unknown> = {};
        while (this.tryEnter('member')) {
          const name = this.textOf('name');
          members[name] = this.value();
          this.leave('member');
        }
        return members;
      }
      default:
        return this.#text();
    }
  }

  #next(name: string): boolean {
    this.#skipBlank();
    const token = this.#tokens[this.#position];
    return token?.kind === 'open' && token.name === name;
  }

  #text(): string {
    let text = '';
    for (
      let token = this.#tokens[this.#position];
      token?.kind === 'text';
      token = this.#tokens[this.#position]
    ) {
      text += token.text;
      this.#position++;
    }
    return text;
  }

  #skipBlank(): void {
    for (
      let token = this.#tokens[this.#position];
      token?.kind === 'text' && token.text.trim() === '';
      token = this.#tokens[this.#position]
    ) {
      this.#position++;
    }
  }
}

type Token =
  | { readonly kind: 'open' | 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

function tokens(xml: string): Token[] {
  const found: Token[] = [];
  const pattern =
    /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([A-Za-z0-9._:-]+)[^>]*?(\/?)>|([^<]+)/g;
  for (const match of xml.matchAll(pattern)) {
    const [, cdata, slash, name, selfClosed, text] = match;
    if (cdata !== undefined) found.push({ kind: 'text', text: cdata });
    else if (text !== undefined) found.push({ kind: 'text', text: unescapeXml(text) });
    else if (name !== undefined) {
      found.push({ kind: slash === '/' ? 'close' : 'open', name });
      if (selfClosed === '/') found.push({ kind: 'close', name });
    }
  }
  return found;
}

function unescapeXml(text: string): string {
  return text.replace(/&(#x[0-9a-fA-F]+|#\d+|\w+);/g, (whole, entity: string) => {
    if (entity.startsWith('#x')) return String.fromCodePoint(Number.parseInt(entity.slice(2), 16));
    if (entity.startsWith('#')) return String.fromCodePoint(Number.parseInt(entity.slice(1), 10));
    return { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }[entity] ?? whole;
  });
}
