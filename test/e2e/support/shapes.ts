/** The parts of `mapc … --json` that end-to-end tests look at, as the README promises them to scripts. */

type State = 'created' | 'updated' | 'matched' | 'unchanged' | 'rejected' | 'queued' | 'skipped' | 'gone';

interface MapCount {
  readonly map: string;
  readonly units: number;
  readonly states: Readonly<Record<State, number>>;
  readonly conserved: boolean;
}

interface Trouble {
  readonly map: string;
  readonly result: string;
  readonly reason: string;
  readonly at: number | null;
  readonly count: number;
  readonly examples: readonly string[];
}

export interface RunReport {
  readonly run: number | null;
  readonly resumed: boolean;
  readonly maps: readonly MapCount[];
  readonly derived: number;
  readonly worklist: { readonly troubles: readonly Trouble[]; readonly edited: readonly unknown[] };
}

export interface DeltaReport extends RunReport {
  readonly entities: readonly {
    readonly entity: string;
    readonly found: 'tracked' | 'dated' | 'whole' | 'first';
    readonly why: string | null;
    readonly read: number;
    readonly added: number;
    readonly changed: number;
    readonly deleted: number;
    readonly records: number;
  }[];
}

export interface OwnersReport {
  readonly owners: readonly {
    readonly source: string;
    readonly state: string;
    readonly values: { readonly internalemailaddress?: string | null };
  }[];
}

export interface SampleReport {
  readonly records: readonly {
    readonly map: string;
    readonly unit: string;
    readonly result: State;
    readonly fields: readonly {
      readonly field: string;
      readonly written: unknown;
      readonly target: unknown;
    }[];
  }[];
}

export interface ScanReport {
  readonly clean: boolean;
  /** What told what would be rejected. */
  readonly rejectedBy: 'rehearsal' | 'forecast';
  readonly rejected: readonly { readonly map: string; readonly reason: string; readonly count: number }[];
  readonly references: readonly {
    readonly kind: string;
    readonly entity: string;
    readonly field: string;
    readonly leadsTo: string;
    readonly count: number;
    readonly listed: readonly { readonly record: string; readonly to: string }[];
  }[];
  readonly circles: readonly { readonly entity: string; readonly field: string; readonly count: number }[];
  readonly files: readonly { readonly entity: string; readonly count: number }[];
  readonly people: readonly { readonly id: string; readonly records: number }[] | null;
  readonly unready: readonly string[];
  readonly entities: readonly { readonly entity: string; readonly records: number }[];
}

export interface HandoffReport {
  readonly sections: readonly {
    readonly entity: string;
    readonly fate: string;
    readonly rows: readonly Readonly<Record<string, unknown>>[];
  }[];
}

export interface VerifyReport {
  readonly records: number;
  readonly fields: number;
  readonly wrong: number;
  readonly differences: readonly {
    readonly map: string;
    readonly entity: string;
    readonly target: number;
    readonly field: string | null;
    readonly written: unknown;
    readonly found: unknown;
  }[];
}

export interface ReconcileReport {
  readonly maps: readonly MapCount[];
  readonly thresholds: readonly {
    readonly measure: string;
    readonly measured: number;
    readonly met: boolean;
  }[];
  readonly passed: boolean;
}

export interface RollbackReport {
  readonly deleted: number;
  readonly restored: number;
  readonly unprovisioned: number;
  readonly left: readonly {
    readonly entity: string;
    readonly target: number | null;
    readonly reason: string;
  }[];
}

/** Units that came to one of these ends, over all maps. */
export function count(report: { readonly maps: readonly MapCount[] }, ...states: readonly State[]): number {
  return report.maps.reduce((sum, map) => sum + states.reduce((all, state) => all + map.states[state], 0), 0);
}

/** Of which maps the units and their ends do not add up. */
export function lost(report: { readonly maps: readonly MapCount[] }): readonly string[] {
  return report.maps.flatMap(({ map, units, states }) => {
    const { gone, ...present } = states;
    const ends = Object.values(present).reduce((sum, one) => sum + one, 0);
    return ends === units ? [] : [`${map}: ${units} units, ${ends} ends and ${gone} gone`];
  });
}
