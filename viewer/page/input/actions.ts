/** What the buttons, keys and fields of the page do; each name is one thing a reader can want. */
import type { Change, Control } from '../../../src/serve/protocol.ts';
import { sameShape, showBeside, withNotice } from '../../state/choose.ts';
import { frontRun, type PageState } from '../../state/page-state.ts';
import type { Requests } from '../../state/requests.ts';
import type { Store } from '../../state/store.ts';
import {
  indexAtTime,
  isGoing,
  isHeld,
  seekTo,
  shownIndex,
  stepBy,
  togglePlaying,
  withView,
} from '../../state/time.ts';
import { noChanges, type RateHistory, redo, undo, withChange } from '../../state/undo.ts';

export interface Actions {
  /**
   * Of a run that goes on by itself: pause. Of one that is held: let it go, frame by frame at the speed of
   * the page, or for good where that is as fast as it goes. Of what is recorded: play and stop.
   */
  playOrPause(): void;
  /** The next frame; of a paused run that is followed, the next that it makes. */
  stepForward(): void;
  stepBack(): void;
  /** Resolves to whether it was done. */
  control(action: Control['action']): Promise<boolean>;
  seekTime(time: number): void;
  /** Changes a rate of the run, or stages it for a fork. */
  setRate(name: string, value: number): void;
  undoRate(): void;
  redoRate(): void;
  /** A new stroke of the brush: one that was refused before goes no further, and says so once. */
  beginStroke(): void;
  /** Paints cells with the brush; what comes while the run is being told waits for its answer. */
  paint(cells: readonly number[]): void;
  fork(): void;
}

/** Is the newest frame of a run on show that can still be steered? */
export function isSteered(state: PageState): boolean {
  const run = frontRun(state);
  return !!run?.info.can.control && state.view.at === 'newest' && isGoing(run);
}

/** Do changes of rates go into the run itself, rather than into a fork of it? */
export function changesNow(state: PageState): boolean {
  return (frontRun(state)?.info.can.change ?? false) && isSteered(state);
}

export function createActions(store: Store, requests: Requests): Actions {
  let history: RateHistory = noChanges;
  let painting = false;
  let refused = false;
  let waiting = new Set<number>();

  const failed = (text: string) => store.update((s) => withNotice(s, 'wrong', text));

  async function control(action: Control['action']): Promise<boolean> {
    const run = frontRun(store.get());
    if (!run) return false;
    const { error } = await requests.ask({ type: 'control', run: run.info.id, action });
    // A run may end on its own while it is told to pause.
    if (error && isGoing(frontRun(store.get()) ?? run)) failed(error);
    return error === undefined;
  }

  async function change(run: string, change: Change): Promise<boolean> {
    const { error } = await requests.ask({ type: 'change', run, change });
    if (error) failed(error);
    return error === undefined;
  }

  async function again(step: ReturnType<typeof undo>, value: 'before' | 'after'): Promise<void> {
    if (!step) return;
    history = step.history;
    await change(step.change.run, { kind: 'rate', name: step.change.name, value: step.change[value] });
  }

  async function paintWaiting(run: string): Promise<void> {
    const { name, how, value, breakLaws } = store.get().view.brush;
    const laws = breakLaws ? ({ breakLaws: true } as const) : {};
    const painted = (cells: readonly number[]): Change =>
      how === 'add'
        ? { kind: 'paint', cells, ...laws, add: { [name]: value } }
        : { kind: 'paint', cells, ...laws, set: { [name]: value } };
    painting = true;
    while (waiting.size > 0) {
      const cells = [...waiting];
      waiting = new Set();
      if (await change(run, painted(cells))) continue;
      refused = true;
      waiting = new Set();
    }
    painting = false;
  }

  return {
    playOrPause() {
      const state = store.get();
      if (!isSteered(state)) return store.update(togglePlaying);
      if (!isHeld(state)) return void control('pause');
      if (state.view.playing) store.update((s) => withView(s, { playing: false }));
      else if (Number.isFinite(state.view.speed)) store.update((s) => withView(s, { playing: true }));
      else void control('resume');
    },
    stepForward() {
      const state = store.get();
      if (isHeld(state)) void control('step');
      else store.update((s) => stepBy(s, 1));
    },
    stepBack: () => store.update((s) => stepBy(s, -1)),
    control,
    seekTime: (time) =>
      store.update((s) => {
        const run = frontRun(s);
        return run ? seekTo(s, indexAtTime(run, time)) : s;
      }),
    async setRate(name, value) {
      const state = store.get();
      const run = frontRun(state);
      const before = run?.info.rates.find((rate) => rate.name === name)?.value;
      if (!run || before === undefined || !Number.isFinite(value)) return;
      if (!changesNow(state)) {
        const { [name]: _, ...others } = state.view.staged;
        const staged = value === before ? others : { ...others, [name]: value };
        return store.update((s) => withView(s, { staged }));
      }
      if (value === before) return;
      if (await change(run.info.id, { kind: 'rate', name, value }))
        history = withChange(history, { run: run.info.id, name, before, after: value });
    },
    undoRate: () => void again(undo(history), 'before'),
    redoRate: () => void again(redo(history), 'after'),
    beginStroke() {
      refused = false;
    },
    paint(cells) {
      const state = store.get();
      if (refused) return;
      const run = frontRun(state);
      if (!run?.info.can.change || !isGoing(run)) {
        refused = true;
        return failed('Only a live run can be painted on. Fork this one.');
      }
      if (state.view.at !== 'newest') store.update((s) => withView(s, { at: 'newest', playing: false }));
      for (const cell of cells) waiting.add(cell);
      if (!painting) void paintWaiting(run.info.id);
    },
    async fork() {
      const state = store.get();
      const run = frontRun(state);
      if (!run) return;
      const changes = Object.entries(state.view.staged).map(
        ([name, value]): Change => ({ kind: 'rate', name, value }),
      );
      const index = shownIndex(state);
      const { error, run: id } = await requests.ask({ type: 'fork', run: run.info.id, index, changes });
      if (error || id === undefined) return failed(error ?? 'the fork has no name');
      store.update((s) => withView(s, { staged: {}, at: 'newest', playing: false }));
      const stop = setInterval(() => {
        const other = store.get().runs[id];
        if (!other) return;
        clearInterval(stop);
        if (sameShape(run.info, other.info)) store.update((s) => showBeside(s, id));
      }, 30);
    },
  };
}
