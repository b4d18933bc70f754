import { minuteMs, secondMs } from '#lib/kernel/duration.ts';

/** Where the launcher speaks; a terminal gets a running clock, a file gets plain lines. */
export type Terminal = {
  say(text: string): void;
  /** Shows `text` while `work` runs, and how long it took when that was long enough to be felt. */
  during<T>(text: string, work: () => Promise<T>): Promise<T>;
  /** Says `text`, and lets no clock run from then on. */
  end(text: string): void;
};

const clockMs = 1_000;
const reminderMs = 10_000;

/** A terminal over an output stream, such as `process.stdout`. */
export function openTerminal(out: NodeJS.WriteStream): Terminal {
  const running = new Map<string, number>();
  let ended = false;
  let clockStands = false;
  const write = (text: string) => out.write(clockStands ? `\r\u001b[K${text}` : text);
  const draw = () => {
    const [text, startedAt] = [...running][0] ?? [];
    const clock = !ended && out.isTTY && text && startedAt !== undefined ? `${text} … ${formatClock(performance.now() - startedAt)}` : '';
    if (clock || clockStands) write(clock);
    clockStands = clock !== '';
  };
  const say = (text: string) => {
    write(`${text}\n`);
    clockStands = false;
    draw();
  };
  return {
    say,
    end: (text) => {
      ended = true;
      say(text);
    },
    during: async (text, work) => {
      const startedAt = performance.now();
      const took = () => formatClock(performance.now() - startedAt);
      running.set(text, startedAt);
      if (!out.isTTY) say(`${text} …`);
      const ticker = setInterval(() => (out.isTTY ? draw() : !ended && say(`${text} … ${took()}`)), out.isTTY ? clockMs : reminderMs);
      try {
        const result = await work();
        running.delete(text);
        if (!ended && (out.isTTY || performance.now() - startedAt > reminderMs)) say(`${text}: ${took()}`);
        return result;
      } finally {
        running.delete(text);
        clearInterval(ticker);
        draw();
      }
    },
  };
}

/** With its seconds, also after the first minute: somebody is watching it move. */
function formatClock(ms: number): string {
  const seconds = Math.floor((ms % minuteMs) / secondMs);
  return ms < minuteMs ? `${seconds} s` : `${Math.floor(ms / minuteMs)} min ${seconds} s`;
}
