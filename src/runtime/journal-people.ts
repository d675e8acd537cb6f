import { readResolution } from './journal-rows.ts';
import { JournalRuns } from './journal-runs.ts';
import type { Resolution } from './journal-types.ts';

/** Who people of the source are in the target, as a person said. */
export abstract class JournalPeople extends JournalRuns {
  resolution(map: string, source: string): Resolution | null {
    const row = this.file.one('SELECT * FROM resolutions WHERE map = ? AND source = ?', map, source);
    return row === undefined ? null : readResolution(row);
  }

  resolutions(): readonly Resolution[] {
    return this.file.all('SELECT * FROM resolutions ORDER BY map, source').map(readResolution);
  }

  resolve(resolutions: readonly Resolution[]): void {
    this.transaction('resolve', () => {
      for (const one of resolutions) {
        this.file
          .statement('INSERT OR REPLACE INTO resolutions VALUES (?, ?, ?, ?, ?, ?)')
          .run(one.map, one.source, one.entity, JSON.stringify(one.target), one.by, one.at);
      }
    });
  }
}
