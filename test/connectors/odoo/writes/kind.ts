import type { World } from './world.ts';

/** One kind of write. */
export interface WriteKind {
  /** A sentence that goes on after "writes". */
  readonly name: string;
  /** Models that it cannot do without; where one is missing, so is its module. */
  readonly needs: readonly string[];
  /** Makes and changes rows, and reads back what it wrote. What it makes is taken away afterwards. */
  run(world: World): Promise<void>;
}
