// How the kernel is asked for the affinity mask, however many processors it knows.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/affinity.hpp"

#include <fmt/core.h>
#include <sched.h>

#include <cerrno>
#include <cstddef>
#include <cstring>

#include "kernels/error.hpp"

namespace assay::probe {
namespace {

/// A mask of the kernel's layout: bit n of the array of words is processor n.
using Mask = std::vector<unsigned long>;
constexpr std::size_t kWordBits = 8 * sizeof(unsigned long);

Mask affinity_mask() {
  // EINVAL means that the mask is shorter than the kernel's own; 65536 processors are beyond any
  // kernel.
  for (std::size_t words = 16; words <= 1024; words *= 2) {
    Mask mask(words, 0);
    auto* set = reinterpret_cast<cpu_set_t*>(mask.data());
    if (sched_getaffinity(0, words * sizeof(unsigned long), set) == 0) return mask;
    if (errno != EINVAL) break;
  }
  throw Error(ErrorKind::unavailable,
              fmt::format("cannot read which processors this process may use "
                          "(sched_getaffinity: {}); see whether a sandbox forbids the call",
                          std::strerror(errno)));
}

}  // namespace

std::vector<int> process_affinity() {
  const Mask mask = affinity_mask();
  std::vector<int> processors;
  for (std::size_t bit = 0; bit < mask.size() * kWordBits; ++bit) {
    if ((mask[bit / kWordBits] >> (bit % kWordBits)) & 1)
      processors.push_back(static_cast<int>(bit));
  }
  return processors;
}

}  // namespace assay::probe
