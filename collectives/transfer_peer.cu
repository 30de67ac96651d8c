// How fast does memory move between two GPUs, by their SMs and by copy engines?
//
// Every byte counts once for each direction that carries it: one way S, both ways 2 S, whoever
// reads or writes it. So `one` compares with nvbandwidth's unidirectional rates and `both` with
// what p2pBandwidthLatencyTest calls bidirectional; nvbandwidth's bidirectional copy-engine figures
// are of one of the two directions while the other is busy, half of `both`. Reads and writes are
// those of the device that works: rank 0, and with `both` the other as well. It loads and stores by
// its SMs, or its own copy engine is told to.
//
// With Pattern::all_pairs every device works at once, with the one half way round: for an even
// number of them that are pairs, through whatever halves the machine; for an odd one it is a ring.
// The rate is that of one device's links, both ways, while all others do the same.
#include <iterator>

#include "collectives/rank_arrays.hpp"
#include "kernels/machine/copy.hpp"
#include "kernels/memory_shapes.hpp"
#if defined(__CUDACC__)
#include "kernels/memory_launch.cuh"
#endif

namespace assay::ASSAY_TARGET {
namespace {

constexpr std::uint64_t kKiB = 1024, kMiB = 1024 * kKiB, kGiB = 1024 * kMiB;
constexpr int kSource = 0, kDestination = 1;  // arrays of a rank

// What must be in flight over a link is less than from memory: 450 GB/s x 2 us are 0.9 MB, 7 KB of
// each of 132 SMs. All of these have more.
constexpr Variant kPeerShapes[] = {vector_shape(8, 256, 4), vector_shape(8, 512, 2),
                                   vector_shape(4, 512, 4), vector_shape(16, 256, 2),
                                   vector_shape(8, 512, 0)};

using Word = std::uint32_t;

std::uint64_t array_bytes(const Parameters& p) {
  return p.bytes / 64 * 64;
}

ArraySizes arrays(const Parameters& p, std::uint32_t) {
  return {{array_bytes(p), array_bytes(p)}};
}

Work work(const Parameters& p, std::uint32_t) {
  return {.bytes = static_cast<double>(array_bytes(p)) * (p.direction == Direction::both ? 2 : 1),
          .flop = 0};
}

/// Who does the work, and with whom.
struct Route {
  int ranks;
  Direction direction;
  Operation operation;

  static Route of(const Group& group, const Parameters& p) {
    return {group.ranks, p.direction, p.operation};
  }
  bool is_at_work(int rank) const { return direction == Direction::both || rank == 0; }
  /// Whose memory the rank reaches into. Of two ranks the other; else half way round, which for an
  /// odd number of them is a ring.
  int partner(int rank) const { return (rank + ranks / 2) % ranks; }
  /// Whose data comes to lie in the target of this rank; -1: nobody's.
  int sender_to(int rank) const {
    for (int worker = 0; worker < ranks; ++worker) {
      if (!is_at_work(worker)) continue;
      const bool reads = operation == Operation::read;
      const int from = reads ? partner(worker) : worker, to = reads ? worker : partner(worker);
      if (to == rank) return from;
    }
    return -1;
  }
};

template <int kUnroll, std::uint32_t kBlockThreads = 0>
struct PeerCopyBody {
  Word* to;
  const Word* from;
  std::uint64_t words;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const PeerCopyBody a = *this;
    machine.template grid_stream<kUnroll, kBlockThreads>(
        a.words / kWidth<Word>, [&](std::uint64_t i) { return load<Hint::streaming>(a.from, i); },
        [&](std::uint64_t i, const Vector<Word>& value, int) {
          store<Hint::streaming>(a.to, i, value);
        },
        [](std::uint64_t) {});
    machine.drain_stores();
  }
};

#if defined(__CUDACC__)
void copy_by_processors(const Launch& where, const Parameters& p, Word* to, const Word* from) {
  with_shape<kPeerShapes>(p, [&]<Variant kShape>() {
    using Body = PeerCopyBody<static_cast<int>(kShape.unroll), kShape.threads>;
    const Grid grid{.blocks = grid_blocks(kShape, array_bytes(p), where.processors)};
    launch_grid<Machine, kShape.threads>(where, grid, Body{to, from, array_bytes(p) / sizeof *to});
  });
}
#else
void copy_by_processors(const Launch& where, const Parameters& p, Word* to, const Word* from) {
  launch(where, PeerCopyBody<8>{to, from, array_bytes(p) / sizeof *to});
}
#endif

// A spoiled word is the complement of what must come there.
struct PeerFillBody {
  Word *source, *target;  // either may be null
  std::uint64_t words;
  std::uint32_t source_key, target_key;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const PeerFillBody a = *this;
    machine.grid_lanes(a.words, [&](std::uint64_t i) {
      if (a.source != nullptr) a.source[i] = mix(a.source_key, i);
      if (a.target != nullptr) a.target[i] = ~mix(a.target_key, i);
    });
  }
};

struct PeerVerifyBody {
  const Word* target;
  std::uint64_t words;
  std::uint32_t key;
  Mismatch* mismatch;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const PeerVerifyBody a = *this;
    compare(
        machine, a.words, a.mismatch, [&](std::uint64_t i) { return a.target[i]; },
        [&](std::uint64_t i) { return mix(a.key, i); });
  }
};

std::uint32_t key_of(const Parameters& p, int rank) {
  return array_key(p.seed, static_cast<std::uint32_t>(rank));
}
Word* words_of(const Group& group, int rank, int array) {
  return static_cast<Word*>(group.arrays[rank].data[array]);
}

void fill(const Group& group, const Parameters& p, int rank, bool inputs) {
  const int sender = Route::of(group, p).sender_to(rank);
  launch(group.launch[rank],
         PeerFillBody{.source = inputs ? words_of(group, rank, kSource) : nullptr,
                      .target = words_of(group, rank, kDestination),
                      .words = array_bytes(p) / sizeof(Word),
                      .source_key = key_of(p, rank),
                      .target_key = key_of(p, sender < 0 ? rank : sender)});
}
void prepare(const Group& group, const Parameters& p, int rank) {
  fill(group, p, rank, true);
}
void spoil(const Group& group, const Parameters& p, int rank) {
  fill(group, p, rank, false);
}

void enqueue(const Group& group, const Parameters& p, int rank) {
  const Route route = Route::of(group, p);
  if (!route.is_at_work(rank)) return;
  const int partner = route.partner(rank);
  const bool reads = p.operation == Operation::read;
  Word* const to = words_of(group, reads ? rank : partner, kDestination);
  const Word* const from = words_of(group, reads ? partner : rank, kSource);
  const Launch& where = group.launch[rank];
  if (p.engine == Engine::copy_engine) {
    copy_bytes(where, Queue::main, Way::within_device, to, from, array_bytes(p));
  } else {
    copy_by_processors(where, p, to, from);
  }
}

void verify(const Group& group, const Parameters& p, int rank) {
  const int sender = Route::of(group, p).sender_to(rank);
  if (sender < 0) return;
  launch(group.launch[rank],
         PeerVerifyBody{words_of(group, rank, kDestination), array_bytes(p) / sizeof(Word),
                        key_of(p, sender), group.arrays[rank].mismatch});
}

struct CaseList {
  Parameters* list;
  std::uint64_t memory_bytes;  ///< 0: unknown
  int count = 0;

  void add(std::uint64_t bytes, Engine engine, Operation operation, Direction direction,
           std::uint32_t devices = 0) {
    constexpr std::uint64_t kArrays = 2, kShare = 2;
    if (memory_bytes != 0 && kArrays * bytes > memory_bytes / kShare) return;
    list[count++] = {.type = DataType::fp32,
                     .bytes = bytes,
                     .direction = direction,
                     .engine = engine,
                     .operation = operation,
                     .pattern = devices == 0 ? Pattern::pair : Pattern::all_pairs,
                     .devices = devices};
  }
};

// There are n (n - 1) ordered pairs: quick takes each of them one way by each engine.
int group_cases(const GroupShape& shape, Depth depth, Parameters* list) {
  CaseList cases{list, shape.memory_free_bytes};
  const bool all = depth == Depth::thorough;
  for (const Engine engine : {Engine::sm, Engine::copy_engine}) {
    cases.add(256 * kMiB, engine, Operation::write, Direction::one);
    if (all) cases.add(256 * kMiB, engine, Operation::read, Direction::one);
    if (all) cases.add(256 * kMiB, engine, Operation::write, Direction::both);
    if (all) cases.add(256 * kMiB, engine, Operation::read, Direction::both);
    cases.add(256 * kMiB, engine, Operation::write, Direction::both, shape.devices);
    if (all) cases.add(kGiB, engine, Operation::write, Direction::both, shape.devices);
    if (all) cases.add(256 * kMiB, engine, Operation::read, Direction::both, shape.devices);
    if (!all) continue;
    // What a transfer costs before its bytes count: once for all pairs is enough.
    for (const std::uint64_t bytes : {64 * kKiB, kMiB, 16 * kMiB}) {
      cases.add(bytes, engine, Operation::write, Direction::both, shape.devices);
    }
  }
  return cases.count;
}

}  // namespace

extern constinit const Kernel transfer_peer = {
    .name = "transfer.peer",
    .question = "How fast does memory move between two GPUs, by their SMs and by copy engines?",
    .check = "every word at its target, exact",
    .quantity = Quantity::bandwidth,
    .limit = Limit::memory,
    .matrix = false,
    .sized = true,
    .arrays = arrays,
    .work = work,
    .program = {},
    .input = kRandomBits,
    .types = only(DataType::fp32),
    .machines = Machines::group,
    .variants = kPeerShapes,
    .variant_count = static_cast<int>(std::size(kPeerShapes)),
    .group = {.prepare = prepare,
              .enqueue = enqueue,
              .spoil = spoil,
              .verify = verify,
              .input_array = kSource,
              .output_array = kDestination},
    .group_cases = group_cases};

}  // namespace assay::ASSAY_TARGET
