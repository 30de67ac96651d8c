// How fast do ranks that share one device all-reduce, and are all of them right?
//
// On a GPU the ranks are one cooperative launch, on a CPU threads: what bounds them is the memory
// of that device. Two shot reads every input once and writes every output once, and no algorithm
// can do with less: 2 n S bytes for n ranks of S bytes, which is what the rate counts whatever the
// algorithm. It proves the protocols where there is one GPU, and says nothing of links.
#include "collectives/all_reduce_launch.hpp"

namespace assay::ASSAY_TARGET {
namespace {

constexpr int kInput = 0, kOutput = 1, kScratch = 2, kFlags = 3;  // arrays, of all ranks together
constexpr std::uint64_t kKiB = 1024, kMiB = kKiB * 1024, kGiB = kMiB * 1024;

// A processor of a CPU is a thread of one rank; an SM holds one block at a time.
AllReduceWay way_of(const Parameters& p, std::uint32_t processors) {
  return all_reduce_way(p, {.ranks = p.ranks,
                            .processors = p.ranks == 0 ? 1 : processors / p.ranks,
                            .on_cpu = kTarget != Target::gpu});
}

/// From one rank's array to the next. On a CPU no two of them begin at the same place of a page, or
/// the same elements of all ranks would contend for the same sets of the caches and the same banks
/// of memory: two ranks on two cores of an EPYC (family 25 model 1) went from 0.8 to 0.96 of the
/// rate of memory.add with 256 MiB each.
std::uint64_t data_pitch(std::uint64_t bytes) {
  constexpr std::uint64_t kPage = 4096, kSkew = kPage + 2 * kRankAlignment;
  const bool skewed = kTarget != Target::gpu && bytes % kPage == 0;
  return round_up(bytes, kRankAlignment) + (skewed ? kSkew : 0);
}

/// What one rank has of each array.
struct RankBytes {
  std::uint64_t of[kMaxArrays];

  static RankBytes of_case(const Parameters& p, const AllReduceWay& way) {
    const std::uint64_t data = data_pitch(p.bytes);
    return {{data, p.placement == Placement::in_place ? 0 : data, scratch_bytes_of(p, way, p.ranks),
             flag_bytes(way.blocks)}};
  }
};

std::byte* part(const Arrays& a, int array, std::uint64_t bytes, std::uint32_t rank) {
  return static_cast<std::byte*>(a.data[array]) + bytes * rank;
}

void* output_of(const Arrays& a, const RankBytes& bytes, std::uint32_t rank) {
  const int array = bytes.of[kOutput] == 0 ? kInput : kOutput;
  return part(a, array, bytes.of[array], rank);
}

std::uint64_t elements(const Parameters& p) {
  return p.bytes / element_bytes(p.type);
}

ArraySizes arrays(const Parameters& p, std::uint32_t processors) {
  const RankBytes bytes = RankBytes::of_case(p, way_of(p, processors));
  ArraySizes sizes;
  for (int i = 0; i < kMaxArrays; ++i) sizes.bytes[i] = p.ranks * bytes.of[i];
  return sizes;
}

Work work(const Parameters& p, std::uint32_t) {
  const double ranks = p.ranks, bytes = static_cast<double>(p.bytes);
  return {.bytes = 2 * ranks * bytes, .flop = (ranks - 1) * static_cast<double>(elements(p))};
}

void fill(const Launch& where, const Arrays& a, const Parameters& p, bool inputs) {
  const RankBytes bytes = RankBytes::of_case(p, way_of(p, where.processors));
  const bool in_place = bytes.of[kOutput] == 0;
  with_element_type(p.type, [&]<DataType kType>() {
    for (std::uint32_t rank = 0; rank < p.ranks; ++rank) {
      launch(where, FillRankBody<kType>{
                        .input = inputs ? part(a, kInput, bytes.of[kInput], rank) : nullptr,
                        .output = in_place ? nullptr : output_of(a, bytes, rank),
                        .input_count = elements(p),
                        .output_count = elements(p),
                        .seed = p.seed,
                        .rank = rank});
    }
  });
}

void prepare(const Launch& where, const Arrays& a, const Parameters& p) {
  fill(where, a, p, true);
  const RankBytes bytes = RankBytes::of_case(p, way_of(p, where.processors));
  for (const int array : {kScratch, kFlags}) {
    const std::uint64_t words = p.ranks * bytes.of[array] / sizeof(std::uint32_t);
    if (words != 0) launch(where, ZeroWordsBody{static_cast<std::uint32_t*>(a.data[array]), words});
  }
}

// In place the inputs are the outputs: they are filled anew, and are no answer either.
void spoil(const Launch& where, const Arrays& a, const Parameters& p) {
  fill(where, a, p, p.placement == Placement::in_place);
}

Collective collective_of(const Launch& where, const Arrays& a, const Parameters& p,
                         const RankBytes& bytes) {
  Collective c{.ranks = p.ranks,
               .count = elements(p),
               .stall = where.stall,
               .patience_ns = where.patience_ns};
  for (std::uint32_t rank = 0; rank < p.ranks; ++rank) {
    c.input[rank] = part(a, kInput, bytes.of[kInput], rank);
    c.output[rank] = output_of(a, bytes, rank);
    c.scratch[rank] = part(a, kScratch, bytes.of[kScratch], rank);
    c.flags[rank] = reinterpret_cast<std::uint32_t*>(part(a, kFlags, bytes.of[kFlags], rank));
  }
  return c;
}

void enqueue(const Launch& where, const Arrays& a, const Parameters& p, std::uint64_t iterations) {
  const AllReduceWay way = way_of(p, where.processors);
  const RankBytes bytes = RankBytes::of_case(p, way);
  launch_all_reduce(where,
                    {.grid = {.first = 0, .ranks = p.ranks, .blocks = way.blocks},
                     .collective = collective_of(where, a, p, bytes),
                     .way = way,
                     .type = p.type,
                     .past_the_cache = 2 * p.ranks * p.bytes > where.last_level_cache_bytes},
                    iterations);
}

void verify(const Launch& where, const Arrays& a, const Parameters& p) {
  const RankBytes bytes = RankBytes::of_case(p, way_of(p, where.processors));
  with_element_type(p.type, [&]<DataType kType>() {
    for (std::uint32_t rank = 0; rank < p.ranks; ++rank) {
      launch(where,
             CheckRankBody<kType>{.output = output_of(a, bytes, rank),
                                  .count = elements(p),
                                  .expected = {.ranks = p.ranks, .rank = rank, .seed = p.seed},
                                  .mismatch = a.mismatch});
    }
  });
}

/// Parameter sets as they are added.
struct CaseList {
  Parameters* list;
  std::uint64_t memory_bytes;  ///< 0: unknown
  int count = 0;

  void add(Parameters p) {
    constexpr std::uint64_t kShare = 2;  // of the memory, arrays of one iteration
    if (memory_bytes != 0 && 3 * p.ranks * p.bytes > memory_bytes / kShare) return;
    if (count < kMaxCases) list[count++] = p;
  }
};

void add_quick(CaseList& cases, std::uint32_t ranks) {
  Parameters p{.type = DataType::bf16, .placement = Placement::out_of_place, .ranks = ranks};
  for (const std::uint64_t bytes : {8 * kKiB, 64 * kMiB}) {
    for (const Algorithm algorithm : {Algorithm::one_shot, Algorithm::two_shot}) {
      // One shot moves n (n + 1) S bytes: nothing that large is done so.
      if (algorithm == Algorithm::one_shot && bytes > kMiB) continue;
      p.bytes = bytes;
      p.algorithm = algorithm;
      cases.add(p);
    }
  }
}

void add_thorough(CaseList& cases, std::uint32_t ranks) {
  Parameters p{.type = DataType::bf16, .placement = Placement::out_of_place, .ranks = ranks};
  for (const std::uint64_t bytes : {8 * kKiB, kMiB, 256 * kMiB}) {
    for (const Algorithm algorithm : {Algorithm::one_shot, Algorithm::two_shot, Algorithm::ring}) {
      if (algorithm == Algorithm::one_shot && bytes > kMiB) continue;
      p.bytes = bytes;
      p.algorithm = algorithm;
      cases.add(p);
    }
  }
}

// Every type, and in place, at one size that is told from memory.
void add_types(CaseList& cases, std::uint32_t ranks) {
  Parameters p{.bytes = 64 * kMiB,
               .algorithm = Algorithm::two_shot,
               .placement = Placement::out_of_place,
               .ranks = ranks};
  for (const DataType type : {DataType::fp16, DataType::fp32, DataType::int32}) {
    p.type = type;
    cases.add(p);
  }
  p.placement = Placement::in_place;
  for (const DataType type : {DataType::bf16, DataType::fp32}) {
    p.type = type;
    cases.add(p);
  }
  if (kTarget != Target::gpu) return;
  p = {.type = DataType::bf16,
       .bytes = kGiB,
       .algorithm = Algorithm::two_shot,
       .placement = Placement::out_of_place,
       .ranks = ranks};
  cases.add(p);
}

/// On a CPU a rank is a processor or more, of which there are at least two.
int cases(const DeviceShape& device, Depth depth, Parameters* list) {
  CaseList cases{list, device.memory_free_bytes};
  const bool on_gpu = device.compute_capability != 0;
  std::uint32_t most = on_gpu ? 8 : device.processors;
  if (most > static_cast<std::uint32_t>(kMaxRanks)) most = kMaxRanks;
  if (most < 2) return 0;
  if (depth == Depth::quick) {
    add_quick(cases, most);
    return cases.count;
  }
  if (on_gpu) {
    add_thorough(cases, 2);
    add_thorough(cases, 4);
  }
  add_thorough(cases, most);
  add_types(cases, most);
  return cases.count;
}

void say(char (&why)[kMaxReason], const char* text) {
  int i = 0;
  for (; text[i] != '\0' && i < kMaxReason - 1; ++i) why[i] = text[i];
  why[i] = '\0';
}

void refuse(const Parameters& p, const DeviceShape& device, char (&why)[kMaxReason]) {
  why[0] = '\0';
  if (p.ranks < 2 || p.ranks > static_cast<std::uint32_t>(kMaxRanks)) {
    say(why, "ranks that share a device are 2 to 16");
  } else if (device.processors != 0 && p.ranks > device.processors) {
    say(why, "every rank needs a processor of its own; take fewer ranks");
  } else if (p.algorithm == Algorithm::multimem) {
    say(why, "the switch adds up what different devices hold; ranks of one device take two_shot");
  } else if (p.bytes % element_bytes(p.type) != 0) {
    say(why, "the size is no multiple of an element's");
  }
}

bool always(const Parameters&) {
  return true;
}

const char* instruction(const Parameters& p, std::uint32_t) {
  return name_of(all_reduce_way(p, {.ranks = p.ranks, .on_cpu = kTarget != Target::gpu}));
}

}  // namespace

extern constinit const Kernel all_reduce_colocated = {
    .name = "collective.all_reduce_colocated",
    .question = "How fast do ranks that share one device all-reduce, and are all of them right?",
    .check = "every element of every rank, exact, after every iteration",
    .quantity = Quantity::bandwidth,
    .limit = Limit::memory,
    .matrix = false,
    .sized = true,
    .arrays = arrays,
    .work = work,
    .program = {.prepare = prepare, .enqueue = enqueue, .spoil = spoil, .verify = verify},
    .input = kRandomIntegers,
    .types =
        only(DataType::bf16) | only(DataType::fp16) | only(DataType::fp32) | only(DataType::int32),
    .cases = cases,
    .refuse = refuse,
    .instruction = instruction,
    .one_use_arrays = always};

}  // namespace assay::ASSAY_TARGET
