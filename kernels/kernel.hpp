// The contract between what is measured and what measures it: a kernel is a value.
//
// This header is compiled into the instruction-set specific objects too (see machine/cpu.hpp), so
// it holds declarations, aggregates and constexpr data only: an inline function here would be
// emitted with AVX-512 code, and the linker might keep that copy for every processor.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

namespace assay {

enum class DataType : std::uint8_t { fp64, fp32, tf32, fp16, bf16, fp8_e4m3, fp8_e5m2, int8 };

/// What a case reports; the closed set of the result document.
enum class Quantity : std::uint8_t {
  bandwidth,      ///< B/s, from Work::bytes
  throughput,     ///< FLOP/s, from Work::flop, of a whole algorithm
  latency,        ///< s
  rate,           ///< FLOP/s of an instruction stream, without memory traffic
  bus_bandwidth,  ///< B/s from Work::bytes, what a collective asks of each device's links
  count,          ///< how many of something there are
  capacity,       ///< B that something holds
};

/// Which way a transfer goes. `one` and `both` are between two devices.
enum class Direction : std::uint8_t {
  none,
  one,
  both,
  device_to_device,
  host_to_device,
  device_to_host
};

/// What moves the bytes of a transfer.
enum class Engine : std::uint8_t { none, sm, copy_engine };

/// How a collective goes about it.
enum class Algorithm : std::uint8_t { none, ring, nvls };

/// What bounds the kernel on a healthy device.
enum class Limit : std::uint8_t { memory, arithmetic };

/// What distinguishes one case of a kernel from another. Zero, none: not a parameter of that
/// kernel.
struct Parameters {
  DataType type = DataType::fp64;
  std::uint64_t bytes = 0;            ///< size of each array
  std::uint64_t m = 0, n = 0, k = 0;  ///< GEMM: C[m x n] = A[m x k] B[k x n], row-major
  Direction direction = Direction::none;
  Engine engine = Engine::none;
  Algorithm algorithm = Algorithm::none;
  std::uint32_t devices = 0;  ///< that take part in a collective
  std::uint64_t seed = 0;     ///< inputs are drawn from it
};

/// What one iteration must move and compute, by the algorithm: each input once, each output once.
struct Work {
  double bytes = 0;
  double flop = 0;
};

inline constexpr int kMaxArrays = 4;

/// Device memory a case needs, in bytes per array; unused entries are zero.
struct ArraySizes {
  std::uint64_t bytes[kMaxArrays] = {};
};

/// Result of comparing every output with its expected value. Lives in memory of the device.
struct Mismatch {
  std::uint64_t count = 0;    ///< wrong elements
  std::uint64_t checked = 0;  ///< elements compared
  std::uint64_t index = 0;    ///< one wrong element, the first that was found
  double expected = 0;
  double actual = 0;
};

struct Arrays {
  void* data[kMaxArrays] = {};
  Mismatch* mismatch = nullptr;
};

/// Where to run: what a program needs to know of the device, and nothing of the harness.
struct Launch {
  void* queue = nullptr;                     ///< cudaStream_t, or Team* on the CPU
  std::uint32_t processors = 0;              ///< SMs, or threads of the team
  std::uint64_t last_level_cache_bytes = 0;  ///< reachable by them; 0 where unknown
};

/// A kernel compiled for one machine. On a GPU all of them only queue work on the stream.
struct Program {
  /// Fills the inputs from parameters.seed and spoils the outputs, so that stale ones cannot pass.
  void (*prepare)(const Launch&, const Arrays&, const Parameters&) = nullptr;
  /// Runs the kernel `iterations` times over the same arrays. This alone is timed.
  void (*enqueue)(const Launch&, const Arrays&, const Parameters&,
                  std::uint64_t iterations) = nullptr;
  /// Overwrites the outputs alone with a value no kernel computes.
  void (*spoil)(const Launch&, const Arrays&, const Parameters&) = nullptr;
  /// Compares every output with its expected value; adds to *arrays.mismatch.
  void (*verify)(const Launch&, const Arrays&, const Parameters&) = nullptr;
  /// CPU only, may be null: the clock in Hz of the calling thread's processor while the units this
  /// kernel keeps busy are busy. Wide arithmetic lowers the clock, and it recovers faster than it
  /// can be read.
  double (*clock_hz)() = nullptr;
};

/// Description and program of one kernel, as one compilation for one machine defines it.
struct Kernel {
  const char* name;      ///< subject.action
  const char* question;  ///< what it answers, one sentence
  const char* check;     ///< how its answer is verified, a few words for the document
  Quantity quantity;
  Limit limit;
  bool matrix;  ///< sized by m, n, k
  bool sized;   ///< sized by bytes; neither: register-resident
  ArraySizes (*arrays)(const Parameters&, std::uint32_t processors);
  Work (*work)(const Parameters&, std::uint32_t processors);
  Program program;
};

/// Machines a kernel is compiled for; the CPU ones differ in instruction set only.
enum class Target : std::uint8_t { cpu_baseline, cpu_avx2, cpu_avx512, gpu };
inline constexpr int kTargetCount = 4;

/// One row of the table that CMake generates from the add_kernel lines.
struct KernelEntry {
  const Kernel* on[kTargetCount] = {};  ///< by Target; null where this build has none

  constexpr const Kernel& description() const { return *on[0]; }
  constexpr const Kernel* for_target(Target target) const { return on[static_cast<int>(target)]; }
};

struct KernelTable {
  const KernelEntry* entries;
  int count;

  constexpr const KernelEntry* begin() const { return entries; }
  constexpr const KernelEntry* end() const { return entries + count; }
};

/// Every kernel of this build, in the order of kernels/CMakeLists.txt.
KernelTable kernel_table();

}  // namespace assay
