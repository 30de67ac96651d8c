// How fast do several GPUs all-reduce over their links, by kernels of our own and by NCCL, and
// several hosts by MPI?
//
// Bus bandwidth as nccl-tests defines it (doc/PERFORMANCE.md there): S bytes a rank in t seconds
// are S / t x 2 (n - 1) / n, what each device's links must carry in each direction at the least.
// collectives/README.md derives it, and says why the switch can exceed the wire.
#include "collectives/all_reduce_launch.hpp"
#include "collectives/rank_arrays.hpp"

namespace assay::ASSAY_TARGET {
namespace {

constexpr std::uint64_t kKiB = 1024, kMiB = kKiB * 1024, kGiB = kMiB * 1024;

AllReduceWay way_of(const Parameters& p, std::uint32_t processors, bool multicast) {
  return all_reduce_way(p, {.ranks = p.devices,
                            .processors = processors,
                            .multicast = multicast,
                            .linked = true,
                            .on_cpu = kTarget != Target::gpu});
}

// `best` may come to the switch or to links: scratch serves either, flags as many blocks as both.
ArraySizes arrays(const Parameters& p, std::uint32_t processors) {
  const bool in_place = p.placement == Placement::in_place;
  ArraySizes sizes{{p.bytes, in_place ? 0 : p.bytes}};
  if (p.engine != Engine::sm) return sizes;
  const AllReduceWay links = way_of(p, processors, false), in_switch = way_of(p, processors, true);
  const std::uint64_t a = scratch_bytes_of(p, links, p.devices);
  const std::uint64_t b = scratch_bytes_of(p, in_switch, p.devices);
  sizes.bytes[kScratchArray] = a < b ? b : a;
  sizes.bytes[kFlagsArray] =
      flag_bytes(links.blocks < in_switch.blocks ? in_switch.blocks : links.blocks);
  return sizes;
}

Work work(const Parameters& p, std::uint32_t) {
  const double ranks = ranks_of(p), bytes = static_cast<double>(p.bytes);
  const double elements = bytes / static_cast<double>(element_bytes(p.type));
  return {.bytes = 2 * (ranks - 1) / ranks * bytes, .flop = (ranks - 1) * elements};
}

std::uint64_t elements(const Parameters& p) {
  return p.bytes / element_bytes(p.type);
}

void fill(const Group& group, const Parameters& p, int rank, bool inputs) {
  fill_rank(group, p, rank,
            {.input = elements(p),
             .output = elements(p),
             .inputs = inputs || p.placement == Placement::in_place});
}
void prepare(const Group& group, const Parameters& p, int rank) {
  fill(group, p, rank, true);
  const auto processors = group.launch[rank].processors;
  const ArraySizes sizes = arrays(p, processors);
  zero_rank(group, rank, sizes);
}
void spoil(const Group& group, const Parameters& p, int rank) {
  fill(group, p, rank, false);
}

void verify(const Group& group, const Parameters& p, int rank) {
  check_rank(
      group, p, rank, elements(p),
      {.what = Expect::sum, .ranks = ranks_of(p), .rank = rank_of(group, rank), .seed = p.seed});
}

Collective collective_of(const Group& group, const Parameters& p, int rank) {
  const int output = p.placement == Placement::in_place ? kInputArray : kOutputArray;
  Collective c{.ranks = static_cast<std::uint32_t>(group.ranks),
               .count = elements(p),
               .multicast_input = group.multicast[kInputArray],
               .multicast_output = group.multicast[output],
               .stall = group.launch[rank].stall,
               .patience_ns = group.launch[rank].patience_ns};
  for (int r = 0; r < group.ranks; ++r) {
    const Arrays& a = group.arrays[r];
    c.input[r] = a.data[kInputArray];
    c.output[r] = a.data[output];
    c.scratch[r] = a.data[kScratchArray];
    c.flags[r] = static_cast<std::uint32_t*>(a.data[kFlagsArray]);
  }
  return c;
}

// The same on every rank, or they would wait for blocks that never come.
std::uint32_t fewest_processors(const Group& group) {
  std::uint32_t fewest = group.launch[0].processors;
  for (int r = 1; r < group.ranks; ++r) {
    if (group.launch[r].processors < fewest) fewest = group.launch[r].processors;
  }
  return fewest;
}

void enqueue_way(const Group& group, const Parameters& p, int rank) {
  const AllReduceWay way =
      way_of(p, fewest_processors(group), group.multicast[kInputArray] != nullptr);
  launch_all_reduce(
      group.launch[rank],
      {.grid = {.first = static_cast<std::uint32_t>(rank), .ranks = 1, .blocks = way.blocks},
       .collective = collective_of(group, p, rank),
       .way = way,
       .type = p.type},
      1);
}

// Between GPUs; on a CPU for the tests' fake ones, whose ranks are threads with a team each, and
// for which one instruction set is enough.
constexpr bool kHasRanks = kTarget == Target::gpu || kTarget == Target::cpu_baseline;
constexpr auto enqueue = kHasRanks ? &enqueue_way : nullptr;

/// Parameter sets as they are added, none that has no room.
struct CaseList {
  const GroupShape& shape;
  Parameters* list;
  int count = 0;

  void add(Parameters p) {
    constexpr std::uint64_t kArrays = 3, kShare = 2;  // with the library's own, of half the memory
    const bool fits =
        shape.memory_free_bytes == 0 || kArrays * p.bytes <= shape.memory_free_bytes / kShare;
    const bool in_switch = p.engine == Engine::sm && p.algorithm == Algorithm::multimem;
    if (!fits || (in_switch && !shape.multicast) || count == kMaxGroupCases) return;
    p.devices = shape.devices;
    list[count++] = p;
  }

  void add_ours(DataType type, std::uint64_t bytes, Algorithm algorithm, Placement placement) {
    add({.type = type,
         .bytes = bytes,
         .engine = Engine::sm,
         .algorithm = algorithm,
         .placement = placement});
  }
  void add_nccl(std::uint64_t bytes, Algorithm algorithm) {
    add({.type = DataType::bf16,
         .bytes = bytes,
         .engine = Engine::nccl,
         .algorithm = algorithm,
         .placement = Placement::out_of_place});
  }
};

// What published figures are about, and the sizes at which the algorithms differ.
void add_quick(CaseList& cases) {
  constexpr Placement kApart = Placement::out_of_place;
  for (const std::uint64_t bytes : {8 * kKiB, kMiB, 16 * kMiB, 256 * kMiB}) {
    cases.add_ours(DataType::bf16, bytes, Algorithm::best, kApart);
  }
  for (const Algorithm algorithm : {Algorithm::two_shot, Algorithm::multimem}) {
    cases.add_ours(DataType::bf16, kGiB, algorithm, kApart);
  }
  for (const Algorithm algorithm : {Algorithm::none, Algorithm::ring, Algorithm::nvls}) {
    if (algorithm == Algorithm::nvls && !cases.shape.multicast) continue;
    cases.add_nccl(kGiB, algorithm);
  }
}

bool is_worth(Algorithm algorithm, std::uint64_t bytes) {
  if (algorithm == Algorithm::one_shot) return bytes <= 4 * kMiB;
  return bytes >= 64 * kKiB || algorithm == Algorithm::multimem || algorithm == Algorithm::best;
}

void add_thorough(CaseList& cases) {
  constexpr Placement kApart = Placement::out_of_place;
  constexpr Algorithm kOurs[] = {Algorithm::best, Algorithm::one_shot, Algorithm::two_shot,
                                 Algorithm::ring, Algorithm::multimem};
  for (std::uint64_t bytes = kKiB; bytes <= 8 * kGiB; bytes *= bytes < 256 * kMiB ? 4 : 2) {
    for (const Algorithm algorithm : kOurs) {
      if (is_worth(algorithm, bytes)) cases.add_ours(DataType::bf16, bytes, algorithm, kApart);
    }
  }
  for (const DataType type : {DataType::fp16, DataType::fp32, DataType::int32}) {
    for (const Algorithm algorithm : kOurs) {
      if (is_worth(algorithm, 256 * kMiB)) cases.add_ours(type, 256 * kMiB, algorithm, kApart);
    }
  }
  for (const std::uint64_t bytes : {8 * kKiB, kMiB, 256 * kMiB}) {
    for (const Algorithm algorithm : kOurs) {
      if (is_worth(algorithm, bytes)) {
        cases.add_ours(DataType::bf16, bytes, algorithm, Placement::in_place);
      }
    }
  }
  for (const std::uint64_t bytes : {kMiB, 256 * kMiB, kGiB, 8 * kGiB}) {
    cases.add_nccl(bytes, Algorithm::none);
    cases.add_nccl(bytes, Algorithm::ring);
    if (cases.shape.multicast) cases.add_nccl(bytes, Algorithm::nvls);
  }
}

int group_cases(const GroupShape& shape, Depth depth, Parameters* list) {
  CaseList cases{shape, list};
  if (depth == Depth::quick)
    add_quick(cases);
  else
    add_thorough(cases);
  return cases.count;
}

bool always(const Parameters&) {
  return true;
}

// What `best` comes to shows where the group is known; the name of the algorithm is in the case.
const char* instruction(const Parameters& p, std::uint32_t) {
  if (p.engine != Engine::sm) return nullptr;
  if (p.algorithm == Algorithm::multimem) return "multimem.ld_reduce multimem.st";
  return name_of(all_reduce_way(p, {.ranks = p.devices, .linked = true}));
}

}  // namespace

extern constinit const Kernel all_reduce = {
    .name = "collective.all_reduce",
    .question = "How fast do several GPUs all-reduce over their links?",
    .check = "every element of every rank, exact, after every iteration",
    .quantity = Quantity::bus_bandwidth,
    .limit = Limit::memory,
    .matrix = false,
    .sized = true,
    .arrays = arrays,
    .work = work,
    .program = {},
    .input = kRandomIntegers,
    .types = kCollectiveTypes,
    .machines = Machines::group,
    .reference = Reference::nccl,
    .instruction = instruction,
    .group = {.prepare = prepare, .enqueue = enqueue, .spoil = spoil, .verify = verify},
    .group_cases = group_cases,
    .one_use_arrays = always};

}  // namespace assay::ASSAY_TARGET
