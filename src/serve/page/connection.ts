/** One page on the line: what it says is checked and done, what it should know is sent when it can take it. */
import type { WebSocket } from 'ws';
import { isCrnGridError } from '../../errors.ts';
import { cellMessage, seriesMessage } from '../charts/chart-messages.ts';
import type { Clock } from '../clock.ts';
import type {
  CellRequest,
  ChangeRequest,
  Control,
  ForkRequest,
  PageMessage,
  SeriesRequest,
} from '../protocol/from-page.ts';
import type { Answer } from '../protocol/from-server.ts';
import { limits } from '../protocol/terms.ts';
import type { Runs } from '../runs.ts';
import type { Watched } from '../watched.ts';
import { Allowance } from './allowance.ts';
import { Outbox } from './outbox.ts';
import { Refusal, readMessage } from './read-message.ts';
import { Toll } from './toll.ts';
import { View } from './view.ts';

/** Messages that may wait for a page; one that lets more pile up is cut off. */
const mostWaiting = 256;
/** Requests of a page that may be worked on at a time. */
const mostAtWork = 16;
/** Cells of a run that a page is kept informed of while they are read. */
const mostCells = 16;
/** Milliseconds between signs of life, and without one before a page counts as gone. */
const pingEvery = 20_000;
const silence = 75_000;
/** Reasons for which a socket is closed, of the WebSocket protocol. */
const policyViolation = 1008;

type Request = Control | ChangeRequest | ForkRequest;

/** What a page has asked to be charted of a run. */
interface Charted {
  series?: SeriesRequest;
  readonly cells: Map<string, CellRequest>;
}

export interface ConnectionOptions {
  readonly runs: Runs;
  readonly clock: Clock;
  /** Told of what was refused; `kind` is the same for the same reason. */
  readonly refused: (kind: string, what: string) => void;
}

/** Serves a page until it goes. */
export function openConnection(socket: WebSocket, { runs, clock, refused }: ConnectionOptions): void {
  const views = new Map<string, View>();
  const charts = new Map<string, Charted>();
  const toll = new Toll(clock);
  const allowance = new Allowance(clock, limits.messagesPerSecond);
  let atWork = 0;
  let heard = clock.now();
  const outbox = new Outbox(
    (bytes, left) => (socket.readyState === socket.OPEN ? socket.send(bytes, () => left()) : left()),
    (error) => put({ type: 'answer', tag: 0, error: inWords(error) }),
    toll,
  );

  function cut(why: string): void {
    refused(why, why);
    socket.close(policyViolation, why);
    // A page that does not read will not read this either.
    socket.terminate();
  }

  function put(answer: Answer): void {
    if (outbox.waiting >= mostWaiting) cut('too many answers wait');
    else outbox.put(`answer ${answer.tag}`, () => answer);
  }

  const stopListening = runs.listen({
    came: (run) => outbox.put(`run ${run.source.info.id}`, () => ({ type: 'run', ...runs.entryOf(run) })),
    moved: (run) => views.get(run.source.info.id)?.tick(),
    changed(run) {
      const { id } = run.source.info;
      outbox.put(`status ${id}`, () => ({ type: 'status', run: id, status: run.source.status() }));
    },
    marked(run) {
      const { id } = run.source.info;
      const { source } = run;
      outbox.put(`marks ${id}`, () => ({
        type: 'marks',
        run: id,
        marks: run.marks(),
        rates: source.rates(),
      }));
    },
    charted(run) {
      const asked = charts.get(run.source.info.id);
      if (asked?.series) sendSeries(run, asked.series);
      for (const cell of asked?.cells.values() ?? []) sendCell(run, cell);
    },
  });

  function sendSeries(run: Watched, request: SeriesRequest): void {
    outbox.put(`series ${request.run}`, () => {
      const message = seriesMessage(run, request);
      const asked = charts.get(request.run);
      // A chart that has all its points is not sent again unasked.
      if (message.complete && asked?.series === request) delete asked.series;
      return message;
    });
  }
  function sendCell(run: Watched, request: CellRequest): void {
    const key = `${request.x} ${request.y}`;
    outbox.put(`cell ${request.run} ${key}`, () => {
      const message = cellMessage(run, request);
      const cells = charts.get(request.run)?.cells;
      if (message.complete && cells?.get(key) === request) cells.delete(key);
      return message;
    });
  }

  function chartsOf(id: string): Charted {
    const known = charts.get(id) ?? { cells: new Map() };
    charts.set(id, known);
    return known;
  }

  function viewOf(run: Watched): View {
    const { id } = run.source.info;
    const view = views.get(id) ?? new View(run, clock, toll, (make) => outbox.put(`frame ${id}`, make));
    views.set(id, view);
    return view;
  }

  function take(message: PageMessage, run: Watched): void {
    switch (message.type) {
      case 'look':
        viewOf(run).look(message);
        return;
      case 'ack':
        views.get(message.run)?.ack(message);
        return;
      case 'leave':
        views.get(message.run)?.close();
        views.delete(message.run);
        charts.delete(message.run);
        return;
      case 'series':
        chartsOf(message.run).series = message;
        sendSeries(run, message);
        return;
      case 'cell': {
        const { cells } = chartsOf(message.run);
        const key = `${message.x} ${message.y}`;
        cells.delete(key);
        cells.set(key, message);
        if (cells.size > mostCells) cells.delete(cells.keys().next().value!);
        sendCell(run, message);
        return;
      }
      default:
        void request(message, run);
    }
  }

  async function request(message: Request, run: Watched): Promise<void> {
    const { tag } = message;
    if (atWork >= mostAtWork)
      return put({ type: 'answer', tag, error: 'Too many requests at once: wait for the answers.' });
    atWork++;
    try {
      put({ type: 'answer', tag, ...(await perform(message, run)) });
    } catch (error) {
      put({ type: 'answer', tag, error: inWords(error) });
    } finally {
      atWork--;
    }
  }

  async function perform(message: Request, run: Watched): Promise<Partial<Answer>> {
    const { source } = run;
    const cannot = (what: string): Refusal => new Refusal('cannot', `this run cannot be ${what}`);
    switch (message.type) {
      case 'control':
        if (!source.control) throw cannot('controlled: it is a recording');
        await source.control(message.action);
        return {};
      case 'change':
        if (!source.change) throw cannot('changed: it is a recording');
        return { step: await source.change(message.change) };
      case 'fork':
        return { run: await runs.fork(run, message) };
    }
  }

  function inWords(error: unknown): string {
    const what = error instanceof Error ? error.message : String(error);
    // What we did not foresee is for the terminal too.
    if (!isCrnGridError(error) && !(error instanceof Refusal)) refused(`failure ${what}`, what);
    return what;
  }

  socket.on('message', (data: Buffer, isBinary: boolean) => {
    heard = clock.now();
    if (!allowance.take()) return cut('too many messages');
    try {
      if (isBinary) throw new Refusal('binary', 'a page talks in text');
      const message = toll.charge(() =>
        readMessage(data.toString('utf8'), (id) => runs.get(id)?.source.info),
      );
      take(message, runs.get(message.run)!);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused(error.kind, error.message);
      put({ type: 'answer', tag: error.tag, error: error.message });
    }
  });
  socket.on('pong', () => {
    heard = clock.now();
  });
  // Broken frames end in 'close'; without a listener they would end the process.
  socket.on('error', (error: Error) => refused(`socket ${error.message}`, error.message));

  let stopBeating = (): void => {};
  const beat = (): void => {
    if (clock.now() - heard > silence) {
      socket.terminate();
      return;
    }
    socket.ping();
    stopBeating = clock.after(pingEvery, beat);
  };
  stopBeating = clock.after(pingEvery, beat);

  socket.on('close', () => {
    stopBeating();
    stopListening();
    outbox.close();
    for (const view of views.values()) view.close();
  });

  outbox.put('hello', () => runs.hello());
}
