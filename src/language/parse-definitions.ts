import type {
  CommonDecl,
  FnDecl,
  Id,
  Literal,
  Name,
  RejectHandler,
  TableDecl,
  TableEntry,
  TypeExpr,
} from './ast.ts';
import { StatementParser } from './parse-statements.ts';
import type { Rule } from './parser-base.ts';
import * as t from './tokens.ts';
import { keyword } from './tokens.ts';

/** Types, and what maps use by name: tables, functions and `common` bodies. */
export abstract class DefinitionParser extends StatementParser {
  readonly type: Rule<TypeExpr> = this.RULE('type', (): TypeExpr => {
    const start = this.begin();
    return this.choose<TypeExpr>({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(t.LeftBracket);
            const of = this.SUBRULE(this.type);
            this.CONSUME(t.RightBracket, { ERR_MSG: '`]` is missing at the end of this list type' });
            const nullable = this.OPTION(() => this.take(t.Question, true)) === true;
            return { kind: 'ListType', of, nullable, span: this.from(start) };
          },
        },
        {
          ALT: () => {
            const names = [this.SUBRULE(this.name)];
            this.MANY(() => {
              this.CONSUME(t.Bar);
              names.push(this.SUBRULE2(this.name, { ARGS: ['a type is missing after `|`'] }));
            });
            const args: { args: Literal[] | null; from: Name | null } = { args: null, from: null };
            this.OPTION2(() => {
              this.CONSUME(t.LeftParen);
              this.choose2({
                DEF: [
                  {
                    ALT: () => {
                      this.CONSUME(keyword('from'));
                      args.from = this.SUBRULE3(this.name, {
                        ARGS: ['a field whose values to take is missing after `from`'],
                      });
                    },
                  },
                  {
                    ALT: () => {
                      args.args = this.SUBRULE(this.literals);
                    },
                  },
                ],
                ERR_MSG: 'in the parentheses of a type stand numbers or texts, or `from` and a field',
              });
              this.CONSUME(t.RightParen, { ERR_MSG: '`)` is missing at the end of this type' });
            });
            const nullable = this.OPTION3(() => this.CONSUME2(t.Question)) !== undefined;
            return {
              kind: 'NamedType',
              names,
              args: args.args,
              from: args.from,
              nullable,
              span: this.from(start),
            };
          },
        },
      ],
      ERR_MSG: 'a type is missing here',
    });
  });

  protected readonly table: Rule<TableDecl> = this.RULE('table', (): TableDecl => {
    const start = this.begin();
    const doc = this.doc();
    const entries: TableEntry[] = [];
    this.CONSUME(keyword('table'));
    const name = this.SUBRULE(this.id, { ARGS: ['a name is missing after `table`'] });
    this.CONSUME(t.Colon, { ERR_MSG: '`:` is missing after the name of this table' });
    const from = this.SUBRULE(this.names, { ARGS: ['what this table translates is missing after `:`'] });
    this.CONSUME(t.Arrow, {
      ERR_MSG: '`->` is missing between what this table translates and what it gives',
    });
    const to = this.SUBRULE(this.name, { ARGS: ['what this table gives is missing after `->`'] });
    const attributes =
      this.OPTION(() => {
        this.CONSUME(t.LeftBracket);
        const names = this.SUBRULE2(this.names, {
          ARGS: ['the fields that find a row are missing after `[`'],
        });
        this.CONSUME(t.RightBracket, { ERR_MSG: '`]` is missing here' });
        return names;
      }) ?? null;
    const open = this.CONSUME(t.LeftBrace, { ERR_MSG: '`{` is missing before the entries of this table' });
    this.repeat('entry', () => void entries.push(this.SUBRULE(this.entry)));
    this.SUBRULE(this.close, { ARGS: [open] });
    return { kind: 'Table', doc, name, from, to, attributes, entries, span: this.from(start) };
  });

  private readonly entry: Rule<TableEntry> = this.RULE('tableEntry', (): TableEntry => {
    const start = this.begin();
    const keys = this.choose<Literal[] | null>([
      { ALT: () => this.take(keyword('else'), null) },
      { ALT: () => this.SUBRULE(this.literals) },
    ]);
    this.CONSUME(t.Arrow, { ERR_MSG: '`->` is missing between the two sides of this entry' });
    const values = this.choose2<Literal[] | RejectHandler>({
      DEF: [{ ALT: () => this.SUBRULE(this.rejection) }, { ALT: () => this.SUBRULE2(this.literals) }],
      ERR_MSG: 'a value, or `reject "…"`, is missing after `->`',
    });
    const because = this.SUBRULE(this.maybeBecause);
    return { kind: 'TableEntry', keys, values, because, span: this.from(start) };
  });

  private readonly rejection: Rule<RejectHandler> = this.RULE('rejection', (): RejectHandler => {
    const start = this.begin();
    this.CONSUME(keyword('reject'));
    const message = this.SUBRULE(this.text, { ARGS: ['`reject` needs a text'] });
    return { kind: 'RejectHandler', message, span: this.from(start) };
  });

  protected readonly fn: Rule<FnDecl> = this.RULE('fn', (): FnDecl => {
    const start = this.begin();
    const doc = this.doc();
    const params: { name: Id; type: TypeExpr }[] = [];
    this.CONSUME(keyword('fn'));
    const name = this.SUBRULE(this.id, { ARGS: ['a name is missing after `fn`'] });
    this.CONSUME(t.LeftParen, { ERR_MSG: '`(` is missing after the name of this function' });
    this.MANY_SEP({
      SEP: t.Comma,
      DEF: () => {
        const param = this.SUBRULE2(this.id);
        this.CONSUME(t.Colon, { ERR_MSG: '`:` and a type are missing after this parameter' });
        const type = this.SUBRULE(this.type);
        params.push({ name: param, type });
      },
    });
    this.CONSUME(t.RightParen, { ERR_MSG: '`)` is missing after the parameters of this function' });
    const result =
      this.OPTION(() => {
        this.CONSUME2(t.Colon);
        return this.SUBRULE2(this.type);
      }) ?? null;
    this.CONSUME(t.Equal, { ERR_MSG: '`=` and a value are missing in this function' });
    const value = this.SUBRULE(this.value, { ARGS: ['a value is missing after `=`'] });
    return { kind: 'Fn', doc, name, params, result, value, span: this.from(start) };
  });

  protected readonly common: Rule<CommonDecl> = this.RULE('common', (): CommonDecl => {
    const start = this.begin();
    const doc = this.doc();
    this.CONSUME(keyword('common'));
    const name = this.SUBRULE(this.id, { ARGS: ['a name is missing after `common`'] });
    const body = this.SUBRULE(this.body);
    return { kind: 'Common', doc, name, body, span: this.from(start) };
  });
}
