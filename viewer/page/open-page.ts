/** Puts the page together: state in the middle, the source of frames on one side, panels and fields on the other. */
import { createStrip } from '../charts/strip.ts';
import { createPanelLabels } from '../picture/stage/labels.ts';
import { openStage } from '../picture/stage/stage.ts';
import type { FrameSource } from '../source/frame-source.ts';
import { openSource } from '../source/open-source.ts';
import { soloPlane } from '../state/choose.ts';
import { besideRun, frontRun, initialState, type PageState } from '../state/page-state.ts';
import { unmoved } from '../state/reading.ts';
import { received } from '../state/receive.ts';
import { createStore } from '../state/store.ts';
import { createConversation } from '../state/talk/conversation.ts';
import { createRequests } from '../state/talk/requests.ts';
import { withView } from '../state/time.ts';
import { createTaking } from '../take/taking.ts';
import { createBanner } from './bars/banner.ts';
import { createHeader } from './bars/header.ts';
import { createLiveText } from './bars/live-text.ts';
import { createNotices } from './bars/notices.ts';
import { createTimeline } from './bars/timeline.ts';
import { createActions } from './input/actions.ts';
import { createHelp } from './input/help.ts';
import { keysOf, listenToKeys } from './input/keys.ts';
import { keepPlaying } from './input/player.ts';
import { listenToPointer } from './input/pointer.ts';
import { applyTheme, onSystemTheme, storedTheme } from './kit/theme.ts';
import { createAbout } from './rail/about.ts';
import { createBrush } from './rail/brush.ts';
import { createCellSection } from './rail/cell.ts';
import { createDisplay } from './rail/display.ts';
import { createFork } from './rail/fork.ts';
import { createRates } from './rail/rates.ts';

const find = (id: string): HTMLElement => document.getElementById(id)!;

/** Room around a panel's cells in units of the text size: title, colour bar, gap. */
const room = { top: 1.7, right: 4, gap: 0.9 } as const;

/** What decides how the panels look. */
function drawnFrom(state: PageState): readonly unknown[] {
  const shown = [frontRun(state), besideRun(state)];
  return [...unmoved(state), ...shown.flatMap((run) => [run?.frame, run?.seen])];
}

export async function openPage(): Promise<void> {
  const store = createStore(initialState, {
    draw: requestAnimationFrame.bind(window),
    after: (ms, call) => void setTimeout(call, ms),
  });
  store.update((s) => withView(s, { theme: storedTheme() }));
  let source: FrameSource | undefined;
  const send: FrameSource['send'] = (message) => source?.send(message);
  const conversation = createConversation(send);
  const requests = createRequests(send);
  const actions = createActions(store, requests);
  const host = find('stage');
  host.tabIndex = 0;
  let theme = applyTheme(storedTheme());

  const textSize = () => Number.parseFloat(getComputedStyle(host).fontSize);
  const stage = await openStage(host, () => {
    const size = textSize();
    return { top: room.top * size, right: room.right * size, gap: room.gap * size };
  });
  const labels = createPanelLabels(host, (plane) => store.update((s) => soloPlane(s, plane)));
  const taking = createTaking(
    store,
    host,
    () => stage.placed,
    () => theme,
    (on) => header.filming(on),
  );
  const header = createHeader(find('header'), store, actions, taking);
  const strip = createStrip(find('charts'), actions.seekTime);
  const cell = createCellSection(store, actions.seekTime);
  find('rail').append(
    createDisplay(store),
    cell.root,
    createRates(store, actions),
    createBrush(store),
    createFork(store, actions),
    createAbout(store),
  );
  createTimeline(find('timeline'), store, actions);
  createBanner(find('banner'), store);
  createNotices(find('notices'), store);
  createLiveText(find('numbers'), find('cell-text'), store);
  const keys = keysOf(store, actions, taking);
  createHelp(document.body, store, keys);
  listenToKeys(keys);
  listenToPointer(host, stage, store, actions);
  keepPlaying(store, actions);

  function drawPanels(state: PageState): void {
    stage.draw(state);
    taking.drawn();
  }
  function drawLabels(state: PageState): void {
    labels.draw(stage.placed, state);
  }
  function drawCharts(state: PageState): void {
    strip(state, theme.palette, theme.ink);
    cell.draw(state, theme.palette, theme.ink);
  }
  function drawTheme(state: PageState): void {
    theme = applyTheme(state.view.theme);
    drawCharts(state);
  }

  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Acknowledges what was drawn and asks for what is wanted next. */
  function speak(): void {
    clearTimeout(timer);
    const wait = conversation.speak(store.get(), stage.pixels, performance.now());
    // Within a picture: a frame that is not drawn yet is not acknowledged.
    if (wait !== undefined) timer = setTimeout(() => requestAnimationFrame(speak), wait);
  }

  store.watch((s) => [s.view.theme], drawTheme);
  store.watch(
    (s) => [frontRun(s)?.info, s.beside],
    (s) => {
      const info = frontRun(s)?.info;
      document.documentElement.dataset.runs = s.beside === undefined ? 'one' : 'two';
      document.documentElement.dataset.cells = info && info.width * info.height === 1 ? 'one' : 'many';
    },
  );
  store.watchPictures(drawnFrom, drawPanels);
  store.watch(drawnFrom, drawLabels);
  store.watch((s) => [frontRun(s), s.beside && s.runs[s.beside], s.view.planes, s.view.pins], drawCharts);
  store.watchPictures((s) => [s], speak);
  onSystemTheme(() => drawTheme(store.get()));
  new ResizeObserver(() => {
    stage.resize();
    drawPanels(store.get());
    drawLabels(store.get());
    speak();
  }).observe(host);

  source = await openSource({
    message(message) {
      conversation.heard(message);
      requests.heard(message);
      store.update((s) => received(s, message));
      if (message.type === 'hello' && matchMedia('(prefers-reduced-motion: reduce)').matches)
        store.update((s) => (frontRun(s)?.info.source === 'recording' ? withView(s, { playing: false }) : s));
    },
    link(link) {
      if (link.state !== 'open') requests.lost();
      // An open socket is a link only once the server has said what there is: `received` sees to that.
      store.update((s) => (link.state === 'open' ? s : { ...s, link }));
    },
  });
}
