// 122 random bits, and the six that say so.
#include "harness/document/uuid.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <random>

namespace assay::document {

std::string random_uuid() {
  std::random_device source;
  const auto word = [&] { return std::uint64_t{source()} << 32 | source(); };
  const std::uint64_t high = (word() & ~std::uint64_t{0xf000}) | 0x4000;
  const std::uint64_t low = (word() & ~(std::uint64_t{3} << 62)) | std::uint64_t{2} << 62;
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, high >> 16 & 0xffff,
                     high & 0xffff, low >> 48, low & 0xffff'ffff'ffff);
}

}  // namespace assay::document
