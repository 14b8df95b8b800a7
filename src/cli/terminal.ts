/** What the command line prints: progress on stderr, results on stdout, nothing when quiet. */
import { stderr, stdout } from 'node:process';

export interface Terminal {
  /** A line of result, on stdout. */
  print(line?: string): void;
  /** A line of information, on stderr. */
  note(line: string): void;
  /**
   * Redraws the progress line; a plain line now and then where stderr is a file.
   *
   * @param left  seconds left, where the caller knows better than the time since the start tells
   */
  progress(done: number, total: number, label: string, left?: number): void;
  /** Ends the progress line. */
  endProgress(): void;
}

export function openTerminal(options: { quiet?: boolean; json?: boolean }): Terminal {
  const live = stderr.isTTY === true && !options.quiet;
  const began = performance.now();
  let drawn = 0;
  let shown = false;
  const clear = (): void => {
    if (shown) stderr.write('\r\x1b[2K');
    shown = false;
  };
  return {
    print(line = '') {
      clear();
      if (!options.json) stdout.write(`${line}\n`);
    },
    note(line) {
      clear();
      if (!options.quiet) stderr.write(`${line}\n`);
    },
    progress(done, total, label, known) {
      const now = performance.now();
      const pause = live ? 80 : 10_000;
      if (
        options.quiet ||
        (now - drawn < pause && done < total) ||
        (!live && drawn === 0 && now - began < pause)
      )
        return;
      drawn = now;
      const share = total > 0 ? Math.min(1, done / total) : 0;
      const left = known ?? (share > 0 ? ((now - began) / 1000) * (1 / share - 1) : Number.NaN);
      const text = `${bar(share)} ${(100 * share).toFixed(0).padStart(3)} %  ${label}${share < 1 && Number.isFinite(left) ? `  ${seconds(left)} left` : ''}`;
      if (live) {
        stderr.write(`\r\x1b[2K${text}`);
        shown = true;
      } else stderr.write(`${text}\n`);
    },
    endProgress: clear,
  };
}

function bar(share: number, width = 24): string {
  const full = Math.round(share * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)}`;
}

/** `0.42 s`, `38 s`, `4 min 5 s`, `2 h 3 min`. */
export function seconds(s: number): string {
  if (s < 10) return `${s.toFixed(s < 1 ? 3 : 2)} s`;
  const whole = Math.round(s);
  if (whole < 120) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 120
    ? `${minutes} min ${whole % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `1 234 567`, with narrow spaces. */
export function count(n: number): string {
  return Math.round(n)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** `0.03 %`, `12 %`, `99.9 %`; 0 and 100 only where it is so. */
export function percent(part: number, whole: number): string {
  if (part === 0 || whole === 0) return '0 %';
  if (part === whole) return '100 %';
  const p = (100 * part) / whole;
  return `${p > 99 ? (Math.floor(10 * p) / 10).toFixed(1) : p >= 10 ? p.toFixed(0) : p.toPrecision(2)} %`;
}

/** `t = 12.5 hour`; without a unit, `t = 12.5`. */
export function timeText(time: number, unit: string): string {
  return `t = ${+time.toPrecision(8)}${unit ? ` ${unit}` : ''}`;
}
