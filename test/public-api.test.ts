import { expect, test } from 'vitest';
import * as library from '../src/index.ts';

test('the public names are these and no others', () => {
  expect(Object.keys(library).sort()).toEqual([
    'crn',
    'hybrid',
    'isCrnGridError',
    'mdn',
    'openRecording',
    'run',
    'scenario',
    'simulateEnsemble',
    'ssa',
    'tau',
  ]);
});
