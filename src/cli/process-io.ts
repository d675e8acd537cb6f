import picocolors from 'picocolors';
import { realClock } from '../connectors/clock.ts';
import { type Colours, plainColours } from '../report/colours.ts';
import type { Io } from './io.ts';

/** The real process: its streams, its environment, its signals. */
export function processIo(): Io {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    bars: process.stderr.isTTY ? process.stderr : null,
    outColours: coloursFor(process.stdout),
    errColours: coloursFor(process.stderr),
    environment: process.env,
    directory: process.cwd(),
    now: realClock.now,
    sleep: realClock.sleep,
    onInterrupt: (stop) => {
      let asked = false;
      const listener = (): void => {
        // Who asks twice does not want to wait for the call that is under way.
        if (asked) process.exit(130);
        asked = true;
        stop();
      };
      process.on('SIGINT', listener);
      process.on('SIGTERM', listener);
      return () => {
        process.off('SIGINT', listener);
        process.off('SIGTERM', listener);
      };
    },
  };
}

function coloursFor(stream: { readonly isTTY?: boolean }): Colours {
  const wanted = stream.isTTY === true && (process.env.NO_COLOR ?? '') === '';
  return wanted ? picocolors.createColors(true) : plainColours;
}
