/** What the network of a learned kernel answers for one state: its mixture, drawn. */
import type { Network } from '../../crn/network.ts';
import type { Panels } from '../../figures/panels.ts';
import type { Abstraction } from '../../kernels/abstraction.ts';
import { FewEvents } from '../../kernels/learned/heads/integer/few-events.ts';
import { openHead } from '../../kernels/learned/heads/open-head.ts';
import { learnedGraph } from '../../kernels/learned/learned-graph.ts';
import type { ExactSets } from '../../learning/verdict/sets/exact-sets.ts';
import { evaluate } from '../../tensor/evaluate.ts';

/** Panels drawn at most, one for each coordinate. */
const most = 6;
const points = 160;

/** One panel for each coordinate of the move; nothing where the network is not asked about this state. */
export function mixturePanels(
  network: Network,
  abstraction: Abstraction,
  exact: ExactSets,
  setting: number,
): Panels | undefined {
  const head = openHead(network, abstraction);
  const { graph, input, output } = learnedGraph(network, abstraction);
  const [species, names] = [network.species.length, network.rates.length];
  const counts = exact.starts.slice(setting * species, (setting + 1) * species);
  const rates = exact.rates.slice(setting * names, (setting + 1) * names);
  const few = new FewEvents(network);
  few.propensities(counts, 0, rates, 0);
  if (few.a0 === 0) return undefined;
  const features = new Float32Array(head.featureWidth);
  head.load(0, counts, rates, { at: 0, ra: 0 }, few, features);
  const answer = evaluate(graph, 1, { [input]: features }, abstraction.weights, [output])[output]!;
  const mixture = head.mixture(0, Float32Array.from(answer.data));
  const byMoves = abstraction.scaling.head !== 'gaussian';
  return {
    kinds: [
      { name: 'a component', colour: 1, width: 1.25 },
      { name: 'all together', colour: 0, filled: true },
    ],
    panels: mixture.slice(0, most).map(({ coordinate, weights, centres, widths }) => {
      // The heaviest component first; those of no weight are only clutter.
      const order = weights
        .map((weight, k) => ({ weight, centre: centres[k]!, width: widths[k]! }))
        .filter(({ weight }) => weight >= 0.005)
        .sort((a, b) => b.weight - a.weight);
      const low = Math.min(...order.map(({ centre, width }) => centre - 4 * width));
      const high = Math.max(...order.map(({ centre, width }) => centre + 4 * width));
      const x = Array.from({ length: points }, (_, p) => low + ((high - low) * p) / (points - 1));
      const bells = order.map(({ weight, centre, width }) =>
        x.map((at) => {
          const z = (at - centre) / width;
          return (weight * Math.exp(-0.5 * z * z)) / (width * Math.sqrt(2 * Math.PI));
        }),
      );
      const sum = x.map((_, p) => bells.reduce((total, bell) => total + bell[p]!, 0));
      return {
        title: byMoves ? `how often ${coordinate} in 1 step` : `${coordinate} after 1 step`,
        curves: [
          { kind: 1, x, y: sum, form: 'line' as const },
          ...bells.map((y) => ({ kind: 0, x, y, form: 'line' as const })),
        ],
      };
    }),
    columns: Math.min(2, mixture.length),
    size: [400, 140],
    xTitle: byMoves ? 'net times this change happens in a step' : 'molecules',
    yTitle: 'density',
  };
}
