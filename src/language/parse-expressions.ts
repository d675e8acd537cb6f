import type { IToken, TokenType } from 'chevrotain';
import type {
  Arg,
  BinaryOperator,
  Body,
  Comparison,
  Expr,
  Handler,
  Id,
  Index,
  Literal,
  MatchArm,
  Name,
  Pattern,
  Text,
} from './ast.ts';
import { ParserBase, type Rule } from './parser-base.ts';
import * as t from './tokens.ts';
import { keyword } from './tokens.ts';

const COMPARISONS: readonly (readonly [TokenType, Comparison])[] = [
  [t.EqualEqual, '=='],
  [t.NotEqual, '!='],
  [t.LessEqual, '<='],
  [t.GreaterEqual, '>='],
  [t.Less, '<'],
  [t.Greater, '>'],
];

/** Names, texts, literals and expressions: the lower half of language.md section 3, from `value` on. */
export abstract class ExpressionParser extends ParserBase {
  /** A block in braces; the statements are read one class further down. */
  abstract readonly body: Rule<Body>;

  // ── Names, texts, literals ────────────────────────────────────────────────────────────────────────────

  /** A name that may be any word: after a dot, left of `=`, of an entity. */
  readonly id: Rule<Id, [missing?: string | undefined]> = this.RULE('id', (missing?: string): Id => {
    const token = this.CONSUME(t.AnyWord, { ERR_MSG: missing ?? 'a name is missing here' });
    return this.ACTION(() => this.idOf(token));
  });

  readonly name: Rule<Name, [missing?: string | undefined]> = this.RULE('name', (missing?: string): Name => {
    const start = this.begin();
    const ids = [this.SUBRULE(this.id, { ARGS: [missing] })];
    this.MANY(() => {
      this.CONSUME(t.Dot);
      ids.push(this.SUBRULE2(this.id, { ARGS: ['a name is missing after `.`'] }));
    });
    return { kind: 'Name', ids, span: this.from(start) };
  });

  readonly names: Rule<Name[], [missing?: string | undefined]> = this.RULE(
    'names',
    (missing?: string): Name[] => {
      const names = [this.SUBRULE(this.name, { ARGS: [missing] })];
      this.MANY(() => {
        this.CONSUME(t.Comma);
        names.push(this.SUBRULE2(this.name, { ARGS: ['a name is missing after `,`'] }));
      });
      return names;
    },
  );

  /** A text, with holes or without; `missing` says what it is for where there is none. */
  readonly text: Rule<Text, [missing?: string | undefined]> = this.RULE('text', (missing?: string): Text => {
    const start = this.begin();
    const parts: (string | Expr)[] = [];
    const add = (part: string) => part !== '' && parts.push(part);
    this.choose({
      DEF: [
        { ALT: () => void parts.push(this.payload(this.CONSUME(t.WholeText))) },
        {
          ALT: () => {
            const head = this.CONSUME(t.TextHead);
            add(this.payload(head));
            parts.push(this.SUBRULE(this.value, { LABEL: 'hole' }));
            this.MANY(() => {
              const middle = this.CONSUME(t.TextMiddle);
              add(this.payload(middle));
              parts.push(this.SUBRULE2(this.value));
            });
            const tail = this.CONSUME(t.TextTail, {
              ERR_MSG: 'a hole `{…}` in a text holds one value; `}` is missing here',
            });
            add(this.payload(tail));
          },
        },
      ],
      ERR_MSG: missing ?? 'a text is missing here',
    });
    return { kind: 'Text', parts, span: this.from(start) };
  });

  /** In tables, patterns and type arguments: a text without holes, a number (also a negative one), true, false, null. */
  readonly literal: Rule<Literal, [missing?: string | undefined]> = this.RULE(
    'literal',
    (missing?: string): Literal => {
      const start = this.begin();
      const value = this.choose<Literal['value']>({
        DEF: [
          { ALT: () => ({ kind: 'text', value: this.payload(this.CONSUME(t.WholeText)) }) },
          {
            ALT: () => {
              const minus = this.OPTION(() => this.CONSUME(t.Minus)) ? '-' : '';
              const number = this.CONSUME(t.NumberToken, { ERR_MSG: 'a number is missing after `-`' });
              return { kind: 'number', value: minus + this.payload(number) };
            },
          },
          { ALT: () => this.take(keyword('true'), { kind: 'boolean', value: true }) },
          { ALT: () => this.take(keyword('false'), { kind: 'boolean', value: false }) },
          { ALT: () => this.take(keyword('null'), { kind: 'null' }) },
        ],
        ERR_MSG: missing ?? 'a text without holes, a number, `true`, `false` or `null` is missing here',
      });
      return { kind: 'Literal', value, span: this.from(start) };
    },
  );

  readonly literals: Rule<Literal[], [missing?: string | undefined]> = this.RULE(
    'literals',
    (missing?: string): Literal[] => {
      const literals = [this.SUBRULE(this.literal, { ARGS: [missing] })];
      this.MANY(() => {
        this.CONSUME(t.Comma);
        literals.push(this.SUBRULE2(this.literal));
      });
      return literals;
    },
  );

  // ── Values and their handlers ─────────────────────────────────────────────────────────────────────────

  /** `expr { "else" handler }`; `missing` says what the value is for where there is none. */
  readonly value: Rule<Expr, [missing?: string | undefined]> = this.RULE(
    'value',
    (missing?: string): Expr => {
      const start = this.begin();
      const value = this.SUBRULE(this.expr, { ARGS: [missing] });
      const handlers: Handler[] = [];
      this.MANY({
        GATE: () => this.isHandler(),
        DEF: () => {
          this.CONSUME(keyword('else'));
          handlers.push(this.SUBRULE(this.handler));
        },
      });
      return handlers.length === 0 ? value : { kind: 'Else', value, handlers, span: this.from(start) };
    },
  );

  private readonly handler: Rule<Handler> = this.RULE('handler', (): Handler => {
    const start = this.begin();
    return this.choose<Handler>({
      DEF: [
        {
          GATE: () => this.isWord(1, 'create') && !this.goesOn(2),
          ALT: () => {
            this.CONSUME(keyword('create'));
            const body = this.OPTION(() => this.SUBRULE(this.body)) ?? null;
            return { kind: 'CreateHandler', body, span: this.from(start) };
          },
        },
        {
          GATE: () => this.isWord(1, 'queue') && !this.goesOn(2),
          ALT: () => this.take(keyword('queue'), { kind: 'QueueHandler', span: this.from(start) }),
        },
        {
          GATE: () => this.isWord(1, 'reject') && this.isText(2),
          ALT: () => {
            this.CONSUME(keyword('reject'));
            return { kind: 'RejectHandler', message: this.SUBRULE(this.text), span: this.from(start) };
          },
        },
        {
          GATE: () => this.isWord(1, 'warn') && this.isText(2),
          ALT: () => {
            this.CONSUME(keyword('warn'));
            return { kind: 'WarnHandler', message: this.SUBRULE2(this.text), span: this.from(start) };
          },
        },
        {
          ALT: () => {
            const value = this.SUBRULE(this.expr, {
              ARGS: [
                'what to do instead is missing after `else`: a value, `create`, `reject "…"`, `warn "…"` or `queue`',
              ],
            });
            return { kind: 'ValueHandler', value, span: this.from(start) };
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
      ERR_MSG:
        'what to do instead is missing after `else`: a value, `create`, `reject "…"`, `warn "…"` or `queue`',
    });
  });

  // ── Expressions, loosest first ────────────────────────────────────────────────────────────────────────

  readonly expr: Rule<Expr, [missing?: string | undefined]> = this.RULE(
    'expr',
    (missing?: string): Expr =>
      this.choose({
        DEF: [{ ALT: () => this.SUBRULE(this.conditional) }, { ALT: () => this.SUBRULE(this.pipes) }],
        ERR_MSG: missing ?? 'a value is missing here',
      }),
  );

  private readonly conditional: Rule<Expr> = this.RULE('conditional', (): Expr => {
    const start = this.begin();
    this.CONSUME(keyword('if'));
    const condition = this.SUBRULE(this.expr, { ARGS: ['a condition is missing after `if`'] });
    this.CONSUME(keyword('then'), { ERR_MSG: '`then` is missing in this `if`' });
    const then = this.SUBRULE2(this.expr, { ARGS: ['a value is missing after `then`'] });
    this.CONSUME(keyword('else'), {
      ERR_MSG: '`else` is missing in this `if … then …`: say what the value is otherwise',
    });
    const otherwise = this.SUBRULE3(this.expr, { ARGS: ['a value is missing after `else`'] });
    return { kind: 'If', condition, then, otherwise, span: this.from(start) };
  });

  private readonly pipes: Rule<Expr> = this.RULE('pipes', (): Expr => {
    const start = this.begin();
    let value = this.SUBRULE(this.disjunction);
    this.MANY(() => {
      this.CONSUME(t.Bar);
      const missing = 'the name of a function is missing after `|`';
      this.ACTION(() => this.needsOperand(missing));
      const fn = this.SUBRULE(this.id, { ARGS: [missing] });
      const args = this.OPTION(() => this.SUBRULE(this.args)) ?? null;
      value = { kind: 'Pipe', value, fn, args, span: this.from(start) };
    });
    return value;
  });

  private readonly disjunction: Rule<Expr> = this.leftAssociative('disjunction', () => this.conjunction, [
    [keyword('or'), 'or'],
  ]);
  private readonly conjunction: Rule<Expr> = this.leftAssociative('conjunction', () => this.negation, [
    [keyword('and'), 'and'],
  ]);

  private readonly negation: Rule<Expr> = this.RULE('negation', (): Expr => {
    const starts: number[] = [];
    this.MANY(() => {
      starts.push(this.begin());
      this.CONSUME(keyword('not'));
    });
    let operand = this.SUBRULE(this.relation);
    for (const start of starts.reverse())
      operand = { kind: 'Unary', operator: 'not', operand, span: this.from(start) };
    return operand;
  });

  private readonly relation: Rule<Expr> = this.RULE('relation', (): Expr => {
    const start = this.begin();
    let left = this.SUBRULE(this.coalescence);
    this.OPTION({
      GATE: () => !this.isWord(1, 'in') || this.isInfix('in'),
      DEF: () => {
        const operator = this.choose<Comparison | 'in'>([
          { ALT: () => this.take(keyword('in'), 'in') },
          { ALT: () => this.SUBRULE(this.comparison) },
        ]);
        const right = this.SUBRULE2(this.coalescence);
        left = { kind: 'Binary', operator, left, right, span: this.from(start) };
        this.ACTION(() => {
          if (COMPARISONS.some(([type]) => this.is(1, type))) {
            this.fail('unexpected-token', 'comparisons do not chain; join two of them with `and`');
          }
        });
      },
    });
    return left;
  });

  readonly comparison: Rule<Comparison> = this.RULE(
    'comparison',
    (): Comparison =>
      this.choose(
        COMPARISONS.map(([type, operator], index) => ({ ALT: () => this.take(type, operator, index) })),
      ),
  );

  private readonly coalescence: Rule<Expr> = this.leftAssociative('coalescence', () => this.sum, [
    [t.QuestionQuestion, '??'],
  ]);
  private readonly sum: Rule<Expr> = this.leftAssociative('sum', () => this.product, [
    [t.Plus, '+'],
    [t.Minus, '-'],
  ]);
  private readonly product: Rule<Expr> = this.leftAssociative('product', () => this.unary, [
    [t.Star, '*'],
    [t.Slash, '/'],
  ]);

  private readonly unary: Rule<Expr> = this.RULE('unary', (): Expr => {
    const start = this.begin();
    const minus = this.OPTION(() => this.take(t.Minus, true)) === true;
    const inner = this.begin();
    let value = this.SUBRULE(this.postfix);
    this.OPTION2({
      GATE: () => this.isInfix('as') && this.isAnyWord(2),
      DEF: () => {
        this.CONSUME(keyword('as'));
        const name = this.SUBRULE(this.name);
        value = { kind: 'As', value, name, span: this.from(inner) };
      },
    });
    return minus ? { kind: 'Unary', operator: '-', operand: value, span: this.from(start) } : value;
  });

  private readonly postfix: Rule<Expr> = this.RULE('postfix', (): Expr => {
    const start = this.begin();
    let value = this.SUBRULE(this.primary);
    this.MANY(() => {
      this.choose([
        {
          ALT: () => {
            this.CONSUME(t.Dot);
            const member = this.SUBRULE(this.id, { ARGS: ['the name of a field is missing after `.`'] });
            value = { kind: 'Member', object: value, member, span: this.from(start) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.LeftBracket);
            const items = [this.SUBRULE(this.item)];
            this.MANY2(() => {
              this.CONSUME(t.Comma);
              items.push(this.SUBRULE2(this.item));
            });
            this.CONSUME(t.RightBracket, { ERR_MSG: '`]` is missing at the end of this lookup' });
            value = { kind: 'Index', object: value, items, span: this.from(start) };
          },
        },
      ]);
    });
    return value;
  });

  private readonly item: Rule<Index['items'][number]> = this.RULE('item', () => {
    const left = this.SUBRULE(this.expr, {
      ARGS: ['a lookup needs `field = value` or a value between `[` and `]`'],
    });
    const right =
      this.OPTION(() => {
        this.CONSUME(t.Equal);
        return this.SUBRULE2(this.expr, { ARGS: ['a value is missing after `=`'] });
      }) ?? null;
    return { left, right };
  });

  private readonly primary: Rule<Expr> = this.RULE('primary', (): Expr => {
    const start = this.begin();
    return this.choose<Expr>({
      DEF: [
        { GATE: () => this.isMatchExpression(), ALT: () => this.SUBRULE(this.matchExpr) },
        {
          // `date "2019-03-04"`; a field called date before an arm's text is followed by `->`.
          GATE: () => this.isWord(1, 'date') && this.is(2, t.WholeText) && !this.is(3, t.Arrow),
          ALT: () => {
            this.CONSUME(keyword('date'));
            const value = this.payload(this.CONSUME(t.WholeText));
            return { kind: 'DateLiteral', value, span: this.from(start) };
          },
        },
        { ALT: () => this.SUBRULE(this.reference) },
        { ALT: () => this.SUBRULE(this.text) },
        {
          ALT: () =>
            this.constant(start, { kind: 'number', value: this.payload(this.CONSUME(t.NumberToken)) }),
        },
        {
          ALT: () => this.constant(start, this.take(keyword('true'), { kind: 'boolean', value: true })),
        },
        {
          ALT: () => this.constant(start, this.take(keyword('false'), { kind: 'boolean', value: false })),
        },
        { ALT: () => this.constant(start, this.take(keyword('null'), { kind: 'null' })) },
        { ALT: () => this.take(keyword('this'), { kind: 'This', span: this.from(start) }) },
        {
          ALT: () => {
            this.CONSUME(t.LeftParen);
            const value = this.SUBRULE(this.value);
            this.CONSUME(t.RightParen, { ERR_MSG: '`)` is missing' });
            return value;
          },
        },
        { ALT: () => this.SUBRULE(this.list) },
        { ALT: () => ({ kind: 'Record', body: this.SUBRULE(this.body), span: this.from(start) }) },
      ],
      IGNORE_AMBIGUITIES: true,
      ERR_MSG: 'a value is missing here',
    });
  });

  /** A field, an entity, a parameter, or a call. */
  private readonly reference: Rule<Expr> = this.RULE('reference', (): Expr => {
    const start = this.begin();
    this.ACTION(() => this.needsOperand());
    const token = this.CONSUME(t.FreeWord);
    const args = this.OPTION(() => this.SUBRULE(this.args));
    return this.ACTION((): Expr => {
      const id = this.idOf(token);
      if (args === undefined) return { kind: 'NameRef', id, span: this.from(start) };
      return { kind: 'Call', callee: id, args, span: this.from(start) };
    });
  });

  private readonly args: Rule<Arg[]> = this.RULE('args', (): Arg[] => {
    const args: Arg[] = [];
    this.CONSUME(t.LeftParen);
    this.OPTION(() => {
      args.push(this.SUBRULE(this.arg));
      this.MANY(() => {
        this.CONSUME(t.Comma);
        args.push(this.SUBRULE2(this.arg));
      });
    });
    this.CONSUME(t.RightParen, { ERR_MSG: '`)` is missing at the end of these arguments' });
    return args;
  });

  private readonly arg: Rule<Arg> = this.RULE('arg', (): Arg => {
    const start = this.begin();
    const param =
      this.OPTION({
        GATE: () => this.is(2, t.Arrow),
        DEF: () => {
          const token = this.CONSUME(t.FreeWord);
          this.CONSUME(t.Arrow);
          return this.ACTION(() => this.idOf(token));
        },
      }) ?? null;
    const value = this.SUBRULE(this.value, { ARGS: ['an argument is missing here'] });
    return { kind: 'Arg', param, value, span: this.from(start) };
  });

  private readonly list: Rule<Expr> = this.RULE('list', (): Expr => {
    const start = this.begin();
    const items: Expr[] = [];
    this.CONSUME(t.LeftBracket);
    this.OPTION(() => {
      items.push(this.SUBRULE(this.value));
      this.MANY(() => {
        this.CONSUME(t.Comma);
        items.push(this.SUBRULE2(this.value, { ARGS: ['a value is missing after `,`'] }));
      });
    });
    this.CONSUME(t.RightBracket, { ERR_MSG: '`]` is missing at the end of this list' });
    return { kind: 'List', items, span: this.from(start) };
  });

  private readonly matchExpr: Rule<Expr> = this.RULE('matchExpr', (): Expr => {
    const start = this.begin();
    const arms: MatchArm[] = [];
    this.CONSUME(keyword('match'));
    const subject = this.SUBRULE(this.expr, { ARGS: ['what to match is missing after `match`'] });
    const open = this.CONSUME(t.LeftBrace, { ERR_MSG: '`{` is missing before the arms of this `match`' });
    this.repeat('arm', () => {
      arms.push(this.SUBRULE(this.arm));
      this.OPTION(() => this.CONSUME(t.Comma));
    });
    this.SUBRULE(this.close, { ARGS: [open] });
    return { kind: 'MatchExpr', subject, arms, span: this.from(start) };
  });

  private readonly arm: Rule<MatchArm> = this.RULE('arm', (): MatchArm => {
    const start = this.begin();
    const pattern = this.choose<Pattern>([
      { ALT: () => this.take(keyword('else'), { kind: 'else' }) },
      { ALT: () => ({ kind: 'literals', values: this.SUBRULE(this.literals) }) },
      { ALT: () => this.SUBRULE(this.entities) },
    ]);
    this.CONSUME(t.Arrow, { ERR_MSG: '`->` is missing between the pattern and the value of this arm' });
    const value = this.SUBRULE(this.value, { ARGS: ['a value is missing after `->`'] });
    return { kind: 'MatchArm', pattern, value, span: this.from(start) };
  });

  /** `Deal d` or `Deal, Lead`. */
  private readonly entities: Rule<Pattern> = this.RULE('entities', (): Pattern => {
    const entities: { entity: Id; binder: Id | null }[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const entity = this.CONSUME(t.FreeWord, { ERR_MSG: 'the name of an entity is missing here' });
        const binder = this.OPTION(() => this.CONSUME2(t.FreeWord));
        this.ACTION(() =>
          entities.push({ entity: this.idOf(entity), binder: binder ? this.idOf(binder) : null }),
        );
      },
    });
    return { kind: 'entities', entities };
  });

  /** The `}` of a block; a block that is open where the next declaration starts, or at the end, is reported there. */
  protected readonly close: Rule<void, [IToken]> = this.RULE('close', (open) => {
    this.choose([
      { GATE: () => !this.atEnd(1) && !this.isOutside(1), ALT: () => void this.CONSUME(t.RightBrace) },
      {
        ALT: () =>
          this.ACTION(() => this.report('unclosed-bracket', 'this `{` is not closed', this.spanOf(open))),
      },
    ]);
  });

  private goesOn(ahead: number): boolean {
    const type = this.LA(ahead).tokenType;
    return GOES_ON.has(type) || COMPARISONS.some(([comparison]) => comparison === type);
  }

  private constant(start: number, value: Literal['value']): Literal {
    return { kind: 'Literal', value, span: this.from(start) };
  }

  protected idOf(token: IToken): Id {
    return {
      kind: 'Id',
      name: this.payload(token),
      quoted: token.tokenType === t.Quoted,
      span: this.spanOf(token),
    };
  }

  private leftAssociative(
    name: string,
    operand: () => Rule<Expr>,
    operators: readonly (readonly [TokenType, BinaryOperator])[],
  ): Rule<Expr> {
    return this.RULE(name, (): Expr => {
      const start = this.begin();
      let left = this.SUBRULE(operand());
      this.MANY({
        GATE: () => !this.isAnyWord(1) || !this.isAssignMark(2),
        DEF: () => {
          const operator = this.choose(
            operators.map(([type, operator], index) => ({
              ALT: () => this.take(type, operator, index),
            })),
          );
          const right = this.SUBRULE2(operand());
          left = { kind: 'Binary', operator, left, right, span: this.from(start) };
        },
      });
      return left;
    });
  }
}

/** What after `create` or `queue` shows that they are the names of fields. */
const GOES_ON: ReadonlySet<TokenType> = new Set([
  t.Dot,
  t.LeftParen,
  t.LeftBracket,
  t.Bar,
  t.QuestionQuestion,
  t.Plus,
  t.Minus,
  t.Star,
  t.Slash,
]);
