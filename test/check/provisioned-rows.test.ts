import { test } from 'vitest';
import { expectClean } from './support/check-map.ts';

test('a provisioned row that discovery saw since is one row, and another is another', () => {
  const stage = (name: string): string =>
    `provision { row crm.team { key name = "${name}" } }
     map deal -> crm.stage { key id = length(title ?? "") name = title ?? "?" team_id = crm.team[name = "${name}"] }`;
  expectClean(stage('Sales'));
  expectClean(stage('Renewals'));
});
