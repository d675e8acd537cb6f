/**
 * XML-RPC calls that carry files: `odoo-await` holds the whole text of a call in memory, several times over. What goes
 * out and what comes back are the same as with the library (api-facts A.3): texts as `<string>`, base64 among them.
 */
import type { JsonValue } from '../../../schema/model.ts';
import { type BodyPart, fileOf } from '../values/wire-files.ts';

/** The parts of `execute_kw` with these parameters. */
export function xmlCallParts(params: readonly JsonValue[]): readonly BodyPart[] {
  const parts: BodyPart[] = ['<?xml version="1.0"?><methodCall><methodName>execute_kw</methodName><params>'];
  const write = (value: JsonValue): void => {
    const file = fileOf(value);
    if (file !== undefined) parts.push('<value><string>', file, '</string></value>');
    else if (value === null) parts.push('<value><nil/></value>');
    else if (typeof value === 'boolean') parts.push(`<value><boolean>${value ? 1 : 0}</boolean></value>`);
    else if (typeof value === 'number')
      parts.push(
        Number.isInteger(value)
          ? `<value><int>${value}</int></value>`
          : `<value><double>${value}</double></value>`,
      );
    else if (typeof value === 'string') parts.push(`<value><string>${escaped(value)}</string></value>`);
    else if (Array.isArray(value)) {
      parts.push('<value><array><data>');
      for (const item of value) write(item);
      parts.push('</data></array></value>');
    } else {
      parts.push('<value><struct>');
      for (const [name, member] of Object.entries(value)) {
        parts.push(`<member><name>${escaped(name)}</name>`);
        write(member);
        parts.push('</member>');
      }
      parts.push('</struct></value>');
    }
  };
  for (const param of params) {
    parts.push('<param>');
    write(param);
    parts.push('</param>');
  }
  parts.push('</params></methodCall>');
  return parts;
}

/** A carriage return would come as a line feed: XML asks for that where it is not written as a number. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

export type XmlAnswer =
  | { readonly value: JsonValue }
  | { readonly fault: { readonly code: number; readonly text: string } };

/** What an answer says; null for what is none, or breaks off. */
export function parseXmlAnswer(text: string): XmlAnswer | null {
  const tokens = [...text.matchAll(/<(\/?)([A-Za-z][\w.]*)\s*(\/?)>|<[?!][^>]*>|([^<]+)/g)].flatMap(
    ([, slash, name, closed, plain]): Token[] => {
      if (plain !== undefined) return [{ kind: 'text', text: plain }];
      if (name === undefined) return [];
      if (slash === '/') return [{ kind: 'close', name }];
      const open: Token = { kind: 'open', name };
      return closed === '/' ? [open, { kind: 'close', name }] : [open];
    },
  );
  if (!/<\/methodResponse>\s*$/.test(text)) return null;
  const reader = new Reader(tokens);
  try {
    reader.enter('methodResponse');
    if (!reader.at('fault')) {
      reader.enter('params');
      reader.enter('param');
      return { value: reader.value() };
    }
    reader.enter('fault');
    const fault = reader.value();
    if (typeof fault !== 'object' || fault === null || !('faultCode' in fault)) return null;
    return { fault: { code: Number(fault.faultCode), text: String(fault.faultString) } };
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

type Token =
  | { readonly kind: 'open' | 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

/** Never leaves this file. */
class Malformed extends Error {}

class Reader {
  readonly #tokens: readonly Token[];
  #place = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  at(name: string, kind: 'open' | 'close' = 'open'): boolean {
    this.#skipBlank();
    const token = this.#tokens[this.#place];
    return token?.kind === kind && token.name === name;
  }

  enter(name: string, kind: 'open' | 'close' = 'open'): void {
    if (!this.at(name, kind)) throw new Malformed();
    this.#place += 1;
  }

  value(): JsonValue {
    this.enter('value');
    const start = this.#place;
    this.#skipBlank();
    const token = this.#tokens[this.#place];
    let value: JsonValue;
    if (token?.kind === 'open') {
      this.#place += 1;
      value = this.#typed(token.name);
      this.enter(token.name, 'close');
    } else {
      this.#place = start;
      value = this.#text();
    }
    this.enter('value', 'close');
    return value;
  }

  #typed(type: string): JsonValue {
    switch (type) {
      case 'int':
      case 'i4':
      case 'i8':
      case 'double':
        return Number(this.#text());
      case 'boolean':
        return this.#text().trim() === '1';
      case 'nil':
        return null;
      case 'array': {
        const items: JsonValue[] = [];
        this.enter('data');
        while (this.at('value')) items.push(this.value());
        this.enter('data', 'close');
        return items;
      }
      case 'struct': {
        const members: Record<string, JsonValue> = {};
        while (this.at('member')) {
          this.enter('member');
          this.enter('name');
          const name = this.#text();
          this.enter('name', 'close');
          members[name] = this.value();
          this.enter('member', 'close');
        }
        return members;
      }
      default:
        return this.#text();
    }
  }

  #text(): string {
    let text = '';
    for (let token = this.#tokens[this.#place]; token?.kind === 'text'; token = this.#tokens[this.#place]) {
      text += token.text;
      this.#place += 1;
    }
    return text.replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));/g, (whole, decimal, hex, name) => {
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      return ENTITIES[String(name)] ?? whole;
    });
  }

  #skipBlank(): void {
    for (
      let token = this.#tokens[this.#place];
      token?.kind === 'text' && token.text.trim() === '';
      token = this.#tokens[this.#place]
    )
      this.#place += 1;
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
