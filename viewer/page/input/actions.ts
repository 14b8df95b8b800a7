/** What the buttons, keys and fields of the page do; each name is one thing a reader can want. */
import type { Change, Control } from '../../../src/serve/protocol/from-page.ts';
import { type Staged, withStagedPaint, withStagedRate } from '../../state/changes/staged.ts';
import { noChanges, type RateHistory, redo, undo, withChange } from '../../state/changes/undo.ts';
import { changesGoTo } from '../../state/changes/where.ts';
import { showBeside, withNotice } from '../../state/choose.ts';
import { type Brush, frontRun, type RunView } from '../../state/page-state.ts';
import type { Store } from '../../state/store.ts';
import type { Requests } from '../../state/talk/requests.ts';
import {
  indexAtTime,
  isGoing,
  isHeld,
  isSteered,
  seekTo,
  shownIndex,
  steeredRuns,
  stepBy,
  togglePlaying,
  withView,
} from '../../state/time.ts';

export interface Actions {
  /**
   * Of a run that goes on by itself: pause. Of one that is held: let it go, frame by frame at the speed of
   * the page, or for good where that is as fast as it goes. Of what is recorded: play and stop.
   */
  playOrPause(): void;
  /** The next frame; of a paused run that is followed, the next that it makes. */
  stepForward(): void;
  stepBack(): void;
  /** Of the runs on show together, but for `stop`, which ends that in front. Resolves to whether it was done. */
  control(action: Control['action']): Promise<boolean>;
  seekTime(time: number): void;
  /** Changes a rate where changes go: see `changesGoTo`. */
  setRate(name: string, value: number): void;
  undoRate(): void;
  redoRate(): void;
  /** A new stroke of the brush: one that was refused before goes no further, and says so once. */
  beginStroke(): void;
  /** Paints cells with the brush, there too; what comes while the run is being told waits for its answer. */
  paint(cells: readonly number[]): void;
  /** A second future from the frame on show, with the changes that wait for it. */
  fork(): void;
}

/** Steps that may be under way at a time: a key that is held down asks for more than a slow run can make. */
const mostSteps = 6;

function paintingOf({ name, how, value, breakLaws }: Brush, cells: readonly number[]) {
  const laws = breakLaws ? ({ breakLaws: true } as const) : {};
  return how === 'add'
    ? ({ kind: 'paint', cells, ...laws, add: { [name]: value } } as const)
    : ({ kind: 'paint', cells, ...laws, set: { [name]: value } } as const);
}

export function createActions(store: Store, requests: Requests): Actions {
  let history: RateHistory = noChanges;
  let stepping = 0;
  let painting = false;
  let refused = false;
  let waiting = new Set<number>();

  const failed = (text: string) => store.update((s) => withNotice(s, 'wrong', text));

  async function tell(run: RunView, action: Control['action']): Promise<boolean> {
    const { error } = await requests.ask({ type: 'control', run: run.info.id, action });
    // A run may end on its own while it is told to pause.
    if (error && isGoing(store.get().runs[run.info.id] ?? run)) failed(error);
    return error === undefined;
  }

  async function control(action: Control['action']): Promise<boolean> {
    const state = store.get();
    const told = steeredRuns(state).filter(({ info }) => action !== 'stop' || info.id === state.front);
    const done = await Promise.all(told.map((run) => tell(run, action)));
    return done.includes(true);
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
    const { brush } = store.get().view;
    painting = true;
    while (waiting.size > 0) {
      const cells = [...waiting];
      waiting = new Set();
      if (await change(run, paintingOf(brush, cells))) continue;
      refused = true;
      waiting = new Set();
    }
    painting = false;
  }

  /** Puts changes by for a fork, and holds still the frame on show: it begins at that which is when it is made. */
  function stage(staged: Staged): void {
    store.update((s) => {
      const next = withView(s, { staged, playing: false });
      return s.view.staged.length > 0 || staged.length === 0
        ? next
        : withNotice(next, 'done', 'Changes wait for a fork: k makes it at the frame shown.');
    });
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
      if (isHeld(state)) {
        if (stepping === mostSteps) return;
        stepping++;
        void control('step').finally(() => stepping--);
      } else store.update((s) => stepBy(s, 1));
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
      const to = changesGoTo(state);
      if (to === 'nowhere') return failed(run.info.cannotFork!);
      if (to === 'fork') {
        const own = run.marks.some(({ kind }) => kind === 'rate') ? undefined : before;
        return stage(withStagedRate(state.view.staged, name, value, own));
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
      if (!run) return;
      const to = changesGoTo(state);
      if (to === 'fork') {
        const staged = withStagedPaint(state.view.staged, paintingOf(state.view.brush, cells));
        if (staged) return stage(staged);
        refused = true;
        return failed('No more cells can wait for a fork: fork it with those that do.');
      }
      if (to === 'nowhere') {
        refused = true;
        return failed(run.info.cannotFork!);
      }
      for (const cell of cells) waiting.add(cell);
      if (!painting) void paintWaiting(run.info.id);
    },
    async fork() {
      const state = store.get();
      const run = frontRun(state);
      if (!run) return;
      const { cannotFork, id } = run.info;
      if (cannotFork !== undefined) return failed(cannotFork);
      const { staged: changes, later } = state.view;
      const request = { type: 'fork', run: id, index: shownIndex(state), changes, later } as const;
      const { error, run: fork } = await requests.ask(request);
      if (error || fork === undefined) return failed(error ?? 'the fork has no name');
      // The server tells of a run before it answers who asked for it.
      store.update((s) => {
        const after = withView(s, { staged: [], at: 'newest', playing: false });
        return withNotice(showBeside(after, fork), 'done', `${fork} stands beside this run.`);
      });
    },
  };
}
