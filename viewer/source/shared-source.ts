/** Frames that lie inside the page: the recording of a share file, answered for as a server would. */
import { Unpackr } from 'msgpackr/unpack';
import { answerLook, type SeenPlanes } from '../../src/serve/picture/answer-look.ts';
import { planesOf } from '../../src/serve/picture/planes-of.ts';
import type { Look, PageMessage } from '../../src/serve/protocol/from-page.ts';
import type { ServerMessage } from '../../src/serve/protocol/from-server.ts';
import type { RunStatus } from '../../src/serve/protocol/run-info.ts';
import type { SharedRecording } from '../../src/serve/protocol/share-file.ts';
import { protocolVersion } from '../../src/serve/protocol/terms.ts';
import type { FrameSource, Listener } from './frame-source.ts';
import { sharedBands, sharedCell, sharedScalars } from './shared-series.ts';

/** The recording out of a share element's text. @throws Error  it is no such recording, or of another version */
export async function readShared(base64: string): Promise<SharedRecording> {
  const zipped = Uint8Array.from(atob(base64.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([zipped]).stream().pipeThrough(new DecompressionStream('gzip'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const read = new Unpackr({ moreTypes: true, useRecords: false }).unpack(bytes) as SharedRecording;
  if (read.format !== 'crn-grid share' || read.formatVersion !== 1)
    throw new Error('This file was written by another version of crn-grid. Share the recording again.');
  return read;
}

export function openSharedSource(recording: SharedRecording, listener: Listener): FrameSource {
  const { info } = recording;
  const frames = recording.counts.length;
  const status: RunStatus = {
    state: 'finished',
    step: recording.steps.at(-1) ?? 0,
    time: recording.times.at(-1) ?? 0,
    frames,
  };
  let closed = false;

  const reply = (message: ServerMessage): void => {
    if (!closed) listener.message(message);
  };

  function frameAt(index: number) {
    return planesOf(info, {
      step: recording.steps[index]!,
      time: recording.times[index]!,
      counts: recording.counts[index]!,
      fields: recording.fields[index]!,
      ...(recording.routes ? { route: recording.routes[index]! } : {}),
      scalars: Object.fromEntries(
        Object.entries(recording.scalars).map(([name, values]) => [name, values[index]!]),
      ),
    });
  }

  function shown(look: Look): void {
    const index = look.at === 'newest' ? frames - 1 : look.at;
    if (index < 0 || index >= frames) return;
    const seen: SeenPlanes = new Map();
    reply(answerLook(info, look, { index, revision: 0, frames, planes: frameAt(index) }, seen));
  }

  function answer(message: PageMessage): void {
    const { run } = message;
    if (message.type === 'look') shown(message);
    else if (message.type === 'cell')
      reply({ type: 'cell', run, ...sharedCell(recording, message), complete: true });
    else if (message.type === 'series')
      sharedBands(recording, message, frameAt, (bands, complete) => {
        reply({ type: 'series', run, scalars: sharedScalars(recording, message.points), bands, complete });
        return !closed;
      });
    else if ('tag' in message)
      reply({ type: 'answer', tag: message.tag, error: 'a shared recording cannot be changed' });
  }

  queueMicrotask(() => {
    listener.link({ state: 'open' });
    reply({
      type: 'hello',
      protocol: protocolVersion,
      version: '',
      session: 'share',
      runs: [{ info, status, marks: recording.marks }],
    });
  });
  return {
    send: (message) => queueMicrotask(() => answer(message)),
    close() {
      closed = true;
    },
  };
}
