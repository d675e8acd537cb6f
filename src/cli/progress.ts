import type { Progress } from '../connectors/contract.ts';
import type { Io } from './io.ts';

/** Work shorter than this shows no bar, in milliseconds. */
const PATIENCE = 1000;

/** A bar on standard error, where that is a terminal and the work takes long enough to be watched. */
interface ProgressBar {
  readonly report: Progress;
  /** Takes the bar away. */
  stop(): void;
}

export async function progressBar(io: Io): Promise<ProgressBar> {
  if (io.bars === null) return { report: () => undefined, stop: () => undefined };
  const { default: cliProgress } = await import('cli-progress');
  const bar = new cliProgress.SingleBar({
    stream: io.bars,
    clearOnComplete: true,
    hideCursor: true,
    etaBuffer: 50,
    format: '{what} {bar} {value}/{shownTotal}',
    barsize: 30,
    barCompleteChar: '█',
    barIncompleteChar: '░',
  });
  const began = io.now().getTime();
  let shown = false;
  return {
    report: (done, total, what) => {
      const payload = {
        what: what.padEnd(24).slice(0, 40),
        shownTotal: total === null ? '?' : String(total),
      };
      if (!shown) {
        if (io.now().getTime() - began < PATIENCE) return;
        bar.start(total ?? Math.max(done, 1), done, payload);
        shown = true;
        return;
      }
      bar.setTotal(total ?? Math.max(done, 1));
      bar.update(done, payload);
    },
    stop: () => {
      if (shown) bar.stop();
    },
  };
}
