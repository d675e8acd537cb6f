import { describe, expect, it } from 'vitest';
import type { ScanResult } from '../../src/migrate/index.ts';
import { plainColours } from '../../src/report/colours.ts';
import { scanPage, scanToCsv, scanToText } from '../../src/report/scan.ts';
import { scanFindings } from '../../src/report/scan-findings.ts';

const NOTHING: ScanResult = {
  entities: [],
  references: [],
  withoutState: [],
  circles: [],
  files: [],
  unheld: [],
  people: [],
  rejected: [],
  rejectedBy: 'rehearsal',
  unready: [],
  doubles: [],
};
const reference = (more: Partial<ScanResult['references'][number]>): ScanResult['references'][number] => ({
  kind: 'missing',
  entity: 'letter',
  field: 'to',
  role: null,
  leadsTo: 'person',
  count: 2,
  placeholders: 0,
  listed: [{ record: 'l1', to: 'person p1', name: null }],
  ...more,
});
/** Severity and message of all that is said. */
const said = (result: Partial<ScanResult>): readonly string[] =>
  scanFindings({ ...NOTHING, ...result }).map(({ severity, message }) => `${severity}: ${message}`);

describe('what a scan says', () => {
  it('of references: those that lead nowhere are findings, as far as nothing is made in their place', () => {
    expect(
      said({
        references: [
          reference({}),
          reference({ role: 'Sender', placeholders: 1 }),
          reference({ role: 'Sender', placeholders: 2 }),
          reference({ kind: 'empty', role: 'Sender', leadsTo: null, count: 1 }),
          reference({ kind: 'unextracted' }),
          reference({ kind: 'unextracted', role: 'Sender' }),
          reference({ kind: 'inactive' }),
          reference({ kind: 'deleted', count: 1, role: 'Sender' }),
        ],
      }),
    ).toEqual([
      'finding: 2 references to person lead to no record of the stage.',
      'finding: 2 references to person as "Sender" lead to no record of the stage; the maps make placeholders for 1 of them.',
      'finding: 1 party as "Sender" is no record of the source.',
      'finding: 2 references to person as "Sender", which the maps do not read.',
      'information: 2 references to person as "Sender" lead to no record of the stage; the maps make a placeholder for each.',
      'information: 2 references to person, which the maps do not read.',
      'information: 2 references to person lead to a record that is inactive.',
      'information: 1 reference to person as "Sender" leads to what the source calls deleted.',
    ]);
  });

  it('of records: what would be rejected, is its own ancestor, or is there twice', () => {
    expect(
      said({
        unheld: [
          { action: 'reject', message: 'there must be teams' },
          { action: 'warn', message: 'few teams' },
        ],
        rejected: [{ map: 'Letter', reason: 'no name', count: 3, examples: ['l1'] }],
        circles: [
          {
            entity: 'person',
            field: 'boss',
            target: 'res.partner.parent_id',
            count: 2,
            example: ['a', 'b', 'a'],
          },
        ],
        doubles: [{ map: 'Letter', count: 1, examples: ['l9'] }],
        entities: [{ entity: 'letter', label: 'Letter', records: 5, counted: 7, doubleIds: 2 }],
      }),
    ).toEqual([
      'finding: The map requires of the whole: there must be teams.',
      'finding: 3 records would be rejected: no name.',
      'finding: 2 records are their own ancestors (a -> b -> a); res.partner.parent_id takes no circles.',
      'finding: 1 record has the key of another record before it, and would share its row.',
      'finding: 2 records have the id of another one; the last of them counts.',
      'information: The map requires of the whole: few teams.',
      'information: 5 records, where the source counted 7.',
    ]);
  });

  it('of all files together, before those of each table', () => {
    const files = (entity: string, bytes: number): ScanResult['files'][number] => ({
      entity,
      count: 2,
      bytes,
      largest: [{ record: 'a', field: 'body', bytes }],
      duplicates: { count: 1, bytes: 500 },
      tooLarge: 0,
    });
    expect(said({ files: [files('letter', 3000), files('note', 1_000_000)] })[0]).toBe(
      'information: 4 files with 1.0 MB in all; 1.0 MB where equal ones are kept once.',
    );
  });

  it('of files and people, and of what could not be asked', () => {
    const files = {
      entity: 'note',
      count: 3,
      bytes: 3000,
      largest: [{ record: 'n1', field: 'body', bytes: 2000 }],
      duplicates: { count: 1, bytes: 500 },
      tooLarge: 1,
    };
    expect(
      said({
        files: [files],
        people: [
          { entity: 'person', id: 'p1', name: 'Kaya', standIn: false, records: 4 },
          { entity: 'person', id: 'p2', name: null, standIn: true, records: 1 },
        ],
        withoutState: ['person'],
        unready: ['crm.lead lacks x_id.'],
      }),
    ).toEqual([
      'finding: 1 file is larger than the target takes; the records that hold them would be rejected.',
      'information: Kaya is nobody in the target; 4 records refer to them and may wait: "mapc owners".',
      'information: p2 is nobody in the target; 1 record refers to them, which the fallback of the map takes.',
      'information: 3 files with 3.0 kB, the largest 2.0 kB. 1 of them (500 bytes) hold what another file holds.',
      'information: No map reads its state, so nobody can tell which references lead to inactive records.',
      'information: No rehearsal, so what would be rejected is told from the records alone: crm.lead lacks x_id.',
    ]);
    expect(said({ people: null })).toEqual([
      'information: The target was not asked, so nothing is said of people without a match.',
    ]);
  });

  it('without letting a record speak to a terminal, a page or a spreadsheet', () => {
    const evil = { record: 'l1', to: 'person p1', name: '=1+1<img src=x>\u001b[31m' };
    const result = { ...NOTHING, references: [reference({ listed: [evil] })] };
    expect(scanToText(result, plainColours)).not.toContain('\u001b');
    const about = { project: 'clinic', environment: 'staging', source: 'crm', target: 'odoo' };
    expect(scanPage({ ...about, result })).not.toContain('<img');
    expect(scanToCsv(result)).toContain(",'=1+1");
  });
});
