// The yardstick: a plain table-driven direct method with a dependency graph, as a careful
// person writes it in an afternoon. Gillespie 1977, doi 10.1021/j100540a008.
//
//   g++ -O3 -march=native -o direct-method direct-method.cpp
//   ./direct-method <seconds of CPU time> <seed> < network.txt   → "events seconds"
//
// network.txt: species, reactions; the start; then per reaction
//   mass k  n (species power)…  m (species change)…      k · x(x−1)…
//   mm   V K species             m (species change)…      V · x / (K + x)
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

struct Xoshiro256plus {
  uint64_t s[4];
  explicit Xoshiro256plus(uint64_t seed) {
    for (auto& word : s) {  // splitmix64
      uint64_t z = (seed += 0x9e3779b97f4a7c15ull);
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
      z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
      word = z ^ (z >> 31);
    }
  }
  double uniform() {
    const uint64_t result = s[0] + s[3], t = s[1] << 17;
    s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3];
    s[2] ^= t; s[3] = (s[3] << 45) | (s[3] >> 19);
    return static_cast<double>(result >> 11) * 0x1.0p-53;
  }
};

struct Reaction {
  bool saturating = false;
  double k = 0, half = 0;
  std::vector<std::pair<int, int>> reactants, change;
  std::vector<int> dependents;
};

static double propensity(const Reaction& r, const std::vector<int64_t>& x) {
  if (r.saturating) {
    const double n = static_cast<double>(x[r.reactants[0].first]);
    return r.k * n / (r.half + n);
  }
  double a = r.k;
  for (const auto& [species, power] : r.reactants)
    for (int i = 0; i < power; i++) a *= static_cast<double>(x[species] - i);
  return a;
}

static double cpu() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

int main(int, char** argv) {
  const double budget = std::atof(argv[1]);
  Xoshiro256plus rng(std::strtoull(argv[2], nullptr, 10));
  int species, count;
  std::cin >> species >> count;
  std::vector<int64_t> x(species);
  for (auto& n : x) std::cin >> n;
  std::vector<Reaction> reactions(count);
  for (auto& r : reactions) {
    std::string kind;
    std::cin >> kind >> r.k;
    int n;
    if (kind == "mm") {
      int s;
      std::cin >> r.half >> s;
      r.saturating = true;
      r.reactants.push_back({s, 1});
    } else {
      std::cin >> n;
      for (int i = 0, s, p; i < n; i++) { std::cin >> s >> p; r.reactants.push_back({s, p}); }
    }
    std::cin >> n;
    for (int i = 0, s, d; i < n; i++) { std::cin >> s >> d; r.change.push_back({s, d}); }
  }
  for (auto& r : reactions)
    for (int other = 0; other < count; other++)
      for (const auto& [s, _] : reactions[other].reactants) {
        bool touched = false;
        for (const auto& [changed, d] : r.change) touched |= changed == s && d != 0;
        if (touched) { r.dependents.push_back(other); break; }
      }

  std::vector<double> a(count);
  for (int i = 0; i < count; i++) a[i] = propensity(reactions[i], x);
  uint64_t events = 0;
  double t = 0;
  const double begun = cpu();
  while (cpu() - begun < budget) {
    for (int turn = 0; turn < 100000; turn++) {
      double total = 0;
      for (double v : a) total += v;
      if (total <= 0) { std::fprintf(stderr, "extinct\n"); return 1; }
      t -= std::log(1.0 - rng.uniform()) / total;
      double u = rng.uniform() * total;
      int i = 0;
      while (i < count - 1 && u >= a[i]) u -= a[i++];
      for (const auto& [s, d] : reactions[i].change) x[s] += d;
      for (int other : reactions[i].dependents) a[other] = propensity(reactions[other], x);
      events++;
    }
  }
  std::printf("%llu %.6f %.6f\n", static_cast<unsigned long long>(events), cpu() - begun, t);
}
