// Maps memory, binds it to a node, touches it and looks where it went. The system calls are made
// directly: libnuma is no dependency of a binary that runs everywhere.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/numa_memory.hpp"

#include <fmt/format.h>
#include <linux/mempolicy.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>

#include "harness/core/units.hpp"
#include "kernels/error.hpp"

namespace assay::measure {
namespace {

constexpr std::uint64_t kNodesAtMost = 1024;  // CONFIG_NODES_SHIFT is 10 at most
constexpr std::uint64_t kPagesAtOnce = 4096;

std::uint64_t page_bytes() {
  return static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

[[noreturn]] void refuse(std::uint64_t bytes, int node, const std::string& why) {
  const std::string where = node < 0 ? "the host" : fmt::format("NUMA node {}", node);
  throw Error(ErrorKind::unavailable,
              fmt::format("taking {} of memory of {}: {}", format_bytes(bytes), where, why));
}

std::string reason(int error) {
  if (error == EPERM || error == ENOSYS) {
    return "the system does not let this process place its memory; in a container, give it "
           "CAP_SYS_NICE";
  }
  if (error == EINVAL) return "there is no such node, or it is not allowed to this process";
  return std::strerror(error);
}

}  // namespace

int NumaSystem::bind(std::byte* memory, std::uint64_t bytes, int node) {
  constexpr std::uint64_t kBits = CHAR_BIT * sizeof(unsigned long);
  std::array<unsigned long, kNodesAtMost / kBits> mask{};
  const auto bit = static_cast<std::uint64_t>(node);
  if (bit >= kNodesAtMost) return EINVAL;
  mask[bit / kBits] = 1ul << bit % kBits;
  // The kernel reads one bit less than it is told.
  const long status =
      syscall(SYS_mbind, memory, bytes, MPOL_BIND, mask.data(), kNodesAtMost + 1, 0u);
  return status == 0 ? 0 : errno;
}

int NumaSystem::locate(void** pages, std::uint64_t count, int* nodes) {
  // No target nodes: the call moves nothing and says where each page is.
  const long status = syscall(SYS_move_pages, 0, count, pages, nullptr, nodes, 0);
  return status == 0 ? 0 : errno;
}

NumaMemory::NumaMemory(std::uint64_t bytes, int node, NumaSystem& system)
    : bytes_((bytes + page_bytes() - 1) / page_bytes() * page_bytes()) {
  void* const mapped =
      mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) {
    refuse(bytes, node, fmt::format("{}; give a smaller --bytes", std::strerror(errno)));
  }
  data_ = static_cast<std::byte*>(mapped);
  try {
    if (node >= 0) bind(node, system);
    touch();
    if (node >= 0) check_place(node, system);
  } catch (...) {
    munmap(data_, bytes_);
    throw;
  }
}

NumaMemory::~NumaMemory() {
  munmap(data_, bytes_);
}

void NumaMemory::bind(int node, NumaSystem& system) {
  const int error = system.bind(data_, bytes_, node);
  if (error != 0) refuse(bytes_, node, reason(error));
}

void NumaMemory::touch() {
  for (std::uint64_t at = 0; at < bytes_; at += page_bytes()) data_[at] = std::byte{1};
}

void NumaMemory::check_place(int node, NumaSystem& system) const {
  const std::uint64_t count = bytes_ / page_bytes();
  std::array<void*, kPagesAtOnce> pages;
  std::array<int, kPagesAtOnce> nodes;
  for (std::uint64_t first = 0; first < count; first += kPagesAtOnce) {
    const std::uint64_t here = std::min(kPagesAtOnce, count - first);
    for (std::uint64_t i = 0; i < here; ++i) pages[i] = data_ + (first + i) * page_bytes();
    const int error = system.locate(pages.data(), here, nodes.data());
    if (error != 0) refuse(bytes_, node, reason(error));
    for (std::uint64_t i = 0; i < here; ++i) {
      if (nodes[i] == node) continue;
      if (nodes[i] < 0) refuse(bytes_, node, "the system does not tell where the memory went");
      refuse(bytes_, node,
             fmt::format("page {} went to node {} instead; is there memory left on "
                         "that node (numactl --hardware)?",
                         first + i, nodes[i]));
    }
  }
}

}  // namespace assay::measure
