// How fast does cudaMemcpyAsync move memory, within the device and to and from the host?
//
// Its rate is never memory bandwidth: that is what kernels on the SMs reach (memory.*). Between
// host and device a copy engine moves the bytes. Within one device the driver chooses: nvbandwidth
// counts this very call (device_local_copy) as a copy engine's, while NVIDIA/cudf issue 23674 tells
// that it runs on SMs unless a copy is flagged as one to overlap with kernels, from CUDA 13.1 on,
// and NVIDIA/nccl issue 2177 saw 87 GiB/s with that flag. No flag is set here: the case shows what
// a program gets that just copies, whoever moves it.
//
// cudaMemcpyAsync from and to pageable memory may wait on the calling thread for what is queued
// before it. So wherever parameters.host_memory == HostMemory::pageable, the stream must not be
// held while enqueue() runs; and such a case has one direction only, as two could not overlap.
#include "kernels/machine/copy.hpp"
#include "kernels/machine/data.hpp"
#include "kernels/machine/machine.hpp"

namespace assay::ASSAY_TARGET {
namespace {

constexpr std::uint64_t kMiB = 1024 * 1024, kGiB = 1024 * kMiB;
constexpr std::uint64_t kLineBytes = 64;

// Arrays of the case. Behind the source on the device lies as much scratch, where it is copied
// from: what went to the host is read back there to be compared.
enum : int { kHostSource, kDeviceTarget, kDeviceSource, kHostTarget };

struct Ways {
  bool in, out, within;

  static Ways of(Direction direction) {
    const bool both = direction == Direction::host_both;
    return {.in = both || direction == Direction::host_to_device,
            .out = both || direction == Direction::device_to_host,
            .within = direction == Direction::device_to_device};
  }
};

std::uint64_t array_bytes(const Parameters& p) {
  return p.bytes / kLineBytes * kLineBytes;
}

struct Buffers {
  Ways ways;
  std::uint64_t bytes, words;
  std::uint32_t *host_source, *device_target, *device_source, *host_target, *scratch;
  std::uint32_t host_key, device_key;

  static Buffers of(const Arrays& arrays, const Parameters& p) {
    const auto at = [&](int a) { return static_cast<std::uint32_t*>(arrays.data[a]); };
    const std::uint64_t words = array_bytes(p) / sizeof(std::uint32_t);
    return {
        .ways = Ways::of(p.direction),
        .bytes = array_bytes(p),
        .words = words,
        .host_source = at(kHostSource),
        .device_target = at(kDeviceTarget),
        .device_source = at(kDeviceSource),
        .host_target = at(kHostTarget),
        .scratch = p.direction == Direction::device_to_host || p.direction == Direction::host_both
                       ? at(kDeviceSource) + words
                       : nullptr,
        .host_key = array_key(p.seed, kHostSource),
        .device_key = array_key(p.seed, kDeviceSource)};
  }
  /// Of what ends up in the target on the device.
  std::uint32_t target_key() const { return ways.in ? host_key : device_key; }
};

// Spoiled words are the complement of what belongs there: every one of them is wrong.
enum class Fill : std::uint32_t { source = 0, spoiled = ~0u };

struct FillBody {
  std::uint32_t* to;
  std::uint64_t words;
  std::uint32_t key, flip;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const FillBody a = *this;
    machine.grid_lanes(a.words, [&](std::uint64_t i) { a.to[i] = mix(a.key, i) ^ a.flip; });
  }
};

void fill(const Launch& where, Fill kind, std::uint32_t* to, std::uint64_t words,
          std::uint32_t key) {
  launch(where, FillBody{to, words, key, static_cast<std::uint32_t>(kind)});
}

// Two targets one after the other; an index counts words over both.
struct TransferVerifyBody {
  const std::uint32_t *first, *second;
  std::uint64_t first_words, second_words;
  std::uint32_t first_key, second_key;
  Mismatch* mismatch;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const TransferVerifyBody a = *this;
    compare(
        machine, a.first_words + a.second_words, a.mismatch,
        [&](std::uint64_t i) {
          return i < a.first_words ? a.first[i] : a.second[i - a.first_words];
        },
        [&](std::uint64_t i) {
          return i < a.first_words ? mix(a.first_key, i) : mix(a.second_key, i - a.first_words);
        });
  }
};

ArraySizes arrays(const Parameters& p, std::uint32_t) {
  const Ways ways = Ways::of(p.direction);
  const std::uint64_t bytes = array_bytes(p);
  ArraySizes sizes{};
  const auto ask = [&sizes](int array, std::uint64_t size, Place place) {
    sizes.bytes[array] = size;
    sizes.place[array] = place;
  };
  if (ways.in) ask(kHostSource, bytes, Place::host);
  if (ways.in || ways.within) ask(kDeviceTarget, bytes, Place::device);
  if (ways.within) ask(kDeviceSource, bytes, Place::device);
  if (ways.out) ask(kDeviceSource, 2 * bytes, Place::device);
  if (ways.out) ask(kHostTarget, bytes, Place::host);
  return sizes;
}

// Over a link a byte counts once; within the device it is read from memory and written to it.
Work work(const Parameters& p, std::uint32_t) {
  const bool twice =
      p.direction == Direction::device_to_device || p.direction == Direction::host_both;
  return {.bytes = static_cast<double>(array_bytes(p)) * (twice ? 2 : 1), .flop = 0};
}

void enqueue(const Launch& where, const Arrays& arrays, const Parameters& p,
             std::uint64_t iterations) {
  const Buffers b = Buffers::of(arrays, p);
  const bool both = b.ways.in && b.ways.out;
  const Queue out = both ? Queue::side : Queue::main;
  if (both) fork_queues(where);
  for (std::uint64_t i = 0; i < iterations; ++i) {
    if (b.ways.in) {
      copy_bytes(where, Queue::main, Way::to_device, b.device_target, b.host_source, b.bytes);
    }
    if (b.ways.out) {
      copy_bytes(where, out, Way::to_host, b.host_target, b.device_source, b.bytes);
    }
    if (b.ways.within) {
      copy_bytes(where, Queue::main, Way::within_device, b.device_target, b.device_source, b.bytes);
    }
  }
  if (both) join_queues(where);
}

void spoil(const Launch& where, const Arrays& arrays, const Parameters& p) {
  const Buffers b = Buffers::of(arrays, p);
  if (b.device_target != nullptr) {
    fill(where, Fill::spoiled, b.device_target, b.words, b.target_key());
  }
  if (b.ways.out) {
    fill(where, Fill::spoiled, b.scratch, b.words, b.device_key);
    copy_bytes(where, Queue::main, Way::to_host, b.host_target, b.scratch, b.bytes);
  }
}

void prepare(const Launch& where, const Arrays& arrays, const Parameters& p) {
  const Buffers b = Buffers::of(arrays, p);
  if (b.device_source != nullptr) {
    fill(where, Fill::source, b.device_source, b.words, b.device_key);
  }
  if (b.ways.in) {
    fill(where, Fill::source, b.device_target, b.words, b.host_key);
    copy_bytes(where, Queue::main, Way::to_host, b.host_source, b.device_target, b.bytes);
  }
  spoil(where, arrays, p);
}

void verify(const Launch& where, const Arrays& arrays, const Parameters& p) {
  const Buffers b = Buffers::of(arrays, p);
  if (b.ways.out) {
    // Spoiled first: what an earlier check left there must not pass for what is on the host now.
    fill(where, Fill::spoiled, b.scratch, b.words, b.device_key);
    copy_bytes(where, Queue::main, Way::to_device, b.scratch, b.host_target, b.bytes);
  }
  launch(where, TransferVerifyBody{.first = b.device_target,
                                   .second = b.scratch,
                                   .first_words = b.ways.in || b.ways.within ? b.words : 0,
                                   .second_words = b.ways.out ? b.words : 0,
                                   .first_key = b.target_key(),
                                   .second_key = b.device_key,
                                   .mismatch = arrays.mismatch});
}

struct CaseList {
  Parameters* list;
  int count = 0;

  void add(Direction direction, std::uint64_t bytes, HostMemory memory, int node) {
    list[count++] = {.type = DataType::fp32,
                     .bytes = bytes,
                     .direction = direction,
                     .engine = Engine::copy_engine,
                     .host_memory = memory,
                     .numa_node = node};
  }
  void add_pinned(std::uint64_t bytes, int node) {
    for (const Direction direction :
         {Direction::host_to_device, Direction::device_to_host, Direction::host_both}) {
      add(direction, bytes, HostMemory::pinned, node);
    }
  }
  void add_pageable(std::uint64_t bytes, int node) {
    add(Direction::host_to_device, bytes, HostMemory::pageable, node);
    add(Direction::device_to_host, bytes, HostMemory::pageable, node);
  }
};

// Three arrays of the device at most. On a small slice of a GPU they shrink.
std::uint64_t fitting(std::uint64_t bytes, const DeviceShape& device) {
  const std::uint64_t free = device.memory_free_bytes;
  while (free != 0 && bytes > kMiB && 3 * bytes > free / 2) bytes /= 2;
  return bytes;
}

int cases(const DeviceShape& device, Depth depth, Parameters* list) {
  const std::uint64_t small = fitting(kGiB / 4, device), large = fitting(kGiB, device);
  const bool all = depth == Depth::thorough;
  CaseList cases{list};
  cases.add(Direction::device_to_device, large, HostMemory::none, -1);
  if (all && small < large) {
    cases.add(Direction::device_to_device, small, HostMemory::none, -1);
  }
  cases.add_pinned(small, device.near_node);
  if (all && small < large) cases.add_pinned(large, device.near_node);
  cases.add_pageable(small, device.near_node);
  if (!all || device.host_nodes < 2) return cases.count;
  // Five cases a node, of as many nodes as there is room for in the list.
  for (int node = 0; node < static_cast<int>(device.host_nodes); ++node) {
    if (node == device.near_node) continue;
    if (cases.count + 5 > kMaxCases) break;
    cases.add_pinned(small, node);
    cases.add_pageable(small, node);
  }
  return cases.count;
}

}  // namespace

extern constinit const Kernel transfer_copy_engine = {
    .name = "transfer.copy_engine",
    .question = "How fast does the copy engine move memory, within the device and to the host?",
    .check = "every word at its target, exact; of the host read back",
    .quantity = Quantity::bandwidth,
    .limit = Limit::memory,
    .matrix = false,
    .sized = true,
    .arrays = arrays,
    .work = work,
    .program = {.prepare = prepare, .enqueue = enqueue, .spoil = spoil, .verify = verify},
    .input = kRandomBits,
    .types = only(DataType::fp32),
    .machines = Machines::gpu,
    .cases = cases};

}  // namespace assay::ASSAY_TARGET
