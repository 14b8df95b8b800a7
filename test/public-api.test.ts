import { expect, test } from 'vitest';
import * as library from '../src/index.ts';

test('the public names are these and no others', () => {
  expect(Object.keys(library).sort()).toEqual([
    'bodyA',
    'bodyB',
    'crn',
    'gaussian',
    'hybrid',
    'isCrnGridError',
    'mdn',
    'openRecording',
    'recurrent',
    'run',
    'scenario',
    'search',
    'simulateEnsemble',
    'ssa',
    'tau',
  ]);
});
