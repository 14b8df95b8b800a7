/**
 * Keeps the server told of what the page wants: one look at a time, an acknowledgement for every frame
 * drawn, and charts renewed now and then.
 */
import type { PageMessage } from '../../../src/serve/protocol/from-page.ts';
import type { ServerMessage } from '../../../src/serve/protocol/from-server.ts';
import type { PageState, RunView } from '../page-state.ts';
import { type WantedLook, wantedLooks } from './wanted.ts';

/** Points of a chart. */
const points = 1000;

/** A growing run has its charts renewed no more often, ms. */
const chartsEvery = 700;

/** A look without an answer is asked again after this, ms: what it was about may have gone. */
const patience = 4000;

/** What has been said about one run. */
interface Said {
  /** The look that holds, as text. */
  look?: string;
  /** Number of the look not answered yet, and since when. */
  open?: { readonly look: number; readonly since: number };
  /** Frame not acknowledged yet. */
  drawn?: { readonly look: number; readonly index: number; readonly revision: number };
  /** Charts asked for, by name: of what, when, and whether all of it has come. */
  readonly charts: Map<string, { readonly about: string; readonly at: number; open: boolean }>;
}

const nameOfCell = (x: number, y: number): string => `cell ${x} ${y}`;

export interface Conversation {
  /** To be told of every message that came. */
  heard(message: ServerMessage): void;
  /** To be called after every picture. @param now ms @returns ms until it wants to be called again, if it does */
  speak(state: PageState, pixels: readonly [number, number], now: number): number | undefined;
}

export function createConversation(send: (message: PageMessage) => void): Conversation {
  let number = 0;
  let about = new Map<string, Said>();

  function said(run: string): Said {
    const entry = about.get(run) ?? { charts: new Map() };
    about.set(run, entry);
    return entry;
  }

  function look(wanted: WantedLook, now: number): void {
    const entry = said(wanted.run);
    if (entry.open && now - entry.open.since < patience) return;
    const text = JSON.stringify(wanted);
    if (text === entry.look && !entry.open) return;
    entry.look = text;
    entry.open = { look: ++number, since: now };
    send({ type: 'look', ...wanted, look: number });
  }

  function acknowledge(): void {
    for (const [run, entry] of about) {
      if (!entry.drawn) continue;
      send({ type: 'ack', run, ...entry.drawn });
      delete entry.drawn;
    }
  }

  /** Asks for a chart if there is more to draw than what was asked for last; says when it may ask again. */
  function chart(entry: Said, name: string, about: string, message: PageMessage, now: number): number {
    const last = entry.charts.get(name);
    if (last && (last.open || last.about === about)) return Number.POSITIVE_INFINITY;
    const wait = last ? last.at + chartsEvery - now : 0;
    if (wait > 0) return wait;
    entry.charts.set(name, { about, at: now, open: true });
    send(message);
    return Number.POSITIVE_INFINITY;
  }

  function charts({ view: { pins, planes } }: PageState, { info, status }: RunView, now: number): number {
    if (status.frames === 0) return Number.POSITIVE_INFINITY;
    const run = info.id;
    const entry = said(run);
    const length = `${status.frames} ${status.state}`;
    const series = { type: 'series', run, bands: planes, points } as const;
    const waits = [chart(entry, 'series', JSON.stringify([length, planes]), series, now)];
    for (const pin of pins) {
      const [x, y] = [pin % info.width, Math.floor(pin / info.width)];
      waits.push(chart(entry, nameOfCell(x, y), length, { type: 'cell', run, x, y, points }, now));
    }
    return Math.min(...waits);
  }

  return {
    heard(message) {
      if (message.type === 'hello') about = new Map();
      if (message.type === 'frame') {
        const entry = said(message.run);
        entry.drawn = { look: message.look, index: message.index, revision: message.revision };
        if (entry.open && message.look >= entry.open.look) delete entry.open;
      }
      if ((message.type === 'series' || message.type === 'cell') && message.complete) {
        const name = message.type === 'series' ? 'series' : nameOfCell(message.x, message.y);
        const asked = said(message.run).charts.get(name);
        if (asked) asked.open = false;
      }
      // A refusal without a number may be about any of them: each may be asked anew.
      if (message.type === 'answer' && message.tag === 0)
        for (const entry of about.values()) {
          delete entry.open;
          for (const asked of entry.charts.values()) asked.open = false;
        }
    },
    speak(state, pixels, now) {
      if (state.link.state !== 'open') return undefined;
      acknowledge();
      const looks = wantedLooks(state, pixels);
      for (const wanted of looks) look(wanted, now);
      for (const [run] of about)
        if (!looks.some((wanted) => wanted.run === run)) {
          about.delete(run);
          send({ type: 'leave', run });
        }
      const shortest = Math.min(...looks.map(({ run }) => charts(state, state.runs[run]!, now)));
      return Number.isFinite(shortest) ? shortest : undefined;
    },
  };
}
