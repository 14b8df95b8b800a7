import { describe, expect, test } from 'vitest';
import { outside, type Space } from '../../src/grid/space.ts';

/** Every space passes this. */
export function spaceContract(name: string, space: Space): void {
  describe(name, () => {
    test('has cells', () => {
      expect(Number.isInteger(space.cells) && space.cells > 0).toBe(true);
    });

    test('neighbours are other cells, or the outside', () => {
      for (let cell = 0; cell < space.cells; cell++)
        for (const next of space.neighbours(cell)) {
          expect(next === outside || next < space.cells).toBe(true);
          expect(next).not.toBe(cell);
        }
    });

    test('who can step there can step back, as often', () => {
      const steps = new Map<string, number>();
      for (let cell = 0; cell < space.cells; cell++)
        for (const next of space.neighbours(cell)) {
          const pair = `${cell} ${next}`;
          steps.set(pair, (steps.get(pair) ?? 0) + 1);
        }
      for (const [pair, times] of steps) {
        const [from, to] = pair.split(' ');
        if (Number(to) !== outside) expect(steps.get(`${to} ${from}`)).toBe(times);
      }
    });

    test('answers the same every time', () => {
      for (let cell = 0; cell < space.cells; cell++)
        expect(space.neighbours(cell)).toEqual(space.neighbours(cell));
    });
  });
}
