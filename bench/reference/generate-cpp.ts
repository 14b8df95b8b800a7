/**
 * C++ for one network, the strongest we know to write: species, propensities and a balanced
 * tree of sums in locals, the dependency graph unrolled, constants folded in, xoroshiro128++
 * and a ziggurat. The same algorithm, tree and generator as our WebAssembly, compiled natively.
 *
 *   ./program <seconds of processor time> <seed>   →   "events seconds"
 *
 * Only for laws that are 0 by themselves where a reactant is short.
 * Sources: Gillespie 1977, doi 10.1021/j100540a008; Gibson & Bruck 2000, doi 10.1021/jp993732q;
 * Marsaglia & Tsang 2000, doi 10.18637/jss.v005.i08; Blackman & Vigna 2021, doi 10.1145/3460772.
 */
import { dependencies } from '../../src/crn/dependencies.ts';
import type { Expression } from '../../src/crn/expression.ts';
import type { Model } from '../../test/support/networks.ts';

/** A node of the tree: the sum over reactions from … to − 1. */
interface Node {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly children?: readonly [Node, Node];
}

/** @throws Error for a law with an operation that is not arithmetic */
export function generateCpp({ network, rates, start }: Model): string {
  const { affects } = dependencies(network);
  const sums: string[] = [];
  const build = (from: number, to: number): Node => {
    if (to - from === 1) return { name: `a${from}`, from, to };
    const middle = Math.ceil((from + to) / 2);
    const name = `t${sums.length}`;
    sums.push(name);
    return { name, from, to, children: [build(from, middle), build(middle, to)] };
  };
  const root = build(0, network.reactions.length);

  const law = (j: number): string => `a${j} = ${arithmetic(network.reactions[j]!.law, rates)};`;
  const update = (node: Node, changed: readonly number[]): string => {
    if (!node.children || !changed.some((j) => j >= node.from && j < node.to)) return '';
    const [left, right] = node.children;
    return `${update(left, changed)}${update(right, changed)} ${node.name} = ${left.name} + ${right.name};`;
  };
  const fire = (j: number): string => {
    const change = network.reactions[j]!.change.map((t) => `x${t.species} += ${t.count};`);
    return `${change.join(' ')} ${affects[j]!.map(law).join(' ')}${update(root, affects[j]!)} continue;`;
  };
  const descend = (node: Node): string => {
    if (!node.children) return fire(node.from);
    const [left, right] = node.children;
    return `if (u < ${left.name}) {\n${descend(left)}\n} else {\nu -= ${left.name};\n${descend(right)}\n}`;
  };

  const all = network.reactions.map((_, j) => j);
  const load = start.map((_, s) => `double x${s} = state[${s}];`).join(' ');
  const store = start.map((_, s) => `state[${s}] = x${s};`).join(' ');
  return `${prelude}
static double state[] = {${start.join(', ')}};
static double run(uint64_t events, Stream& stream) {
  uint64_t s0 = stream.s0, s1 = stream.s1;
  double t = 0;
  ${load}
  double ${[...all.map((j) => `a${j}`), ...sums].join(', ')};
  ${all.map(law).join(' ')}${update(root, all)}
  for (; events > 0; events--) {
    if (!(${root.name} > 0)) { std::fprintf(stderr, "error: extinct\\n"); std::exit(1); }
    t += exponential(s0, s1) / ${root.name};
    double u = uniform(s0, s1) * ${root.name};
${descend(root)}
  }
  stream.s0 = s0; stream.s1 = s1;
  ${store}
  return t;
}
${main}`;
}

/** As C++ writes it; constants stand where rates stood. */
function arithmetic(e: Expression, rates: readonly number[]): string {
  const of = (x: Expression): string => arithmetic(x, rates);
  const signs: Partial<Record<Expression['op'], string>> = { add: '+', sub: '-', mul: '*', div: '/' };
  if (e.op === 'number') return real(e.value);
  if (e.op === 'rate') return real(rates[e.index]!);
  if (e.op === 'species') return `x${e.index}`;
  const sign = signs[e.op];
  if (!sign || !('b' in e)) throw new Error(`no C++ for "${e.op}"`);
  return `(${of(e.a)} ${sign} ${of(e.b)})`;
}

function real(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : `${value}`;
}

const prelude = `
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
struct Stream { uint64_t s0, s1; };
static inline uint64_t rotl(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
static inline uint64_t next(uint64_t& s0, uint64_t& s1) {
  const uint64_t result = rotl(s0 + s1, 17) + s0;
  s1 ^= s0;
  s0 = rotl(s0, 49) ^ s1 ^ (s1 << 21);
  s1 = rotl(s1, 28);
  return result;
}
static inline double uniform(uint64_t& s0, uint64_t& s1) {
  return static_cast<double>(static_cast<int64_t>(next(s0, s1) >> 11)) * 0x1.0p-53;
}
static double width[257], scale[256], height[257];
static void makeZiggurat() {
  const double tail = 7.69711747013105, area = 0.003949659822581557;
  width[0] = area / std::exp(-tail);
  width[1] = tail;
  for (int i = 1; i < 255; i++) width[i + 1] = -std::log(area / width[i] + std::exp(-width[i]));
  width[256] = 0;
  for (int i = 0; i < 256; i++) scale[i] = width[i] * 0x1.0p-53;
  for (int i = 0; i <= 256; i++) height[i] = std::exp(-width[i]);
}
static inline double exponential(uint64_t& s0, uint64_t& s1) {
  double shift = 0;
  for (;;) {
    const uint64_t bits = next(s0, s1);
    const int layer = bits & 255;
    const double x = static_cast<double>(static_cast<int64_t>(bits >> 11)) * scale[layer];
    if (__builtin_expect(x < width[layer + 1], 1)) return x + shift;
    if (layer == 0) {
      shift += 7.69711747013105;
    } else {
      const double y = height[layer] + uniform(s0, s1) * (height[layer + 1] - height[layer]);
      if (y < std::exp(-x)) return x + shift;
    }
  }
}`;

const main = `
static double cpu() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}
int main(int, char** argv) {
  const double budget = std::atof(argv[1]);
  uint64_t seed = std::strtoull(argv[2], nullptr, 10);
  const auto word = [&seed] {  // splitmix64
    uint64_t z = (seed += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  };
  Stream stream{word(), word()};
  makeZiggurat();
  const uint64_t chunk = 200000;
  uint64_t events = 0;
  double t = 0;
  const double begun = cpu();
  while (cpu() - begun < budget) { t += run(chunk, stream); events += chunk; }
  std::printf("%llu %.6f %.6f\\n", static_cast<unsigned long long>(events), cpu() - begun, t);
}
`;
