import type { ExpectStep, GivenStep, ReconcileDecl, TestDecl, Threshold } from './ast.ts';
import { DefinitionParser } from './parse-definitions.ts';
import type { Rule } from './parser-base.ts';
import * as t from './tokens.ts';
import { keyword } from './tokens.ts';

/** What a migration is measured by: thresholds of `reconcile`, and tests. */
export abstract class TestParser extends DefinitionParser {
  protected readonly reconcile: Rule<ReconcileDecl> = this.RULE('reconcile', (): ReconcileDecl => {
    const start = this.begin();
    const doc = this.doc();
    const thresholds: Threshold[] = [];
    this.CONSUME(keyword('reconcile'));
    const open = this.CONSUME(t.LeftBrace, { ERR_MSG: '`{` is missing after `reconcile`' });
    this.repeat('line', () => void thresholds.push(this.SUBRULE(this.threshold)));
    this.SUBRULE(this.close, { ARGS: [open] });
    return { kind: 'Reconcile', doc, thresholds, span: this.from(start) };
  });

  private readonly threshold: Rule<Threshold> = this.RULE('threshold', (): Threshold => {
    const start = this.begin();
    const measure = this.SUBRULE(this.id);
    const operator = this.choose<Threshold['operator']>({
      DEF: [{ ALT: () => this.take(t.Equal, '=') }, { ALT: () => this.SUBRULE(this.comparison) }],
      ERR_MSG: '`=` or `>=` is missing in this threshold',
    });
    const percent = this.CONSUME(t.NumberToken, {
      ERR_MSG: 'a percentage such as `99.9%` is missing in this threshold',
    });
    this.CONSUME(t.Percent, { ERR_MSG: '`%` is missing after the number: a threshold is a percentage' });
    const of =
      this.OPTION({
        // `of = 100%` is the next threshold.
        GATE: () => this.isAnyWord(2),
        DEF: () => {
          this.CONSUME(keyword('of'));
          const what = this.SUBRULE2(this.id);
          const count = this.CONSUME2(t.NumberToken, {
            ERR_MSG: 'a number is missing at the end of this threshold',
          });
          return { what, count: this.payload(count) };
        },
      }) ?? null;
    return {
      kind: 'Threshold',
      measure,
      operator,
      percent: this.payload(percent),
      of,
      span: this.from(start),
    };
  });

  protected readonly test: Rule<TestDecl> = this.RULE('test', (): TestDecl => {
    const start = this.begin();
    const doc = this.doc();
    const steps: (GivenStep | ExpectStep)[] = [];
    this.CONSUME(keyword('test'));
    const title = this.SUBRULE(this.text, { ARGS: ['`test` needs a text that says what it shows'] });
    const open = this.CONSUME(t.LeftBrace, { ERR_MSG: '`{` is missing after the title of this test' });
    this.repeat('step', () => void steps.push(this.SUBRULE(this.testStep)));
    this.SUBRULE(this.close, { ARGS: [open] });
    return { kind: 'Test', doc, title, steps, span: this.from(start) };
  });

  private readonly testStep: Rule<GivenStep | ExpectStep> = this.RULE('testStep', () => {
    const start = this.begin();
    return this.choose<GivenStep | ExpectStep>({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(keyword('given'));
            const entity = this.SUBRULE(this.name, {
              ARGS: ['the name of an entity is missing after `given`'],
            });
            const body = this.SUBRULE(this.body);
            return { kind: 'Given', entity, body, span: this.from(start) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword('expect'));
            const outcome = this.SUBRULE(this.expected);
            return { kind: 'Expect', outcome, span: this.from(start) };
          },
        },
      ],
      ERR_MSG: 'a test holds `given` and `expect`',
    });
  });

  private readonly expected: Rule<ExpectStep['outcome']> = this.RULE('expected', () =>
    this.choose<ExpectStep['outcome']>({
      DEF: [
        {
          GATE: () => this.isText(2),
          ALT: () => {
            const kind = this.choose2<'reject' | 'queue' | 'warn'>([
              { ALT: () => this.take(keyword('reject'), 'reject') },
              { ALT: () => this.take(keyword('queue'), 'queue') },
              { ALT: () => this.take(keyword('warn'), 'warn') },
            ]);
            return { kind, text: this.SUBRULE(this.text) };
          },
        },
        {
          ALT: () => {
            const negated =
              this.OPTION({
                GATE: () => this.isAnyWord(2),
                DEF: () => this.take(keyword('no'), true),
              }) === true;
            const entity = this.SUBRULE(this.name, {
              ARGS: ['an entity, or `reject "…"`, is missing after `expect`'],
            });
            const body = this.SUBRULE(this.body);
            return { kind: 'record', negated, entity, body };
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
      ERR_MSG: 'an entity, or `reject "…"`, is missing after `expect`',
    }),
  );
}
