// Maps host memory without touching it.
#include "harness/measure/cpu_memory.hpp"

#include <fmt/format.h>
#include <sys/mman.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

#include "harness/core/units.hpp"
#include "kernels/error.hpp"

namespace assay::measure {
namespace {

std::uint64_t round_up(std::uint64_t value) {
  return (value + kHugePageBytes - 1) / kHugePageBytes * kHugePageBytes;
}

}  // namespace

CpuMemory::~CpuMemory() {
  release();
}

void CpuMemory::release() {
  if (data_ != nullptr) munmap(data_, size_bytes_);
  data_ = nullptr;
  size_bytes_ = 0;
}

std::byte* CpuMemory::reserve(std::uint64_t bytes) {
  if (bytes <= size_bytes_) return data_;
  release();
  const std::uint64_t wanted = round_up(bytes);
  // One huge page more, so that an aligned piece of the wanted size lies somewhere in it.
  void* mapped = mmap(nullptr, wanted + kHugePageBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) {
    throw Error(ErrorKind::unavailable,
                fmt::format("mapping {} of host memory: {}; give a smaller --bytes",
                            format_bytes(wanted), std::generic_category().message(errno)));
  }
  std::byte* start = static_cast<std::byte*>(mapped);
  const auto address = reinterpret_cast<std::uintptr_t>(mapped);
  const std::uint64_t before = round_up(address) - address;
  if (before != 0) munmap(start, before);
  if (before != kHugePageBytes) munmap(start + before + wanted, kHugePageBytes - before);
  data_ = start + before;
  size_bytes_ = wanted;
  // Refused where huge pages are switched off: small ones serve too.
  madvise(data_, size_bytes_, MADV_HUGEPAGE);
  return data_;
}

void CpuMemory::discard_pages() {
  if (data_ != nullptr) madvise(data_, size_bytes_, MADV_DONTNEED);
}

void CpuMemory::leak() {
  data_ = nullptr;
  size_bytes_ = 0;
}

}  // namespace assay::measure
