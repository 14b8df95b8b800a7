/**
 * What the viewer's server and its page say to each other. Imported by both, so nothing of Node in this folder.
 *
 * The page talks in JSON text, the server in msgpackr binary (`moreTypes`, no records): typed arrays arrive
 * as typed arrays. One socket carries any number of runs; every message names the one it is about.
 *
 *     page                                   server
 *       |  <- hello   the runs there are        |
 *       |  look    run, where, what ->          |
 *       |  <- frame                             |   one frame of a run on its way at a time:
 *       |  ack     run, look, index ->          |   the next goes out when the last is drawn, and is the newest
 *       |  <- status, marks, run                |   as it changes; only the latest of each waits
 *       |  series, cell ->        <- series, cell
 *       |  control, change, fork ->   <- answer |
 */

/** Raised when a page of one version cannot talk to a server of another. */
export const protocolVersion = 1;

/** Where the socket is, on the page's own host. Subprotocols offered: this name, then the token if there is one. */
export const socketPath = '/socket';
export const subprotocol = 'crn-grid';

/** What the server refuses beyond. The page keeps below them by itself. */
export const limits = {
  /** Bytes of a message from a page. */
  messageBytes: 262_144,
  /** Messages a page may send in a second, over any ten seconds. */
  messagesPerSecond: 120,
  /** Planes in one look. */
  planes: 32,
  /** Cells whose counts a look asks for by number. */
  cells: 32,
  /** Cells painted by one change. */
  paintedCells: 16_384,
  /** Changes a fork begins with. */
  changes: 256,
  /** Pixels a side. */
  pixels: 8192,
  /** Points of a series. */
  points: 4096,
} as const;
