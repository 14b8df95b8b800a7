/** The viewer from the command line: where it listens, what it prints, when it ends. */
import { InvalidArgumentError, Option } from 'commander';
import { type ServeOptions, serveRuns, type ViewerServer } from '../../serve/server.ts';
import type { RunSource } from '../../serve/source.ts';
import { whole } from '../given/options.ts';
import { type Terminal, timeText } from '../terminal.ts';
import { hasBrowser, openBrowser } from './open-browser.ts';

export interface WatchFlags {
  port?: number;
  host?: string;
  open: boolean;
}

/** The options for them that `run` and `view` share. */
export function watchOptions(): Option[] {
  return [
    new Option('--port <n>', 'port of the page (default: any that is free)').argParser(port),
    new Option(
      '--host <address>',
      'listen on another address than 127.0.0.1, for other machines: 0.0.0.0 for all. The page then wants the token that is printed with its address; traffic is not encrypted',
    ),
    new Option('--no-open', 'open no browser'),
  ];
}

/**
 * Serves a run, says where, and opens it; says where the recordings of its forks lie, where they stay.
 *
 * @throws ScenarioError  the address or the port cannot be had
 */
export async function watch(
  source: RunSource,
  { port, host, open }: WatchFlags,
  terminal: Terminal,
  onPage?: ServeOptions['onPage'],
): Promise<ViewerServer> {
  const server = await serveRuns([source], {
    ...(port === undefined ? {} : { port }),
    ...(host === undefined ? {} : { host }),
    ...(onPage ? { onPage } : {}),
    note: (line) => terminal.note(line),
    onFork({ info: { id, parent, path, timeUnit } }) {
      if (path !== undefined) terminal.note(`${id}, from ${timeText(parent?.time ?? 0, timeUnit)} → ${path}`);
    },
  });
  terminal.print(server.url);
  if (open && hasBrowser()) openBrowser(server.url);
  return server;
}

/** @throws InvalidArgumentError */
function port(text: string): number {
  const value = whole(text);
  if (value > 65_535) throw new InvalidArgumentError('Ports go up to 65535.');
  return value;
}
