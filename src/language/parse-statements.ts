import type {
  Assign,
  Body,
  Drop,
  Fact,
  HasFact,
  Let,
  Match,
  RequireDecl,
  Statement,
  Static,
  StaticIf,
  Text,
  Use,
  When,
} from './ast.ts';
import { ExpressionParser } from './parse-expressions.ts';
import type { Rule } from './parser-base.ts';
import * as t from './tokens.ts';
import { keyword } from './tokens.ts';

/** Bodies, their statements, and the static conditions that statements and declarations share. */
export abstract class StatementParser extends ExpressionParser {
  readonly body: Rule<Body> = this.RULE('body', (): Body => {
    const start = this.begin();
    const statements: Statement[] = [];
    const open = this.CONSUME(t.LeftBrace, { ERR_MSG: '`{` is missing here' });
    this.repeat('statement', () => {
      statements.push(this.SUBRULE(this.statement));
      this.OPTION(() => this.CONSUME(t.Comma));
    });
    this.SUBRULE(this.close, { ARGS: [open] });
    return { kind: 'Body', statements, span: this.from(start) };
  });

  private readonly statement: Rule<Statement> = this.RULE(
    'statement',
    (): Statement =>
      this.choose<Statement>({
        DEF: [
          { GATE: () => this.isAssignment(), ALT: () => this.SUBRULE(this.assign) },
          { ALT: () => this.SUBRULE(this.when) },
          { ALT: () => this.SUBRULE(this.match) },
          { ALT: () => this.SUBRULE(this.let) },
          { ALT: () => this.SUBRULE(this.use) },
          { ALT: () => this.SUBRULE(this.drop) },
          { ALT: () => this.SUBRULE(this.require, { ARGS: [false] }) },
          { ALT: () => this.SUBRULE(this.staticIf) },
          // Any other word: a field whose `=` is missing, which `assign` says.
          { ALT: () => this.SUBRULE2(this.assign) },
        ],
        IGNORE_AMBIGUITIES: true,
      }),
  );

  private readonly assign: Rule<Assign> = this.RULE('assign', (): Assign => {
    const start = this.begin();
    const mode =
      this.OPTION({
        GATE: () => this.hasMode() && this.isAnyWord(2),
        DEF: () =>
          this.choose<Assign['mode']>([
            { ALT: () => this.take(keyword('key'), 'key') },
            { ALT: () => this.take(keyword('initial'), 'initial') },
            { ALT: () => this.take(keyword('later'), 'later') },
            { ALT: () => this.take(keyword('exact'), 'exact') },
          ]),
      }) ?? null;
    const targets = this.SUBRULE(this.names);
    const operator = this.choose2<Assign['operator']>({
      DEF: [
        { ALT: () => this.take(t.Equal, '=') },
        { ALT: () => this.take(t.PlusEqual, '+=') },
        { ALT: () => this.take(t.QuestionEqual, '?=') },
      ],
      ERR_MSG: `\`=\`, \`+=\` or \`?=\` is missing after \`${this.LA(0).image}\``,
    });
    const missing = `a value is missing after \`${operator}\``;
    this.ACTION(() => this.isNextAssignment() && this.fail('missing-token', missing));
    const value = this.SUBRULE(this.value, { ARGS: [missing] });
    const because = this.SUBRULE(this.maybeBecause);
    return { kind: 'Assign', mode, targets, operator, value, because, span: this.from(start) };
  });

  private readonly when: Rule<When> = this.RULE('when', (): When => {
    const start = this.begin();
    this.CONSUME(keyword('when'));
    const condition = this.SUBRULE(this.expr, { ARGS: ['a condition is missing after `when`'] });
    return { kind: 'When', condition, span: this.from(start) };
  });

  private readonly match: Rule<Match> = this.RULE('match', (): Match => {
    const start = this.begin();
    const pairs: { target: Match['pairs'][number]['target']; source: Match['pairs'][number]['source'] }[] =
      [];
    this.CONSUME(keyword('match'));
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const target = this.SUBRULE(this.expr, {
          ARGS: ['the field of the target is missing in this `match`'],
        });
        this.CONSUME(t.Equal, {
          ERR_MSG:
            '`=` is missing in this `match`: the field of the target stands left of it, the source right',
        });
        const source = this.SUBRULE2(this.expr, { ARGS: ['a value is missing after `=`'] });
        pairs.push({ target, source });
      },
      ERR_MSG: 'the field of the target is missing in this `match`',
    });
    return { kind: 'Match', pairs, span: this.from(start) };
  });

  private readonly let: Rule<Let> = this.RULE('let', (): Let => {
    const start = this.begin();
    this.CONSUME(keyword('let'));
    const name = this.SUBRULE(this.id, { ARGS: ['a name is missing after `let`'] });
    this.CONSUME(t.Equal, { ERR_MSG: '`=` is missing in this `let`' });
    const value = this.SUBRULE(this.value, { ARGS: ['a value is missing after `=`'] });
    return { kind: 'Let', name, value, span: this.from(start) };
  });

  private readonly use: Rule<Use> = this.RULE('use', (): Use => {
    const start = this.begin();
    this.CONSUME(keyword('use'));
    const name = this.SUBRULE(this.id, { ARGS: ['the name of a `common` is missing after `use`'] });
    return { kind: 'Use', name, span: this.from(start) };
  });

  private readonly drop: Rule<Drop> = this.RULE('drop', (): Drop => {
    const start = this.begin();
    this.CONSUME(keyword('drop'));
    const names = this.SUBRULE(this.names, { ARGS: ['the name of a source field is missing after `drop`'] });
    const because = this.SUBRULE(this.because, { ARGS: ['`drop`'] });
    return { kind: 'Drop', names, because, span: this.from(start) };
  });

  /** In a body `///` lines stay comments: only declarations are documented. */
  protected readonly require: Rule<RequireDecl, [documented: boolean]> = this.RULE(
    'require',
    (documented): RequireDecl => {
      const start = this.begin();
      const doc = documented ? this.doc() : null;
      this.CONSUME(keyword('require'));
      const condition = this.SUBRULE(this.expr, { ARGS: ['a condition is missing after `require`'] });
      this.CONSUME(keyword('else'), {
        ERR_MSG: '`else reject "…"` or `else warn "…"` is missing in this `require`',
      });
      const action = this.choose<RequireDecl['action']>({
        DEF: [
          { ALT: () => this.take(keyword('reject'), 'reject') },
          { ALT: () => this.take(keyword('warn'), 'warn') },
        ],
        ERR_MSG: 'after the `else` of a `require` stands `reject "…"` or `warn "…"`',
      });
      const message = this.SUBRULE(this.text, { ARGS: [`\`${action}\` needs a text`] });
      return { kind: 'Require', doc, condition, action, message, span: this.from(start) };
    },
  );

  private readonly staticIf: Rule<StaticIf> = this.RULE('staticIf', (): StaticIf => {
    const start = this.begin();
    this.CONSUME(keyword('if'));
    const condition = this.SUBRULE(this.static);
    const then = this.SUBRULE(this.body);
    const otherwise =
      this.OPTION({
        GATE: () => this.isInfix('else'),
        DEF: () => {
          this.CONSUME(keyword('else'));
          return this.SUBRULE2(this.body);
        },
      }) ?? null;
    return { kind: 'StaticIf', condition, then, otherwise, span: this.from(start) };
  });

  // ── Reasons ───────────────────────────────────────────────────────────────────────────────────────────

  /** A `because` that must be there; `what` names what it is for. */
  protected readonly because: Rule<Text, [string]> = this.RULE('because', (what: string): Text => {
    this.CONSUME(keyword('because'), { ERR_MSG: `${what} needs a reason: \`because "…"\`` });
    return this.SUBRULE(this.text, { ARGS: ['`because` needs a text'] });
  });

  protected readonly maybeBecause: Rule<Text | null> = this.RULE('maybeBecause', (): Text | null => {
    const text = this.OPTION({
      GATE: () => this.isInfix('because'),
      DEF: () => {
        this.CONSUME(keyword('because'));
        return this.SUBRULE(this.text, { ARGS: ['`because` needs a text'] });
      },
    });
    return text ?? null;
  });

  // ── Static conditions ─────────────────────────────────────────────────────────────────────────────────

  protected readonly static: Rule<Static> = this.RULE('static', (): Static => {
    const start = this.begin();
    const rest: { operator: 'and' | 'or'; fact: Fact }[] = [];
    const first = this.SUBRULE(this.fact);
    this.MANY(() => {
      const operator = this.choose<'and' | 'or'>([
        { ALT: () => this.take(keyword('and'), 'and') },
        { ALT: () => this.take(keyword('or'), 'or') },
      ]);
      rest.push({ operator, fact: this.SUBRULE2(this.fact) });
    });
    return { kind: 'Static', first, rest, span: this.from(start) };
  });

  private readonly fact: Rule<Fact> = this.RULE('fact', (): Fact => {
    const start = this.begin();
    const negated = this.OPTION(() => this.take(keyword('not'), true)) === true;
    return this.choose<Fact>({
      DEF: [
        {
          GATE: () => this.isWord(2, 'has'),
          ALT: () => {
            const side = this.choose2<'source' | 'target'>({
              DEF: [
                { ALT: () => this.take(keyword('target'), 'target') },
                { ALT: () => this.take(keyword('source'), 'source') },
              ],
              ERR_MSG: '`target` or `source` stands before `has`',
            });
            this.CONSUME(keyword('has'));
            const what = this.choose3<HasFact['what']>([
              {
                GATE: () => this.isWord(1, 'module') && this.isText(2),
                ALT: () => {
                  this.CONSUME(keyword('module'));
                  return { kind: 'module', name: this.SUBRULE(this.text) };
                },
              },
              {
                ALT: () => ({
                  kind: 'name',
                  name: this.SUBRULE(this.name, {
                    ARGS: ['the name of an entity or a field, or `module "…"`, is missing after `has`'],
                  }),
                }),
              },
            ]);
            return { kind: 'Has', negated, side, what, span: this.from(start) };
          },
        },
        {
          ALT: () => {
            const choice = this.SUBRULE(this.id, {
              ARGS: ['a fact is missing here, such as `target has crm.lead` or `tags == flat`'],
            });
            const operator = this.SUBRULE(this.comparison);
            const option = this.SUBRULE2(this.id, { ARGS: ['the name of an option is missing here'] });
            return { kind: 'ChoiceFact', negated, choice, operator, option, span: this.from(start) };
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
      ERR_MSG: 'a fact is missing here, such as `target has crm.lead` or `tags == flat`',
    });
  });
}
