import { expect, test } from 'vitest';
import { nearestName } from '../../src/crn/nearest-name.ts';

test.each([
  ['forrage', ['bloom', 'forage', 'hatch'], 'forage'],
  ['bee', ['Bee', 'BeeA'], 'Bee'],
  ['sqr', ['sin', 'sqrt'], 'sqrt'],
  ['p', ['P', 'Q'], 'P'],
  ['C', ['A', 'B'], undefined],
  ['wilt', ['bloom', 'forage'], undefined],
])('%s among %j is %s', (name, candidates, wanted) => expect(nearestName(name, candidates)).toBe(wanted));
