/** Runs, frames and states for tests of the page. */
import type { FrameMessage, WirePlane } from '../../src/serve/protocol/frames.ts';
import type { Hello, ServerMessage } from '../../src/serve/protocol/from-server.ts';
import type { RunInfo, RunStatus } from '../../src/serve/protocol/run-info.ts';
import { initialState, type PageState } from '../../viewer/state/page-state.ts';
import { received } from '../../viewer/state/receive.ts';

export function infoOf(change: Partial<RunInfo> = {}): RunInfo {
  return {
    id: 'run',
    name: 'meadow',
    source: 'live',
    width: 4,
    height: 3,
    species: [{ name: 'A', label: 'calm' }, { name: 'B' }],
    fields: [{ name: 'heat' }],
    observables: [{ name: 'both', of: ['A', 'B'] }, { name: 'mean age' }],
    dt: 0.5,
    timeUnit: 'hour',
    every: 1,
    steps: 100,
    seed: 1,
    kernel: 'ssa',
    rates: [{ name: 'k', value: 2 }],
    network: 'A -> B @ k',
    command: 'crn-grid view meadow.ts',
    overlays: ['route'],
    can: { control: true, change: true },
    ...change,
  };
}

export function statusOf(frames: number, state: RunStatus['state'] = 'running'): RunStatus {
  const step = Math.max(0, frames - 1);
  return { state, step, time: step * 0.5, frames };
}

export function helloOf(...runs: Hello['runs']): Hello {
  return { type: 'hello', protocol: 1, version: '1.2.3', session: 'first', runs };
}

export function runOf(frames: number, change: Partial<RunInfo> = {}, state?: RunStatus['state']) {
  return { info: infoOf(change), status: statusOf(frames, state), marks: [] };
}

export function planeOf(
  name: string,
  data: WirePlane['data'],
  coding: WirePlane['coding'] = 'full',
): WirePlane {
  const all = Array.from(data);
  return {
    name,
    coding,
    data,
    least: Math.min(0, ...all),
    greatest: Math.max(0, ...all),
    total: all.reduce((a, b) => a + b, 0),
  };
}

export function frameOf(change: Partial<FrameMessage> = {}): FrameMessage {
  return {
    type: 'frame',
    run: 'run',
    look: 1,
    index: 0,
    revision: 0,
    frames: 1,
    step: 0,
    time: 0,
    window: { x: 0, y: 0, width: 4, height: 3 },
    factor: 1,
    columns: 4,
    rows: 3,
    shrink: 'greatest',
    planes: [],
    scalars: {},
    cells: [],
    ...change,
  };
}

/** The page after some messages. */
export function pageAfter(...messages: readonly ServerMessage[]): PageState {
  return messages.reduce(received, initialState);
}
