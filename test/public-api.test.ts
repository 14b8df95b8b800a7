import { expect, test } from 'vitest';
import * as library from '../src/index.ts';

test('the public names are these and no others', () => {
  expect(Object.keys(library).sort()).toEqual([
    'bodyA',
    'bodyB',
    'crn',
    'firstPassage',
    'forkRun',
    'gaussian',
    'hybrid',
    'isCrnGridError',
    'kernelColumn',
    'mdn',
    'meanFirstPassage',
    'openRecording',
    'recurrent',
    'relativeEntropy',
    'run',
    'scenario',
    'search',
    'simulateEnsemble',
    'solveFsp',
    'solveVan',
    'ssa',
    'stationaryLaw',
    'tau',
    'totalVariation',
    'van',
  ]);
});
