// The contract between what is measured and what measures it: a kernel is a value.
//
// This header is compiled into the instruction-set specific objects too (see machine/cpu.hpp), so
// it holds declarations, aggregates and constexpr data only: an inline function here would be
// emitted with AVX-512 code, and the linker might keep that copy for every processor.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/parameters.hpp"

namespace assay {

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

/// What bounds the kernel on a healthy device.
enum class Limit : std::uint8_t { memory, arithmetic };

/// What one iteration must move and compute, by the algorithm: each input once, each output once.
struct Work {
  double bytes = 0;
  double flop = 0;
  double steps = 1;  ///< that wait for one another; latency is reported of one step
};

inline constexpr int kMaxArrays = 4;
inline constexpr int kNoArray = -1;

enum class Place : std::uint8_t { device, host };

/// Memory a case needs, in bytes per array; unused entries are zero. Arrays of the host are of the
/// kind that Parameters::host_memory and numa_node say.
struct ArraySizes {
  std::uint64_t bytes[kMaxArrays] = {};
  Place place[kMaxArrays] = {};
};

/// Result of comparing every output with its expected value. Lives in memory of the device, where
/// all zeros must mean nothing wrong.
struct Mismatch {
  std::uint64_t count = 0;    ///< wrong elements
  std::uint64_t checked = 0;  ///< elements compared
  std::uint64_t index = 0;    ///< one wrong element, the first that was found
  double expected = 0;
  double actual = 0;
  std::uint64_t processor_plus_one = 0;  ///< the SM that computed it; 0: not known
};

/// What one block counted on its processor while nothing but arithmetic ran. Lives in memory of the
/// device.
struct ProcessorWork {
  std::uint64_t cycles = 0;
  std::uint64_t flop = 0;       ///< in these cycles
  std::uint64_t processor = 0;  ///< number of the SM, as the device counts them
};

struct Arrays {
  void* data[kMaxArrays] = {};
  Mismatch* mismatch = nullptr;
  /// Where enqueue() leaves what it counted, of kernels whose quantity is a count or a capacity.
  double* counted = nullptr;
  /// Where enqueue() leaves what each block did, one block a processor and so many entries as
  /// Launch::processors, of kernels that say per_processor; else null.
  ProcessorWork* processor_work = nullptr;
};

/// Cycles of one processor and the time they took, summed over samples: their quotient is the clock
/// the kernels ran at. Lives in memory of the device.
struct ClockTicks {
  std::uint64_t cycles = 0;
  std::uint64_t nanoseconds = 0;

  /// What the launches since the last fold left. First moments are kept as their complement, so
  /// that all begins as zero and the largest is wanted of each.
  struct Pending {
    std::uint64_t block_cycles = 0, block_nanoseconds = 0;  ///< lives of block 0, summed
    std::uint64_t not_first_cycle = 0, last_cycle = 0;      ///< that blocks on processor 0 saw
    std::uint64_t not_first_nanosecond = 0, last_nanosecond = 0;
  } pending = {};
};

/// Where in a collective a rank waits for others.
enum class Phase : std::uint32_t {
  none,
  start,  ///< until every rank has begun
  line,   ///< for a flagged line of data
  step,   ///< for the next piece of a ring
  end     ///< until every rank is done
};

/// What a rank waited for in vain, left before the kernel gives up. On a GPU it lives in pinned
/// memory of the host, for giving up ends the context and nothing else can be read then.
struct Stall {
  std::uint32_t happened = 0;  ///< 1: the rest was written; later ones do not overwrite it
  std::uint32_t rank = 0, block = 0;
  Phase phase = Phase::none;
  std::uint32_t peer = 0;  ///< rank that did not arrive
  std::uint32_t expected = 0, seen = 0;
};

/// Where to run: what a program needs to know of the device, and nothing of the harness.
struct Launch {
  void* queue = nullptr;                     ///< cudaStream_t, or Team* on the CPU
  std::uint32_t processors = 0;              ///< SMs, or threads of the team
  std::uint64_t last_level_cache_bytes = 0;  ///< reachable by them; 0 where unknown
  ClockTicks* ticks = nullptr;               ///< launches add to it; null: nobody asks
  void* side_queue = nullptr;     ///< cudaStream_t that may run beside queue, for kernels that fork
  void* side_event = nullptr;     ///< cudaEvent_t to order the two by
  Stall* stall = nullptr;         ///< for kernels whose blocks or ranks wait for one another
  std::uint64_t patience_ns = 0;  ///< that one wait may last; 0: for ever
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
  /// May be null. Are the outputs, bit for bit, those that verify() last looked at? Cheap enough
  /// for every sample; adds to *arrays.mismatch, where `index` is an element of the first block of
  /// the output that differs.
  void (*verify_repeat)(const Launch&, const Arrays&, const Parameters&) = nullptr;
  /// CPU only, may be null: the clock in Hz of the calling thread's processor while the units this
  /// kernel keeps busy are busy. Wide arithmetic lowers the clock, and it recovers faster than it
  /// can be read.
  double (*clock_hz)() = nullptr;
};

inline constexpr int kMaxRanks = 16;

/// Devices that work on one case together, in the order of their ranks. All pointers of all arrays
/// can be reached from every device.
struct Group {
  int ranks = 0;
  int first_rank = 0;          ///< of all, where other processes hold the others
  int device[kMaxRanks] = {};  ///< as the CUDA runtime counts them
  Launch launch[kMaxRanks] = {};
  Arrays arrays[kMaxRanks] = {};
  /// Addresses at which the switch adds up, and stores to, the same array of every device; null
  /// where the devices have none.
  void* multicast[kMaxArrays] = {};
};

/// A kernel for several devices. Each function is called once for each rank, with the device of the
/// rank current, and only queues work on the stream of the rank. Ranks wait for one another on the
/// devices: enqueue() one iteration of every rank before the next of any.
struct GroupProgram {
  void (*prepare)(const Group&, const Parameters&, int rank) = nullptr;
  /// Null: libraries alone do it, see Engine.
  void (*enqueue)(const Group&, const Parameters&, int rank) = nullptr;
  void (*spoil)(const Group&, const Parameters&, int rank) = nullptr;
  void (*verify)(const Group&, const Parameters&, int rank) = nullptr;
  /// The array that a library reads and the one it writes; the same where it works in place.
  int input_array = 0, output_array = 1;
};

/// What a kernel may know of a group when it chooses its cases.
struct GroupShape {
  std::uint32_t devices = 0;             ///< that can all reach each other's memory
  std::uint32_t compute_capability = 0;  ///< the lowest of them
  std::uint64_t memory_free_bytes = 0;   ///< of the device that has least
  bool multicast = false;                ///< the switch adds up and stores to all
};

/// What a kernel may know of a device when it chooses its cases.
struct DeviceShape {
  std::uint32_t processors = 0;              ///< SMs
  std::uint32_t compute_capability = 0;      ///< 90 is 9.0
  std::uint64_t last_level_cache_bytes = 0;  ///< 0: unknown
  std::uint64_t memory_bytes = 0, memory_free_bytes = 0;
  std::uint32_t host_nodes = 1;  ///< NUMA nodes of the host
  int near_node = -1;            ///< the one the device is attached to; -1: unknown
  bool partitioned = false;      ///< a slice of a device (MIG)
};

/// A library that computes the same, timed beside the kernel where it is installed.
enum class Reference : std::uint8_t { none, cublaslt, nccl };

inline constexpr int kMaxReason = 256;

/// How much a level wants to know.
enum class Depth : std::uint8_t { quick, thorough };

inline constexpr int kMaxCases = 64;
inline constexpr int kMaxGroupCases = 512;

/// Machines that a kernel is planned for. Those for a GPU alone are compiled for the CPU too, where
/// the tests run them. `group`: several GPUs at once, or several hosts.
enum class Machines : std::uint8_t { all, gpu, group };

/// A set of data types: one bit each.
using DataTypes = std::uint32_t;
constexpr DataTypes only(DataType type) {
  return DataTypes{1} << static_cast<unsigned>(type);
}
inline constexpr DataTypes kFp32AndFp64 = only(DataType::fp32) | only(DataType::fp64);

inline constexpr const char* kRandomInputs = "random, multiples of 2^-10 with magnitude 1 to 2";
inline constexpr const char* kRandomIntegers = "random small integers";
inline constexpr const char* kRandomBits = "random bits";

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
  const char* input = kRandomInputs;  ///< what its inputs are like, for the document
  DataTypes types = kFp32AndFp64;
  Machines machines = Machines::all;
  /// Writes at most kMaxCases parameter sets to `list`, the seed and the variant left out, and
  /// returns how many. Null: sizes and shapes of the level.
  int (*cases)(const DeviceShape&, Depth, Parameters* list) = nullptr;
  /// Shapes of the GPU program, the one to begin with first; null: it has one.
  const Variant* variants = nullptr;
  int variant_count = 0;
  /// The shape for one case, out of `variants`, where nothing was tuned; null: the first.
  Variant (*choose_variant)(const Parameters&, const DeviceShape&) = nullptr;
  /// Why these parameters cannot be run on this device, and the nearest that can: a sentence of at
  /// most kMaxReason - 1 characters, or the empty string. Null: whatever fits in memory runs.
  void (*refuse)(const Parameters&, const DeviceShape&, char (&why)[kMaxReason]) = nullptr;
  /// Before timing, the answer is checked with inputs of Inputs::exact too.
  bool exact_inputs = false;
  bool per_processor = false;  ///< leaves Arrays::processor_work
  Reference reference = Reference::none;
  /// What a document says did the arithmetic, such as "wgmma.m64n256k16.f32.bf16.bf16"; null: not
  /// worth saying.
  const char* (*instruction)(const Parameters&, std::uint32_t compute_capability) = nullptr;
  GroupProgram group = {};
  /// As `cases`, for a group: at most kMaxGroupCases. `peer` is left to the caller, who adds every
  /// ordered pair where Parameters::pattern is Pattern::pair.
  int (*group_cases)(const GroupShape&, Depth, Parameters* list) = nullptr;
  /// Every sample needs its inputs anew, and arrays of its own for each iteration in it: in place
  /// the output takes the place of the input, and each iteration is checked. Null: no case does.
  bool (*one_use_arrays)(const Parameters&) = nullptr;
  /// The array that holds the answer and nothing else, all of it written by one enqueue().
  int answer_array = kNoArray;
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
