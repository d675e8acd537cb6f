import type {
  BranchDecl,
  ChoiceDecl,
  Column,
  Declaration,
  FateDecl,
  File,
  Id,
  ImportDecl,
  MapArm,
  MapDecl,
  MigrationHeader,
  OwnersDecl,
  ProvisionBranch,
  ProvisionDecl,
  ProvisionField,
  ProvisionItem,
  ProvisionModel,
  ProvisionRow,
  SkipArm,
} from './ast.ts';
import { TestParser } from './parse-tests.ts';
import type { Rule } from './parser-base.ts';
import * as t from './tokens.ts';
import { keyword } from './tokens.ts';

/** Files and their declarations: the upper half of language.md section 3. */
export abstract class DeclarationParser extends TestParser {
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
}
