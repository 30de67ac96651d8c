// FIPS 180-4; the state is kept as the instructions want it: ABEF and CDGH, the first letter in the
// highest word (Intel's manual, volume 2, SHA256RNDS2).
// SPDX-License-Identifier: Apache-2.0
#include "harness/core/sha256_instructions.hpp"

#include <cstring>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace assay {

#if defined(__x86_64__)
namespace {

constexpr std::size_t kBlockBytes = 64;

// Fractions of the cube roots of the first 64 primes.
alignas(16) constexpr std::array<std::uint32_t, 64> kRoundConstants = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

struct State {
  __m128i abef, cdgh;
};

// A loop that is not unrolled keeps the message in memory rather than in registers.
__attribute__((target("sha,sse4.1"))) void take_block(State& state, const std::byte* block) {
  const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  const State before = state;
  __m128i words[4];
#pragma GCC unroll 16
  for (int i = 0; i < 16; ++i) {
    __m128i& now = words[i % 4];
    if (i < 4) {
      now = _mm_shuffle_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(block) + i),
                             big_endian);
    } else {
      const __m128i &one = words[(i + 1) % 4], &two = words[(i + 2) % 4],
                    &last = words[(i + 3) % 4];
      now = _mm_add_epi32(_mm_sha256msg1_epu32(now, one), _mm_alignr_epi8(last, two, 4));
      now = _mm_sha256msg2_epu32(now, last);
    }
    const auto* constants = reinterpret_cast<const __m128i*>(kRoundConstants.data()) + i;
    __m128i sums = _mm_add_epi32(now, _mm_load_si128(constants));
    state.cdgh = _mm_sha256rnds2_epu32(state.cdgh, state.abef, sums);
    sums = _mm_shuffle_epi32(sums, 0x0e);
    state.abef = _mm_sha256rnds2_epu32(state.abef, state.cdgh, sums);
  }
  state = {.abef = _mm_add_epi32(state.abef, before.abef),
           .cdgh = _mm_add_epi32(state.cdgh, before.cdgh)};
}

// What does not fill a block, a bit that is set, zeros, and the number of bits.
std::size_t pad(std::array<std::byte, 2 * kBlockBytes>& last, std::span<const std::byte> rest,
                std::uint64_t all_bytes) {
  last.fill(std::byte{0});
  if (!rest.empty()) std::memcpy(last.data(), rest.data(), rest.size());
  last[rest.size()] = std::byte{0x80};
  const std::size_t size = rest.size() + 9 <= kBlockBytes ? kBlockBytes : 2 * kBlockBytes;
  for (std::size_t i = 0; i < 8; ++i) {
    last[size - 1 - i] = static_cast<std::byte>((8 * all_bytes) >> (8 * i));
  }
  return size;
}

}  // namespace

bool has_sha256_instructions() {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) == 0) return false;
  const bool ssse3 = (ecx >> 9 & 1) != 0, sse41 = (ecx >> 19 & 1) != 0;
  return ssse3 && sse41 && __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 &&
         (ebx >> 29 & 1) != 0;
}

__attribute__((target("sha,sse4.1"))) std::array<unsigned char, 32> sha256_by_instructions(
    std::span<const std::byte> bytes) {
  // Fractions of the square roots of the first 8 primes, as ABEF and CDGH.
  State state = {
      .abef = _mm_set_epi32(0x6a09e667, static_cast<int>(0xbb67ae85), 0x510e527f,
                            static_cast<int>(0x9b05688c)),
      .cdgh = _mm_set_epi32(0x3c6ef372, static_cast<int>(0xa54ff53a), 0x1f83d9ab, 0x5be0cd19)};
  const std::size_t whole = bytes.size() / kBlockBytes * kBlockBytes;
  for (std::size_t at = 0; at < whole; at += kBlockBytes) take_block(state, bytes.data() + at);
  std::array<std::byte, 2 * kBlockBytes> last;
  const std::size_t size = pad(last, bytes.subspan(whole), bytes.size());
  for (std::size_t at = 0; at < size; at += kBlockBytes) take_block(state, last.data() + at);

  alignas(16) std::array<std::uint32_t, 8> words;  // F E B A, H G D C
  _mm_store_si128(reinterpret_cast<__m128i*>(words.data()), state.abef);
  _mm_store_si128(reinterpret_cast<__m128i*>(words.data() + 4), state.cdgh);
  constexpr std::array<std::size_t, 8> kInOrder = {3, 2, 7, 6, 1, 0, 5, 4};
  std::array<unsigned char, 32> digest{};
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<unsigned char>(words[kInOrder[i / 4]] >> (24 - 8 * (i % 4)));
  }
  return digest;
}

#else

bool has_sha256_instructions() {
  return false;
}

std::array<unsigned char, 32> sha256_by_instructions(std::span<const std::byte>) {
  return {};
}

#endif

}  // namespace assay
