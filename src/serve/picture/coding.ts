/**
 * Planes as they travel: the narrowest numbers that hold them, and only what has changed. The page decodes
 * with `readPlane`, so nothing of Node in here.
 */
import type { Values, WirePlane } from '../protocol/frames.ts';

type Coded = Pick<WirePlane, 'coding' | 'data'>;

const nothing = new Uint8Array(0);

/** An array for whole numbers between two bounds; real ones, and whole ones past 2^31, get 32-bit floats. */
export function narrowest(length: number, whole: boolean, least: number, greatest: number): Values {
  if (!whole || least < -0x80000000 || greatest > 0x7fffffff) return new Float32Array(length);
  if (least < 0 || greatest > 0xffff) return new Int32Array(length);
  return greatest > 0xff ? new Uint16Array(length) : new Uint8Array(length);
}

/**
 * How to tell a reader who has `before` of `now`.
 *
 * @param before  the values the reader got last; undefined at first
 */
export function codePlane(now: Values, before: Values | undefined): Coded {
  if (before?.constructor !== now.constructor || before.length !== now.length)
    return { coding: 'full', data: now };
  let same = true;
  // A byte gains nothing on a byte, and differences of floats are none.
  let near = now.BYTES_PER_ELEMENT > 1 && !(now instanceof Float32Array);
  for (let i = 0; i < now.length && (same || near); i++) {
    const change = now[i]! - before[i]!;
    if (change === 0) continue;
    same = false;
    // Written so that NaN, which no difference tells, is sent in full.
    if (!(change >= -128 && change <= 127)) near = false;
  }
  if (same) return { coding: 'same', data: nothing };
  if (!near) return { coding: 'full', data: now };
  const data = new Int8Array(now.length);
  for (let i = 0; i < data.length; i++) data[i] = now[i]! - before[i]!;
  return { coding: 'delta', data };
}

/**
 * The values of a plane.
 *
 * @param before  those of the same plane in the frame before, of the same look; it is not changed
 * @throws RangeError  the plane says what has changed, and `before` is not what it changed from
 */
export function readPlane({ coding, data }: Coded, before: Values | undefined): Values {
  if (coding === 'full') return data as Values;
  if (!before || (coding === 'delta' && before.length !== data.length))
    throw new RangeError('a plane came as a change of one that never came: look again');
  if (coding === 'same') return before;
  const now = before.slice();
  for (let i = 0; i < now.length; i++) now[i]! += data[i]!;
  return now;
}
