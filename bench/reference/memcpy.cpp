// Bytes per second of processor time, read and written, of copying one array over another.
//
//   ./memcpy <bytes> <seconds>   →   "bytes seconds"
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <vector>

static double cpu() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

int main(int, char** argv) {
  const size_t bytes = std::strtoull(argv[1], nullptr, 10);
  const double budget = std::atof(argv[2]);
  std::vector<char> from(bytes, 1), to(bytes, 2);
  std::memcpy(to.data(), from.data(), bytes);
  double copied = 0;
  const double begun = cpu();
  while (cpu() - begun < budget) {
    std::memcpy(to.data(), from.data(), bytes);
    asm volatile("" : : "r"(to.data()) : "memory");
    copied += 2.0 * bytes;
  }
  std::printf("%.0f %.6f\n", copied, cpu() - begun);
}
