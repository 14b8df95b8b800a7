/**
 * In which order reactions are looked for, and how their propensities are added up.
 *
 * Reactions with the same change form a channel: only their sum matters, not which of
 * them it was. A channel and the one that undoes it form a couple: which of the two
 * fires is a sign, and a processor that cannot guess a coin need not guess a sign.
 */
import { readsTime } from '../../crn/dependencies.ts';
import type { Network, Reaction, Term } from '../../crn/network.ts';

/** Reactions with one and the same change, by number. A time-dependent one is alone. */
export interface Channel {
  readonly reactions: readonly number[];
  readonly change: readonly Term[];
}

/** A channel, and the one with the opposite change, where there is one. */
export interface Couple {
  readonly forward: Channel;
  readonly backward?: Channel;
}

/** A balanced binary tree with couples as leaves. */
export type CoupleTree = Couple | readonly [CoupleTree, CoupleTree];

/** The same down to single reactions: each sum is that of its two halves, in f64. */
export type Shape = number | readonly [Shape, Shape];

/** Couples of a network in the order of their first reactions. */
export function couplesOf({ reactions }: Network): Couple[] {
  const channels = new Map<string, { reactions: number[]; change: readonly Term[] }>();
  reactions.forEach((reaction, j) => {
    const key = readsTime(reaction.law) ? `timed ${j}` : keyOf(reaction, 1);
    const channel = channels.get(key);
    if (channel) channel.reactions.push(j);
    else channels.set(key, { reactions: [j], change: reaction.change });
  });
  const couples: Couple[] = [];
  for (const [key, forward] of channels) {
    if (!channels.delete(key)) continue;
    const opposite = keyOf(reactions[forward.reactions[0]!]!, -1);
    const backward = key.startsWith('timed') ? undefined : channels.get(opposite);
    if (backward) channels.delete(opposite);
    couples.push(backward ? { forward, backward } : { forward });
  }
  return couples;
}

/** The tree over the couples, or nothing where there are none. */
export function coupleTree(couples: readonly Couple[]): CoupleTree | undefined {
  if (couples.length === 0) return undefined;
  const ends: number[] = [0];
  for (const couple of couples) ends.push(ends.at(-1)! + sizeOf(couple));
  const build = (from: number, to: number): CoupleTree => {
    if (to - from === 1) return couples[from]!;
    // Halves with as equal numbers of reactions as whole couples allow.
    const half = (ends[from]! + ends[to]!) / 2;
    let middle = from + 1;
    while (middle < to - 1 && ends[middle]! < half) middle++;
    if (middle - 1 > from && half - ends[middle - 1]! < ends[middle]! - half) middle--;
    return [build(from, middle), build(middle, to)];
  };
  return build(0, couples.length);
}

/** The tree of a couple tree's reactions. */
export function shapeOf(tree: CoupleTree): Shape {
  if (isPair(tree)) return [shapeOf(tree[0]), shapeOf(tree[1])];
  const { forward, backward } = tree;
  return backward ? [channelShape(forward), channelShape(backward)] : channelShape(forward);
}

/** The balanced tree over the reactions of one channel. */
export function channelShape({ reactions }: Channel): Shape {
  const build = (from: number, to: number): Shape => {
    if (to - from === 1) return reactions[from]!;
    const middle = Math.ceil((from + to) / 2);
    return [build(from, middle), build(middle, to)];
  };
  return build(0, reactions.length);
}

/** Is it an inner node of a tree? */
export function isPair<T>(node: T | readonly [T, T]): node is readonly [T, T] {
  return Array.isArray(node);
}

function sizeOf({ forward, backward }: Couple): number {
  return forward.reactions.length + (backward?.reactions.length ?? 0);
}

/** Equal for equal changes; with `sign` −1, equal to the key of the opposite change. */
function keyOf({ change }: Reaction, sign: 1 | -1): string {
  const terms = change.map(({ species, count }) => [species, sign * count] as const);
  return terms
    .sort((a, b) => a[0] - b[0])
    .map(([species, count]) => `${species}:${count}`)
    .join(' ');
}
