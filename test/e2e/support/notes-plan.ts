import { createDataverseSource, type DataverseConfig } from '../../../src/connectors/dataverse/index.ts';
import { createOdooTarget, type OdooSettings } from '../../../src/connectors/odoo/index.ts';
import { DEFAULT_SETTINGS, type MigrationContext } from '../../../src/migrate/index.ts';
import type { Plan } from '../../../src/plan/types.ts';
import { arm, assign, get, map } from '../../migrate/support/world.ts';

/** The notes that have a file: each becomes an attachment that hangs on nothing, and is found again by its description. */
const notesPlan: Plan = {
  format: 2,
  source: 'dataverse',
  target: 'odoo',
  digests: { maps: 'm', source: 's', target: 't' },
  settings: { timezone: 'UTC', language: 'en_US' },
  provision: [],
  extract: [
    { entity: 'annotation', fields: ['annotationid', 'documentbody', 'filename', 'isdocument', 'mimetype'] },
  ],
  expects: [],
  tables: {},
  maps: {
    notes: map('notes', 'annotation', [
      arm('ir.attachment', {
        guard: get('isdocument'),
        key: [assign('description', get('annotationid'))],
        assignments: [
          assign('name', get('filename')),
          assign('mimetype', get('mimetype')),
          assign('datas', get('documentbody'), { type: { kind: 'binary' }, exact: true }),
        ],
      }),
      { kind: 'skip', because: 'no file', at: 0 },
    ]),
  },
  order: [{ map: 'notes', pass: 1 }],
  fates: [],
  requires: [],
  thresholds: [],
  spans: [{ file: 'main.map', line: 1, column: 1 }],
};

/** A migration of notes between the two, ready for its phases. `close` ends both connections. */
export async function notesMigration(
  from: DataverseConfig,
  to: OdooSettings,
  directory: string,
): Promise<{ readonly context: MigrationContext; close(): Promise<void> }> {
  const source = createDataverseSource(from);
  const target = createOdooTarget(to);
  const context: MigrationContext = {
    plan: notesPlan,
    source,
    target,
    sourceSchema: await source.discover(['annotation']),
    targetSchema: await target.discover(['ir.attachment']),
    directory,
    settings: DEFAULT_SETTINGS,
    now: () => new Date(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    progress: () => undefined,
    signal: null,
  };
  return {
    context,
    close: async () => {
      await source.close();
      await target.close();
    },
  };
}
