import { expect, test } from 'vitest';
import * as library from '../src/index.ts';

test('the public names are these and no others', () => {
  expect(Object.keys(library).sort()).toEqual([
    'bodyA',
    'bodyB',
    'compileRncrn',
    'composeRncrn',
    'crn',
    'drawnCurve',
    'firstPassage',
    'forkRun',
    'gaussian',
    'hybrid',
    'isCrnGridError',
    'kernelColumn',
    'mdn',
    'meanFirstPassage',
    'ode',
    'openRecording',
    'recurrent',
    'relativeEntropy',
    'rncrnFromJson',
    'run',
    'scenario',
    'search',
    'simulateEnsemble',
    'solveFsp',
    'solveVan',
    'ssa',
    'stationaryLaw',
    'target',
    'tau',
    'totalVariation',
    'tracedCurve',
    'van',
  ]);
});
