/** Exact simulation against everybody who does the same. */
import { readFileSync } from 'node:fs';
import { writeSbml } from '../../src/formats/sbml/write.ts';
import type { GillespyProgram } from '../gillespy2.ts';
import { gillespyPrograms, gillespyRate } from '../gillespy2.ts';
import type { Group } from '../group.ts';
import { type Absent, type Contestant, interleave } from '../interleave.ts';
import { meanPropensity, modelNames, type SettledModel, settledModel } from '../models.ts';
import { compileCpp, missingPackage } from '../peers.ts';
import { generateCpp } from '../reference/generate-cpp.ts';
import { startNode, startProgram, startPython } from '../start.ts';
import { tableOf } from '../table.ts';

/** Events a second that a peer is expected to make, so that it works for about as long as the others. */
const expected = { gillespy2: 4e6, gillespy2Optimised: 2e7, roadrunner: 1e6, copasi: 7e6 };

export const exact: Group = {
  name: 'exact',
  title: 'Exact simulation',
  about:
    'Reaction events per second of processor time, one trajectory, one thread. Generated C++ is written for each network: a balanced sum tree over all reactions, our generator and ziggurat; unlike ours it does not merge reactions of the same or opposite change. Peers that do not count their events are given the mean propensity along their own run.',
  async measure({ rounds, seconds }) {
    return modelNames.map((name) => {
      const model = settledModel(name);
      const gillespy = gillespyPrograms(model);
      const table = compileCpp(
        'direct-method',
        readFileSync(new URL('../reference/direct-method.cpp', import.meta.url), 'utf8'),
      );
      const long = (speed: number): number =>
        (speed * seconds * (name === 'EGFR' ? 0.3 : 1)) / model.eventRate;
      return {
        name,
        unit: 'events/s',
        higherIsBetter: true,
        facts: { 'events per time unit': model.eventRate },
        entries: interleave(rounds, {
          'crn-grid': (round) => {
            const job = { model, agents: 1, eventsPerStep: 5e5, seconds, seed: 1 + round };
            return startNode<{ rate: number }>('exact', job).rate;
          },
          'generated C++ -O3': program(compileCpp('generated', generateCpp(model)), seconds),
          'C++ -O3, tables': program(table, seconds, tableOf(model)),
          'GillesPy2 as shipped': gillespyContestant(model, gillespy.shipped, long(expected.gillespy2)),
          'GillesPy2 at -O3': gillespyContestant(
            model,
            gillespy.optimised,
            long(expected.gillespy2Optimised),
          ),
          libRoadRunner: sbmlContestant(model, 'roadrunner', long(expected.roadrunner)),
          COPASI: sbmlContestant(model, 'copasi', long(expected.copasi)),
        }),
      };
    });
  },
};

function program(file: string | Absent, seconds: number, input?: string): Contestant {
  if (typeof file !== 'string') return file;
  return (round) => {
    const [events, spent] = startProgram(file, [`${seconds}`, `${1 + round}`], input);
    return events! / spent!;
  };
}

function gillespyContestant(model: SettledModel, of: GillespyProgram | Absent, end: number): Contestant {
  return 'absent' in of ? of : (round) => gillespyRate(model, of, Math.ceil(end), 1 + round);
}

function sbmlContestant(model: SettledModel, peer: 'roadrunner' | 'copasi', end: number): Contestant {
  const missing = missingPackage(peer === 'copasi' ? 'COPASI' : peer);
  if (missing) return missing;
  const { network, rates, start } = model;
  const sbml = writeSbml({
    ...{ name: 'peer', network },
    rates: Object.fromEntries(network.rates.map((name, k) => [name, rates[k]!])),
    start: Object.fromEntries(network.species.map((name, s) => [name, start[s]!])),
  });
  return (round) => {
    const job = { sbml, end, seed: 1 + round };
    type Seen = { seconds: number; states: number[][]; species: string[] };
    const seen = startPython<Seen>(`${peer}-rate`, job);
    return (end * meanPropensity(model, seen.states, seen.species)) / seen.seconds;
  };
}
