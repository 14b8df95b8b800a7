/** A network as rule-based models unfold into: receptors with every combination of bound ligands. */
import { crn } from '../../../src/crn/crn.ts';
import type { Model } from '../../support/networks.ts';

/**
 * Two receptors with sites, a ligand for each site, and a chain beside them. Every site binds and
 * unbinds its ligand; some receptors swap one ligand for another; the chain's links turn into each other.
 *
 * @param sites  of the two receptors
 * @param links  species of the chain
 * @param swaps  reactions that swap ligands
 */
export function bindingNetwork(sites: readonly [number, number], links: number, swaps: number): Model {
  const lines: string[] = [];
  const start = new Map<string, number>();
  const rates: Record<string, number> = { swap: 2e-5, forth: 0.3, back: 0.2 };
  let left = swaps;
  sites.forEach((n, r) => {
    const state = (mask: number): string => `R${r}_${mask.toString(2).padStart(n, '0')}`;
    start.set(state(0), 200);
    for (let site = 0; site < n; site++) {
      start.set(`L${r}_${site}`, 100);
      rates[`on${r}_${site}`] = 1e-3 * (1 + 0.1 * site);
      rates[`off${r}_${site}`] = 0.1 * (1 + 0.3 * site);
      for (let mask = 0; mask < 2 ** n; mask++)
        if (!((mask >> site) & 1))
          lines.push(
            `${state(mask)} + L${r}_${site} <-> ${state(mask | (1 << site))} @ on${r}_${site}, off${r}_${site}`,
          );
    }
    for (let mask = 1; mask < 2 ** n && left > 0; mask++)
      for (let out = 0; out < n && left > 0; out++)
        for (let into = 0; into < n && left > 0; into++) {
          if (!((mask >> out) & 1) || (mask >> into) & 1 || (mask + 3 * out + 5 * into) % 2) continue;
          const after = (mask & ~(1 << out)) | (1 << into);
          lines.push(`${state(mask)} + L${r}_${into} -> ${state(after)} + L${r}_${out} @ swap`);
          left--;
        }
  });
  for (let link = 1; link < links; link++) lines.push(`Y${link - 1} <-> Y${link} @ forth, back`);
  start.set('Y0', 300);
  const network = crn(lines.join('\n') as string);
  return {
    network,
    rates: network.rates.map((name) => rates[name]!),
    start: network.species.map((name) => start.get(name) ?? 0),
  };
}
