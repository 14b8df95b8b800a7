/** The state of the page in words: what its banner says, and what those hear who do not see it. */
import { shortNumber, withUnit } from '../../../src/figures/words.ts';
import { sharesInWords, wayOf } from '../../picture/overlay.ts';
import { labelOf } from '../../picture/panel-specs.ts';
import { frontRun, type PageState } from '../../state/page-state.ts';

export interface Said {
  /** `card` takes the place of the panels, `strip` leaves them readable. */
  readonly form: 'card' | 'strip';
  readonly tone: 'calm' | 'wrong';
  readonly title: string;
  readonly text: string;
}

/** What there is to say about a state, if anything. */
export function bannerOf(state: PageState): Said | undefined {
  const { link } = state;
  const run = frontRun(state);
  if (link.state === 'closed')
    return { form: run ? 'strip' : 'card', tone: 'wrong', title: 'No link to the server', text: link.reason };
  if (link.state === 'lost' && run)
    return {
      form: 'strip',
      tone: 'wrong',
      title: 'Link lost',
      text: 'The run goes on without this page. Trying again; what is on show is the last that came.',
    };
  if (link.state === 'lost')
    return {
      form: 'card',
      tone: 'calm',
      title: 'Nobody answers',
      text: 'Is `crn-grid view` still running? This page tries again by itself.',
    };
  if (link.state === 'connecting' || state.session === '')
    return { form: 'card', tone: 'calm', title: 'Connecting', text: 'Asking the server for its runs.' };
  if (!run)
    return {
      form: 'card',
      tone: 'calm',
      title: 'No runs',
      text: 'The server has nothing to show. Start one: crn-grid view scenarios/bees.ts',
    };
  if (run.status.state === 'failed') {
    const text = run.status.message ?? 'The run ended with an error.';
    return { form: run.frame ? 'strip' : 'card', tone: 'wrong', title: 'The run failed', text };
  }
  if (run.status.frames === 0 && run.status.state !== 'starting')
    return {
      form: 'card',
      tone: 'calm',
      title: 'Nothing recorded',
      text: 'The run ended before its first frame.',
    };
  if (run.status.frames === 0 || !run.frame)
    return {
      form: 'card',
      tone: 'calm',
      title: 'Starting',
      text: `${run.info.name}: threads and kernels are being made ready.`,
    };
  return undefined;
}

/** Time and observables of the frame on show. */
export function numbersInWords(state: PageState): string {
  const run = frontRun(state);
  if (!run?.frame) return '';
  const { info, frame } = run;
  const scalars = info.observables.map(
    ({ name, label }) => `${label ?? name} ${shortNumber(frame.scalars[name] ?? 0)}`,
  );
  const shares = sharesInWords(state);
  return [`Time ${withUnit(frame.time, info.timeUnit)}`, ...scalars, ...(shares ? [shares] : [])].join(', ');
}

/** The cell under the cursor and what it holds. */
export function cellInWords(state: PageState): string {
  const run = frontRun(state);
  const { cursor } = state.view;
  if (!run?.frame || cursor === undefined) return '';
  const { info, frame } = run;
  const [x, y] = [cursor % info.width, Math.floor(cursor / info.width)];
  const here = frame.cells.find((cell) => cell.x === x && cell.y === y);
  if (!here) return '';
  const names = [...info.species, ...info.fields].map(({ name }) => labelOf(info, name));
  const values = [...here.counts, ...here.fields].map((value, i) => `${names[i]} ${shortNumber(value)}`);
  const way = wayOf(here);
  return `Column ${x}, row ${y}: ${[...values, ...(way ? [way] : [])].join(', ')}`;
}
