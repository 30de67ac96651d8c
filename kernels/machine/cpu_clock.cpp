#include "kernels/machine/cpu_clock.hpp"

#include <chrono>

namespace assay {
namespace {

// Sixteen additions a round, each waiting for the one before; the loop's own counter runs beside
// them.
std::uint64_t dependent_additions(std::uint64_t rounds, std::uint64_t step) {
  std::uint64_t sum = 0;
  for (std::uint64_t round = 0; round < rounds; ++round) {
#if defined(__x86_64__)
#define ASSAY_ADD "add %[step], %[sum]\n\t"
    asm volatile(ASSAY_ADD ASSAY_ADD ASSAY_ADD ASSAY_ADD ASSAY_ADD ASSAY_ADD ASSAY_ADD ASSAY_ADD
                     ASSAY_ADD ASSAY_ADD ASSAY_ADD ASSAY_ADD ASSAY_ADD ASSAY_ADD ASSAY_ADD ASSAY_ADD
                 : [sum] "+r"(sum)
                 : [step] "r"(step));
#undef ASSAY_ADD
#else
    for (int i = 0; i < 16; ++i) {
      sum += step;
      asm volatile("" : "+r"(sum));
    }
#endif
  }
  return sum;
}

}  // namespace

double measure_clock_hz(std::uint64_t additions) {
  const std::uint64_t rounds = additions / 16 + 1;
  const auto start = std::chrono::steady_clock::now();
  const std::uint64_t sum = dependent_additions(rounds, 1);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  return static_cast<double>(sum) / elapsed.count();
}

}  // namespace assay
