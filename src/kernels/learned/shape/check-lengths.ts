/**
 * Do the parts of an abstraction fit its network and its shape? Files hold lists of any length:
 * what does not fit is named at the door, before anything reads beyond the end of one.
 */
import type { Network } from '../../../crn/network.ts';
import type { Abstraction, CountsScaling, Scaling } from '../../abstraction.ts';
import type { Genotype } from '../cells/genotype.ts';
import { Features } from '../inputs/features.ts';
import { type BasisChoice, directionsOf, movesOf } from '../lattice/moves.ts';
import { type BodySpec, type LearnedShape, mixturesOf, operations } from './shape.ts';

type Parts = Pick<Abstraction, 'shape' | 'genotype' | 'domain' | 'scaling'>;

const anchors: readonly CountsScaling['anchor'][number][] = ['stay', 'change', 'linear'];

/** An entry, the length that it has and the one that it must have. */
type Length = readonly [entry: string, has: number, needs: number];

/** What does not fit, as a clause: `` `scaling.anchor` has 0 entries, and 2 are needed ``; undefined where all does. */
export function misfit(network: Network, { shape, genotype, domain, scaling }: Parts): string | undefined {
  const species = network.species.length;
  const own = (lengths: readonly Length[]): string | undefined => {
    const wrong = lengths.find(([, has, needs]) => has !== needs);
    return wrong && `\`${wrong[0]}\` has ${wrong[1]} entries, and ${wrong[2]} are needed`;
  };
  return (
    own([
      ['domain.counts', domain.counts.length, species],
      ['domain.rates', domain.rates.length, network.rates.length],
      ['domain.dt', domain.dt.length, 2],
      ...domain.counts.map((range, s): Length => [`domain.counts[${s}]`, range.length, 2]),
      ...domain.rates.map((range, r): Length => [`domain.rates[${r}]`, range.length, 2]),
      ...(domain.totals ?? []).map(
        ({ coefficients }, t): Length => [`domain.totals[${t}].coefficients`, coefficients.length, species],
      ),
    ]) ??
    wrongScaling(network, shape, scaling) ??
    own(lengthsOf(network, { shape, domain, scaling })) ??
    (shape.body.kind === 'search' && genotype ? wrongGenotype(shape.body, genotype) : undefined)
  );
}

/** What must be right before lengths can be told. */
function wrongScaling(network: Network, { head }: LearnedShape, scaling: Scaling): string | undefined {
  if (scaling.head !== head.kind)
    return `\`scaling.head\` is ${scaling.head}, and the shape has the head ${head.kind}`;
  if (scaling.head === 'gaussian') return undefined;
  if (!isBasis(network, scaling.basis))
    return `\`scaling.basis\` is ${JSON.stringify(scaling.basis)}, and the network has no such coordinates`;
  const strange = scaling.anchor.find((anchor) => !anchors.includes(anchor));
  if (strange !== undefined)
    return `\`scaling.anchor\` names ${strange}, which is none of ${anchors.join(', ')}`;
  const lost = scaling.marks.find(({ species }) => network.species[species] === undefined);
  return lost && `\`scaling.marks\` names species ${lost.species}, and there are ${network.species.length}`;
}

/** Each of the species, or of the directions there are, once. */
function isBasis(network: Network, { kind, order }: BasisChoice): boolean {
  const all = kind === 'echelon' ? network.species : kind === 'directions' ? directionsOf(network) : null;
  return all !== null && order.length === all.length && all.every((_, i) => order.includes(i));
}

function lengthsOf(
  network: Network,
  { shape, domain, scaling }: Pick<Abstraction, 'shape' | 'domain' | 'scaling'>,
): Length[] {
  const species = network.species.length;
  const named = (lengths: Readonly<Record<string, readonly unknown[]>>, needs: number): Length[] =>
    Object.entries(lengths).map(([name, list]) => [`scaling.${name}`, list.length, needs]);
  if (scaling.head === 'gaussian') {
    const { origin, unit } = scaling;
    return named({ origin, unit }, species + shape.rateInputs.length);
  }
  const { featureMean, featureSd, anchor, intercept, slope, scale, home, spread }: CountsScaling = scaling;
  const { rank } = movesOf(network, scaling.basis);
  return [
    ...named({ featureMean, featureSd }, new Features(network, { shape, domain, scaling }).width),
    ...named({ anchor, intercept, scale }, rank),
    ...named({ slope }, rank * species),
    ...named({ home, spread }, mixturesOf(shape.head) * rank),
  ];
}

function wrongGenotype(
  { cells, cellSize }: Extract<BodySpec, { kind: 'search' }>,
  genotype: Genotype,
): string | undefined {
  if (genotype.cells.length !== cells)
    return `\`genotype.cells\` has ${genotype.cells.length} entries, and ${cells} are needed`;
  const wrong = genotype.cells.findIndex(
    ({ edges, reduced }) =>
      edges.length !== 2 * cellSize ||
      !edges.every(
        ({ operation, from }, e) => operations.includes(operation) && isNode(from, 2 + (e >> 1)),
      ) ||
      reduced.length === 0 ||
      !reduced.every((node) => isNode(node, 2 + cellSize)),
  );
  return wrong < 0 ? undefined : `\`genotype.cells[${wrong}]\` is no cell of ${cellSize} nodes`;
}

/** Is it the number of one of the first so many nodes? */
function isNode(node: number, nodes: number): boolean {
  return Number.isInteger(node) && node >= 0 && node < nodes;
}
