import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SnapshotError } from '../../src/schema/snapshot-error.ts';
import {
  readProfile,
  readSchema,
  schemaExists,
  snapshotFileName,
  writeProfile,
  writeSchema,
} from '../../src/schema/snapshot-files.ts';
import { arbitraryName, arbitrarySchema } from './arbitrary.ts';
import { entity, field, schema, stage } from './example.ts';
import { memoryFiles } from './memory-files.ts';

const team = entity('crm.team', [field('name', { kind: 'text' })]);

describe('a folder of snapshots', () => {
  it('gives back the schema that was written', () => {
    fc.assert(
      fc.property(arbitrarySchema, (any) => {
        const files = memoryFiles();
        writeSchema('s', any, { files });
        expect(readSchema('s', [], files)).toEqual(any);
      }),
      { numRuns: 50 },
    );
  });

  it('works on the real file system', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mapc-snapshot-'));
    try {
      const path = join(folder, 'schemas', 'target');
      expect(schemaExists(path)).toBe(false);
      writeSchema(path, schema([stage, team]));
      expect(readdirSync(path).sort()).toEqual(['_schema.json', 'crm.stage.json', 'crm.team.json']);
      expect(schemaExists(path)).toBe(true);
      expect(readSchema(path)).toEqual(schema([stage, team]));
      writeSchema(path, schema([team]));
      expect(readdirSync(path).sort()).toEqual(['_schema.json', 'crm.team.json']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('reads a file only when its entity is looked at, and once', () => {
    const files = memoryFiles();
    writeSchema('s', schema([stage, team]), { files });
    files.reads.length = 0;
    const read = readSchema('s', ['crm.team', 'unknown'], files);
    expect(Object.keys(read.entities)).toEqual(['crm.stage', 'crm.team']);
    expect(files.reads).toEqual(['s/_schema.json', 's/crm.team.json']);
    expect(read.entities['crm.stage']).toEqual(stage);
    expect(read.entities['crm.stage']).toBe(read.entities['crm.stage']);
    expect(files.reads).toEqual(['s/_schema.json', 's/crm.team.json', 's/crm.stage.json']);
    expect(read.entities.unknown).toBeUndefined();
  });

  it('is not touched where nothing changed', () => {
    const files = memoryFiles();
    expect(writeSchema('s', schema([stage, team]), { files }).written).toEqual(['crm.stage', 'crm.team']);
    files.writes.length = 0;
    expect(writeSchema('s', schema([stage, team]), { files })).toEqual({ written: [], removed: [] });
    expect(files.writes).toEqual([]);
  });

  it('loses the files of entities that are gone, unless only some were asked for', () => {
    const files = memoryFiles();
    writeSchema('s', schema([stage, team]), { files });
    expect(writeSchema('s', schema([team]), { partial: true, files }).removed).toEqual([]);
    expect(files.texts.has('s/crm.stage.json')).toBe(true);
    expect(writeSchema('s', schema([team]), { files }).removed).toEqual(['crm.stage']);
    expect(files.texts.has('s/crm.stage.json')).toBe(false);
  });

  it('that is not there says to discover', () => {
    expect(() => readSchema('s', [], memoryFiles())).toThrow(
      /s\/_schema\.json: there is no snapshot here yet.*mapc discover/,
    );
  });

  it('complains of a broken entity when it is looked at, and leaves the others usable', () => {
    const files = memoryFiles();
    writeSchema('s', schema([stage, team]), { files });
    files.texts.set('s/crm.stage.json', '{ "name"');
    const read = readSchema('s', [], files);
    expect(read.entities['crm.team']).toEqual(team);
    expect(() => read.entities['crm.stage']).toThrow(SnapshotError);
    expect(() => readSchema('s', ['crm.stage'], files)).toThrow(/s\/crm\.stage\.json: not valid JSON/);
  });

  it('refuses a file that holds another entity than its name says', () => {
    const files = memoryFiles();
    writeSchema('s', schema([stage, team]), { files });
    files.texts.set('s/crm.stage.json', files.texts.get('s/crm.team.json') ?? '');
    expect(() => readSchema('s', ['crm.stage'], files)).toThrow(/holds "crm\.team"/);
  });
});

describe('file names', () => {
  it('are as the entity where that is safe', () => {
    expect(snapshotFileName('res.partner')).toBe('res.partner.json');
    expect(snapshotFileName('new_Müşteri')).toBe('new_M%C3%BC%C5%9Fteri.json');
    expect(snapshotFileName('_schema')).toBe('%5Fschema.json');
    expect(snapshotFileName('../etc')).toBe('%2E.%2Fetc.json');
  });

  it('differ where entities differ', () => {
    fc.assert(
      fc.property(arbitraryName, arbitraryName, (left, right) => {
        expect(snapshotFileName(left) === snapshotFileName(right)).toBe(left === right);
      }),
    );
  });
});

describe('a profile on disk', () => {
  const counts = { a: { rows: 3, filled: { x: 1 } } };

  it('is null before there is one', () => {
    expect(readProfile('s', memoryFiles())).toBeNull();
  });

  it('keeps its date while nothing changed', () => {
    const files = memoryFiles();
    writeProfile('s', { taken: '2024-03-04', entities: counts }, files);
    writeProfile('s', { taken: '2025-01-01', entities: counts }, files);
    expect(readProfile('s', files)).toEqual({ taken: '2024-03-04', entities: counts });
    expect(files.writes).toHaveLength(1);
  });

  it('that is broken is replaced by the next one', () => {
    const files = memoryFiles();
    files.texts.set('s/_profile.json', '{');
    expect(() => readProfile('s', files)).toThrow(SnapshotError);
    writeProfile('s', { taken: '2025-01-01', entities: counts }, files);
    expect(readProfile('s', files)?.taken).toBe('2025-01-01');
  });
});
