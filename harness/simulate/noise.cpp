// FNV-1a for the name, the finalizer of SplitMix64 (Steele, Lea, Flood 2014) to mix.
#include "harness/simulate/noise.hpp"

namespace assay::simulate {
namespace {

constexpr std::uint64_t kGoldenRatio = 0x9e3779b97f4a7c15;
constexpr int kUniforms = 12;

std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325;
  for (const char letter : text) {
    value = (value ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
  }
  return value;
}

std::uint64_t stream_of(std::uint64_t seed, std::string_view name, std::uint64_t index) {
  return mix(mix(mix(seed + kGoldenRatio) ^ hash(name)) + index * kGoldenRatio);
}

}  // namespace

std::uint64_t random_bits(std::uint64_t seed, std::string_view name, std::uint64_t index) {
  return mix(stream_of(seed, name, index));
}

double random_deviate(std::uint64_t seed, std::string_view name, std::uint64_t index) {
  std::uint64_t state = stream_of(seed, name, index);
  double sum = 0;
  for (int i = 0; i < kUniforms; ++i) {
    state += kGoldenRatio;
    sum += static_cast<double>(mix(state) >> 11) * 0x1p-53;
  }
  return sum - kUniforms / 2.0;
}

double time_factor(double deviate) {
  return deviate < 0 ? 1 / (1 - deviate) : 1 + deviate;
}

}  // namespace assay::simulate
