/**
 * Five initial value problems, as networks of concentrations, that the solvers are measured on.
 *
 * Robertson 1966 and the Oregonator (Field & Noyes 1974) as in Hairer & Wanner, Solving Ordinary Differential
 * Equations II, §IV.1 and §IV.10; a chemical neural network (Dack, Plesa & Ouldridge, arXiv 2602.02374, weights of
 * the switch between one and two stable states, MIT licence); the growth-factor receptor and a cascade of `networks.ts`.
 */
import { crn } from '../../src/crn/crn.ts';
import type { Network } from '../../src/crn/network.ts';
import { RateEquations } from '../../src/kernels/ode/rate-equations.ts';
import { type Blocks, BorderedDiagonal } from '../../src/numerics/linear/bordered-diagonal.ts';
import type { OdeSystem } from '../../src/numerics/ode/system.ts';
import { cascade1, egfr } from './networks.ts';

export interface OdeProblem {
  readonly name: string;
  readonly network: Network;
  readonly rates: readonly number[];
  readonly start: readonly number[];
  readonly until: number;
  readonly atol: number;
}

const powers = { massAction: 'powers' } as const;

/** Rates from 0.04 to 3e7, over eleven decades of time. */
export const robertson: OdeProblem = {
  name: 'Robertson',
  network: crn('A -> B @ 0.04\n2 B -> B + C @ 3e7\nB + C -> A + C @ 1e4', powers),
  ...{ rates: [], start: [1, 0, 0], until: 1e8, atol: 1e-14 },
};

/** A relaxation oscillator over more than one period of 302.9. */
export const oregonator: OdeProblem = {
  name: 'Oregonator',
  network: crn(`
    0 -> X @ {77.27 * (Y + X * (1 - 8.375e-6 * X - Y))}
    0 -> Y @ {(Z - (1 + X) * Y) / 77.27}
    0 -> Z @ {0.161 * (X - Z)}
  `),
  ...{ rates: [], start: [1, 2, 3], until: 360, atol: 1e-10 },
};

/** The published weights: one visible species, three neurons, one parameter. */
export const switchNet = {
  alpha: [-54.403141, 188.69615, -112.26055],
  omega: [137.50093, -249.39433, -225.24852],
  psi: [-477.66092, -21494.744, -1876.2607],
  bias: [-1513.8097, -220.31892, 854.49353],
  beta: 35.969883,
  gamma: [52.617485, 179.42029, 130.18481],
  tau: [90.515091, 12.931398, 1122.9736],
  mu: 0.1,
} as const;

/** The switch at λ = 1, where neurons are 2·10⁵ times as fast as what they compute. */
export const neural: OdeProblem = {
  name: 'neural switch',
  network: crn(neuralText(), powers),
  ...{ rates: [], start: [2, 0, 0, 0], until: 1, atol: 1e-9 },
};

function neuralText(): string {
  const { alpha, omega, psi, bias, beta, gamma, tau, mu } = switchNet;
  const lines = [`species X, Y1, Y2, Y3`, `0 -> X @ ${beta}`];
  alpha.forEach((a, j) => {
    const y = `Y${j + 1}`;
    lines.push(`X + ${y} -> ${a > 0 ? '2 X + ' : ''}${y} @ ${Math.abs(a)}`);
    const w = omega[j]!;
    lines.push(`X + ${y} -> X${w > 0 ? ` + 2 ${y}` : ''} @ ${Math.abs(w) / mu}`);
    // The parameter species is a catalyst of concentration 1.
    for (const rate of [psi[j]!, bias[j]!])
      lines.push(`${y} -> ${rate > 0 ? `2 ${y}` : '0'} @ ${Math.abs(rate) / mu}`);
    lines.push(`0 -> ${y} @ ${gamma[j]! / mu}`, `2 ${y} -> ${y} @ ${tau[j]! / mu}`);
  });
  return lines.join('\n');
}

const receptor = egfr();

export const growthFactor: OdeProblem = {
  name: 'EGFR',
  ...{ network: receptor.network, rates: receptor.rates, start: receptor.start, until: 60, atol: 1e-9 },
};

const fifteen = cascade1(15);

export const cascade: OdeProblem = {
  name: 'cascade of 15',
  ...{ network: fifteen.network, rates: fifteen.rates, start: new Array(15).fill(0), until: 3, atol: 1e-9 },
};

export const odeProblems = [robertson, oregonator, neural, growthFactor, cascade] as const;

/** The equations of a problem, every law as it is written. */
export function equationsOf({ network, rates }: OdeProblem): RateEquations {
  const equations = new RateEquations(network, 'concentrations');
  equations.use(rates);
  return equations;
}

/** The neural switch written by hand, whose solves eliminate the neurons. */
export function borderedSwitch(): OdeSystem {
  const { alpha, omega, psi, bias, beta, gamma, tau, mu } = switchNet;
  const drive = (x: number, j: number): number => omega[j]! * x + psi[j]! + bias[j]!;
  return {
    size: 4,
    autonomous: true,
    f(_t, y, out) {
      const x = y[0]!;
      let sum = 0;
      for (let j = 0; j < 3; j++) {
        const n = y[1 + j]!;
        sum += alpha[j]! * n;
        out[1 + j] = (gamma[j]! + drive(x, j) * n - tau[j]! * n * n) / mu;
      }
      out[0] = beta + x * sum;
    },
    linear: new BorderedDiagonal(1, 3, (_t, y, { head, right, below, diagonal }: Blocks) => {
      const x = y[0]!;
      head[0] = 0;
      for (let j = 0; j < 3; j++) {
        const n = y[1 + j]!;
        head[0]! += alpha[j]! * n;
        right[j] = x * alpha[j]!;
        below[j] = (omega[j]! * n) / mu;
        diagonal[j] = (drive(x, j) - 2 * tau[j]! * n) / mu;
      }
    }),
  };
}
