/** Terms of the ontology of simulation algorithms (KiSAO, doi 10.1038/msb.2011.77), and what is run for them. */
import { ModelError } from '../../errors.ts';
import type { TimeCourse } from './experiment.ts';

export type Method = 'ode' | 'ssa' | 'tau';

/** Methods of one kind solve the same problem: another one of the kind is taken, and that is said. */
const methods: Readonly<Record<Method, Readonly<Record<string, string>>>> = {
  ode: {
    'KISAO:0000019': 'CVODE',
    'KISAO:0000030': 'forward Euler',
    'KISAO:0000031': 'backward Euler',
    'KISAO:0000032': 'Runge–Kutta of order 4',
    'KISAO:0000071': 'LSODE',
    'KISAO:0000086': 'Runge–Kutta–Fehlberg',
    'KISAO:0000087': 'Dormand–Prince',
    'KISAO:0000088': 'LSODA',
    'KISAO:0000089': 'LSODAR',
    'KISAO:0000288': 'BDF',
    'KISAO:0000304': 'Radau',
  },
  ssa: {
    'KISAO:0000015': 'Gillespie’s first reaction',
    'KISAO:0000027': 'Gibson–Bruck',
    'KISAO:0000029': 'Gillespie’s direct method',
    'KISAO:0000241': 'Gillespie-like',
  },
  tau: { 'KISAO:0000039': 'tau-leaping' },
};

const ours: Readonly<Record<Method, string>> = {
  ode: 'the adaptive solver of stiff and plain equations',
  ssa: 'exact simulation',
  tau: 'tau-leaping',
};

const parameters = { rtol: 'KISAO:0000209', atol: 'KISAO:0000211', seed: 'KISAO:0000488' };

export interface Algorithm {
  readonly method: Method;
  readonly rtol: number;
  readonly atol: number;
  readonly seed: number;
  /** What was asked for and is not done as asked. */
  readonly notes: readonly string[];
}

/** @throws ModelError for an algorithm of another kind */
export function algorithmOf({ algorithm, parameters: given }: TimeCourse, where: string): Algorithm {
  const method = (Object.keys(methods) as Method[]).find((one) => algorithm in methods[one]);
  if (!method)
    throw new ModelError(
      where,
      `the algorithm ${algorithm} is not known`,
      `There are: ${Object.values(methods)
        .flatMap((all) => Object.entries(all).map(([id, name]) => `${id} (${name})`))
        .join(', ')}.`,
    );
  const used: readonly string[] = method === 'ode' ? [parameters.rtol, parameters.atol] : [parameters.seed];
  const value = (name: string, otherwise: number): number => {
    const text = given.get(name);
    const number = text === undefined ? otherwise : Number(text);
    const least = name === parameters.seed ? 0 : 2e-14;
    if (Number.isFinite(number) && number >= least && (name !== parameters.rtol || number < 1)) return number;
    throw new ModelError(
      where,
      `${name} is "${text}"`,
      `Give a number of ${least} or more${name === parameters.rtol ? ', below 1' : ''}.`,
    );
  };
  const left = [...given.keys()].filter((name) => !used.includes(name));
  return {
    method,
    rtol: value(parameters.rtol, 1e-8),
    atol: value(parameters.atol, 1e-12),
    seed: Math.floor(value(parameters.seed, 1)),
    notes: [
      ...(method === 'ode' ? [] : [`${where}: one run, of seed ${value(parameters.seed, 1)}.`]),
      `${where}: ${methods[method][algorithm]} (${algorithm}) is ${ours[method]} here.`,
      ...(left.length > 0
        ? [`${where}: the parameters ${left.join(', ')} of the algorithm have no meaning here.`]
        : []),
    ],
  };
}
