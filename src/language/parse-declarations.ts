import type {
  BranchDecl,
  ChoiceDecl,
  Column,
  CommonDecl,
  Declaration,
  ExpectStep,
  FateDecl,
  File,
  FnDecl,
  GivenStep,
  Id,
  ImportDecl,
  Literal,
  MapArm,
  MapDecl,
  MigrationHeader,
  Name,
  OwnersDecl,
  ProvisionBranch,
  ProvisionDecl,
  ProvisionField,
  ProvisionItem,
  ProvisionModel,
  ProvisionRow,
  ReconcileDecl,
  RejectHandler,
  SkipArm,
  TableDecl,
  TableEntry,
  TestDecl,
  Threshold,
  TypeExpr,
} from './ast.ts';
import { StatementParser } from './parse-statements.ts';
import type { Rule } from './parser-base.ts';
import * as t from './tokens.ts';
import { keyword } from './tokens.ts';

/** Declarations and types: the upper half of language.md section 3. */
export abstract class DeclarationParser extends StatementParser {
  /** A whole file, comments aside. A second `migration` line and stray braces are errors, and reading goes on. */
  readonly mapFile: Rule<Pick<File, 'migration' | 'declarations'>> = this.RULE('mapFile', () => {
    const declarations: Declaration[] = [];
    const found: { migration: MigrationHeader | null } = { migration: null };
    this.repeat('file', () =>
      this.choose([
        {
          ALT: () => {
            const header = this.SUBRULE(this.migration);
            this.ACTION(() => {
              if (found.migration)
                this.report('unexpected-token', 'a file has one `migration` line', header.span);
              else if (declarations.length > 0)
                this.report('unexpected-token', 'the `migration` line stands first in its file', header.span);
              found.migration ??= header;
            });
          },
        },
        { ALT: () => void declarations.push(this.SUBRULE(this.declaration)) },
      ]),
    );
    return { migration: found.migration, declarations };
  });

  private readonly migration: Rule<MigrationHeader> = this.RULE('migration', (): MigrationHeader => {
    const start = this.begin();
    const doc = this.doc();
    this.CONSUME(keyword('migration'));
    const source = this.SUBRULE(this.id, { ARGS: ['the name of the source is missing after `migration`'] });
    this.CONSUME(t.Arrow, { ERR_MSG: '`->` is missing between source and target of this migration' });
    const target = this.SUBRULE2(this.id, { ARGS: ['the name of the target is missing after `->`'] });
    return { kind: 'MigrationHeader', doc, source, target, span: this.from(start) };
  });

  private readonly declaration: Rule<Declaration> = this.RULE(
    'declaration',
    (): Declaration =>
      this.choose<Declaration>([
        { ALT: () => this.SUBRULE(this.import) },
        { ALT: () => this.SUBRULE(this.choice) },
        { ALT: () => this.SUBRULE(this.owners) },
        { ALT: () => this.SUBRULE(this.provision) },
        { ALT: () => this.SUBRULE(this.table) },
        { ALT: () => this.SUBRULE(this.fn) },
        { ALT: () => this.SUBRULE(this.common) },
        { ALT: () => this.SUBRULE(this.map) },
        { ALT: () => this.SUBRULE(this.fate) },
        { ALT: () => this.SUBRULE(this.branch) },
        { ALT: () => this.SUBRULE(this.require, { ARGS: [true] }) },
        { ALT: () => this.SUBRULE(this.reconcile) },
        { ALT: () => this.SUBRULE(this.test) },
      ]),
  );

  private readonly import: Rule<ImportDecl> = this.RULE('import', (): ImportDecl => {
    const start = this.begin();
    const doc = this.doc();
    this.CONSUME(keyword('import'));
    const path = this.SUBRULE(this.text, { ARGS: ['`import` needs the path of a file as a text'] });
    return { kind: 'Import', doc, path, span: this.from(start) };
  });

  private readonly choice: Rule<ChoiceDecl> = this.RULE('choice', (): ChoiceDecl => {
    const start = this.begin();
    const doc = this.doc();
    this.CONSUME(keyword('choice'));
    const name = this.SUBRULE(this.id, { ARGS: ['a name is missing after `choice`'] });
    this.CONSUME(t.Colon, { ERR_MSG: '`:` is missing after the name of this choice' });
    const options = [this.SUBRULE2(this.id, { ARGS: ['the options of this choice are missing after `:`'] })];
    this.MANY(() => {
      this.CONSUME(t.Bar);
      options.push(this.SUBRULE3(this.id, { ARGS: ['an option is missing after `|`'] }));
    });
    this.CONSUME(t.Equal, { ERR_MSG: '`=` and the option that was chosen are missing in this choice' });
    const chosen = this.SUBRULE4(this.id, { ARGS: ['the option that was chosen is missing after `=`'] });
    const because = this.SUBRULE(this.maybeBecause);
    return { kind: 'Choice', doc, name, options, chosen, because, span: this.from(start) };
  });

  private readonly owners: Rule<OwnersDecl> = this.RULE('owners', (): OwnersDecl => {
    const start = this.begin();
    const doc = this.doc();
    this.CONSUME(keyword('owners'));
    const source = this.SUBRULE(this.name, {
      ARGS: ['the name of the source entity is missing after `owners`'],
    });
    this.CONSUME(t.Arrow, { ERR_MSG: '`->` is missing between source and target of these owners' });
    const target = this.SUBRULE2(this.name, {
      ARGS: ['the name of the target entity is missing after `->`'],
    });
    const body = this.SUBRULE(this.body);
    this.CONSUME(keyword('else'), {
      ERR_MSG: '`else queue`, or `else` and one fallback, is missing after these owners',
    });
    const before = this.begin();
    const otherwise = this.choose<OwnersDecl['otherwise']>({
      DEF: [
        { ALT: () => this.take(keyword('queue'), { kind: 'QueueHandler', span: this.from(before) }) },
        { ALT: () => this.SUBRULE(this.text) },
      ],
      ERR_MSG: 'after the `else` of owners stands `queue`, or the login or e-mail of one person as a text',
    });
    return { kind: 'Owners', doc, source, target, body, otherwise, span: this.from(start) };
  });

  // ── Provision ─────────────────────────────────────────────────────────────────────────────────────────

  private readonly provision: Rule<ProvisionDecl> = this.RULE('provision', (): ProvisionDecl => {
    const start = this.begin();
    const doc = this.doc();
    this.CONSUME(keyword('provision'));
    const items = this.SUBRULE(this.provisionBody);
    return { kind: 'Provision', doc, items, span: this.from(start) };
  });

  private readonly provisionBody: Rule<ProvisionItem[]> = this.RULE('provisionBody', (): ProvisionItem[] => {
    const items: ProvisionItem[] = [];
    const open = this.CONSUME(t.LeftBrace, { ERR_MSG: '`{` is missing here' });
    this.repeat('provision', () => void items.push(this.SUBRULE(this.provisionItem)));
    this.SUBRULE(this.close, { ARGS: [open] });
    return items;
  });

  private readonly provisionItem: Rule<ProvisionItem> = this.RULE(
    'provisionItem',
    (): ProvisionItem =>
      this.choose<ProvisionItem>([
        { ALT: () => this.SUBRULE(this.field) },
        { ALT: () => this.SUBRULE(this.model) },
        { ALT: () => this.SUBRULE(this.row) },
        { ALT: () => this.SUBRULE(this.map) },
        { ALT: () => this.SUBRULE(this.provisionBranch) },
      ]),
  );

  private readonly field: Rule<ProvisionField> = this.RULE('field', (): ProvisionField => {
    const start = this.begin();
    const doc = this.doc();
    this.CONSUME(keyword('field'));
    const names = this.SUBRULE(this.names, {
      ARGS: ['entity and field, as in `res.partner.x_code`, are missing after `field`'],
    });
    const column = this.SUBRULE(this.column);
    return { kind: 'ProvisionField', doc, names, column, span: this.from(start) };
  });

  private readonly model: Rule<ProvisionModel> = this.RULE('model', (): ProvisionModel => {
    const start = this.begin();
    const doc = this.doc();
    const columns: { name: Id; column: Column; doc: string | null }[] = [];
    this.CONSUME(keyword('model'));
    const name = this.SUBRULE(this.name, { ARGS: ['the name of the new entity is missing after `model`'] });
    const label = this.SUBRULE(this.text, {
      ARGS: ['the label of the new entity is missing, as a text after its name'],
    });
    const open = this.CONSUME(t.LeftBrace, { ERR_MSG: '`{` is missing before the fields of this model' });
    this.repeat('line', () => {
      const own = this.doc();
      const id = this.SUBRULE(this.id);
      const column = this.SUBRULE(this.column);
      columns.push({ name: id, column, doc: own });
    });
    this.SUBRULE(this.close, { ARGS: [open] });
    return { kind: 'ProvisionModel', doc, name, label, columns, span: this.from(start) };
  });

  private readonly column: Rule<Column> = this.RULE('column', (): Column => {
    this.CONSUME(t.Colon, { ERR_MSG: '`:` and a type are missing after this name' });
    const start = this.begin();
    const type = this.SUBRULE(this.type);
    const unique = this.OPTION(() => this.take(keyword('unique'), true)) === true;
    const label = this.SUBRULE(this.text, {
      ARGS: ['the label of this field is missing, as a text after its type'],
    });
    return { kind: 'Column', type, unique, label, span: this.from(start) };
  });

  private readonly row: Rule<ProvisionRow> = this.RULE('row', (): ProvisionRow => {
    const start = this.begin();
    const doc = this.doc();
    this.CONSUME(keyword('row'));
    const entity = this.SUBRULE(this.name, { ARGS: ['the name of an entity is missing after `row`'] });
    const body = this.SUBRULE(this.body);
    return { kind: 'ProvisionRow', doc, entity, body, span: this.from(start) };
  });

  private readonly provisionBranch: Rule<ProvisionBranch> = this.RULE(
    'provisionBranch',
    (): ProvisionBranch => {
      const start = this.begin();
      this.CONSUME(keyword('if'));
      const condition = this.SUBRULE(this.static);
      const then = this.SUBRULE(this.provisionBody);
      const otherwise =
        this.OPTION(() => {
          this.CONSUME(keyword('else'));
          return this.SUBRULE2(this.provisionBody);
        }) ?? null;
      return { kind: 'ProvisionBranch', condition, then, otherwise, span: this.from(start) };
    },
  );

  // ── Types, tables, functions ──────────────────────────────────────────────────────────────────────────

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

  private readonly table: Rule<TableDecl> = this.RULE('table', (): TableDecl => {
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

  private readonly fn: Rule<FnDecl> = this.RULE('fn', (): FnDecl => {
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

  private readonly common: Rule<CommonDecl> = this.RULE('common', (): CommonDecl => {
    const start = this.begin();
    const doc = this.doc();
    this.CONSUME(keyword('common'));
    const name = this.SUBRULE(this.id, { ARGS: ['a name is missing after `common`'] });
    const body = this.SUBRULE(this.body);
    return { kind: 'Common', doc, name, body, span: this.from(start) };
  });

  // ── Maps and fates ────────────────────────────────────────────────────────────────────────────────────

  private readonly map: Rule<MapDecl> = this.RULE('map', (): MapDecl => {
    const start = this.begin();
    const doc = this.doc();
    this.CONSUME(keyword('map'));
    const name =
      this.OPTION({
        GATE: () => this.is(2, t.Colon),
        DEF: () => {
          const id = this.SUBRULE(this.id);
          this.CONSUME(t.Colon);
          return id;
        },
      }) ?? null;
    const source = this.SUBRULE(this.name, {
      ARGS: ['the name of the source entity is missing after `map`'],
    });
    const each =
      this.OPTION2(() => {
        this.CONSUME(keyword('each'));
        const id = this.SUBRULE2(this.id, { ARGS: ['a name for the element is missing after `each`'] });
        this.CONSUME(keyword('in'), { ERR_MSG: '`in` and a list are missing after `each`' });
        const list = this.SUBRULE(this.expr, { ARGS: ['a list is missing after `in`'] });
        return { name: id, list };
      }) ?? null;
    const arms: (MapArm | SkipArm)[] = [];
    const first = this.begin();
    this.CONSUME(t.Arrow, { ERR_MSG: '`->` is missing between source and target of this map' });
    arms.push(this.SUBRULE(this.mapArm, { ARGS: [first] }));
    this.MANY(() => {
      this.CONSUME(keyword('else'));
      const next = this.begin();
      this.choose({
        DEF: [
          {
            ALT: () => {
              this.CONSUME2(t.Arrow);
              arms.push(this.SUBRULE2(this.mapArm, { ARGS: [next] }));
            },
          },
          {
            ALT: () => {
              this.CONSUME(keyword('skip'));
              const because = this.SUBRULE(this.because, { ARGS: ['`skip`'] });
              arms.push({ kind: 'SkipArm', because, span: this.from(next) });
            },
          },
        ],
        ERR_MSG: 'after the `else` of a map stands `->` and a target, or `skip because "…"`',
      });
    });
    return { kind: 'Map', doc, name, source, each, arms, span: this.from(start) };
  });

  /** Target and body; the span starts at the `->` before them. */
  private readonly mapArm: Rule<MapArm, [number]> = this.RULE('mapArm', (start: number): MapArm => {
    const target = this.SUBRULE(this.name, { ARGS: ['the name of the target entity is missing after `->`'] });
    const body = this.SUBRULE(this.body);
    return { kind: 'MapArm', target, body, span: this.from(start) };
  });

  private readonly fate: Rule<FateDecl> = this.RULE('fate', (): FateDecl => {
    const start = this.begin();
    const doc = this.doc();
    const fate = this.choose<FateDecl['fate']>([
      { ALT: () => this.take(keyword('skip'), 'skip') },
      { ALT: () => this.take(keyword('manual'), 'manual') },
    ]);
    const names = this.SUBRULE(this.names, {
      ARGS: [`the name of a source entity is missing after \`${fate}\``],
    });
    const because = this.SUBRULE(this.because, { ARGS: [`\`${fate}\``] });
    const body = this.OPTION(() => this.SUBRULE(this.body)) ?? null;
    return { kind: 'Fate', doc, fate, names, because, body, span: this.from(start) };
  });

  private readonly branch: Rule<BranchDecl> = this.RULE('branch', (): BranchDecl => {
    const start = this.begin();
    const doc = this.doc();
    this.CONSUME(keyword('if'));
    const condition = this.SUBRULE(this.static);
    const then = this.SUBRULE(this.block);
    const otherwise =
      this.OPTION(() => {
        this.CONSUME(keyword('else'));
        return this.SUBRULE2(this.block);
      }) ?? null;
    return { kind: 'Branch', doc, condition, then, otherwise, span: this.from(start) };
  });

  private readonly block: Rule<Declaration[]> = this.RULE('block', (): Declaration[] => {
    const declarations: Declaration[] = [];
    const open = this.CONSUME(t.LeftBrace, { ERR_MSG: '`{` is missing here' });
    this.repeat('declaration', () => void declarations.push(this.SUBRULE(this.declaration)));
    this.SUBRULE(this.close, { ARGS: [open] });
    return declarations;
  });

  // ── Reconcile and tests ───────────────────────────────────────────────────────────────────────────────

  private readonly reconcile: Rule<ReconcileDecl> = this.RULE('reconcile', (): ReconcileDecl => {
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

  private readonly test: Rule<TestDecl> = this.RULE('test', (): TestDecl => {
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
