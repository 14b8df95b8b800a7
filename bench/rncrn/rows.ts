/** What is measured of chemical neural networks, and the published numbers beside it. */

interface Published {
  /** Loss over the published points, of the kind that was trained. */
  readonly loss: string;
  readonly does: string;
}

export const published = {
  circle: { loss: '0.179', does: 'period 6.60 for 6.28 (5 %), radius 0.97 to 1.10' },
  'circle-linear': { loss: '0.180', does: 'period 6.73 for 6.28 (7 %), radius 0.96 to 1.07' },
  repeller: { loss: '0.199', does: 'rest inside, away outside' },
  heart: { loss: '0.242', does: 'period 6.78 for 7.15 (5 %), 0.020 from the curve' },
  'two-cycles': { loss: '0.473', does: 'periods 3.90 and 3.63 for 3.14 (24 and 15 %)' },
  torus: { loss: '0.413', does: 'large turn 68.84 for 65.73 (5 %), 9.05 small turns in it' },
  'uni-bi': { loss: '4.27', does: '1.910, 5.118, 7.726 at λ = 0, 4.885 at λ = 1; one fold, at 0.0058' },
  xor: { loss: '4.27', does: 'the switch of uni-bi; classifier right at 99.2 % of its points' },
  'eq-cycle': {
    loss: '0.280',
    does: 'rest at (0.651, 0.433) at 0.1, period 6.62 for 6.28 at 1; onset at 0.804',
  },
  hopf: {
    loss: '3.4e-3, relative',
    does: 'bifurcation at 2.145 for 2; at λ = 3 period 7.48 for 6.28 (19 %)',
  },
  homoclinic: {
    loss: '9.7e-7, relative',
    does: 'loop at 1.995 for 2; at λ = 1.9 period 9.38 for 9.07 (3 %)',
  },
  'hopf-critical': { loss: '5.4e-3, relative', does: 'a stable focus at (4.915, 4.964)' },
  'sine-bistable': { loss: '–', does: '3.196, 6.206, 9.522 for 3.142, 6.283, 9.425' },
  'sine-tristable': { loss: '–', does: '3.160, 6.279, 9.492, 12.348, 15.967 for 3.142 … 15.708' },
  bessel: { loss: '–', does: 'period 7.11 for 7.02 (1.3 %)' },
  'hastings-powell': {
    loss: '–',
    does: 'chaos of mean (0.496, 0.346, 0.186), deviation (0.141, 0.222, 0.100)',
  },
} as const satisfies Record<string, Published>;

export type Name = keyof typeof published;

export interface FitRow {
  readonly name: Name;
  readonly perceptrons: number;
  readonly pass: boolean;
  readonly failure?: string;
  readonly loss: number;
  readonly mu: number;
  readonly starts: number;
  readonly seconds: number;
  readonly checks: readonly { readonly asked: string; readonly found: string; readonly pass: boolean }[];
  readonly accuracy?: number;
}

export const names = Object.keys(published) as Name[];

/** Of the samples of a network: mean and deviation of X₁; of the distance from the middle of the cycle; time of a net turn; greatest X₁. */
export type Quantity = 'mean' | 'sd' | 'radius' | 'radius sd' | 'period' | 'highest';

export interface NoiseRow {
  readonly model: 'uni-bi' | 'circle' | 'hopf' | 'eq-cycle';
  readonly reading: 'full' | 'slow-scale';
  readonly volume: number;
  readonly lambda: readonly number[];
  /** Only samples of X₁ between these count: a state that noise may leave. */
  readonly within?: readonly [number, number];
  readonly reference: Partial<Record<Quantity, number>>;
  readonly found: Partial<Record<Quantity, number>>;
  /** Rows that ran away, of how many. */
  readonly away?: readonly [number, number];
  readonly seconds: number;
}

export interface GridRow {
  readonly name: string;
  /** Cells above the threshold at 20, 59.9 and 100, or erased at 4, 8 and 12. */
  readonly counts: readonly number[];
  /** Beacon: cells whose X₁ swings by more than 1.2 from time 30 to 60, and mean X₁ at the end. */
  readonly swinging?: number;
  readonly last?: number;
  readonly seconds: number;
}
