// How long does it take until a GPU sees what another has stored?
//
// Rank 0 stores a count into the memory of rank 1, which waits for it and stores the same count
// back: by st.release.sys, polled relaxed and then read by ld.acquire.sys, as the barrier of the
// collectives does it. One step is one way.
#include "collectives/ping_pong.hpp"
#include "collectives/rank_arrays.hpp"

namespace assay::ASSAY_TARGET {
namespace {

constexpr std::uint32_t kRounds = 1000;
constexpr int kFlags = 0;  // the only array

ArraySizes arrays(const Parameters&, std::uint32_t) {
  return {{flag_bytes(1)}};
}

Work work(const Parameters&, std::uint32_t) {
  return {.bytes = 2.0 * kRounds * sizeof(std::uint32_t), .flop = 0, .steps = 2.0 * kRounds};
}

std::uint32_t* flags_of(const Group& group, int rank) {
  return static_cast<std::uint32_t*>(group.arrays[rank].data[kFlags]);
}

struct PassSpoilBody {
  std::uint32_t* flags;

  ASSAY_BODY void operator()(const Machine&) const { flags[kInboxWord] = ~flags[kEpochWord]; }
};

// The count a rank has come to must be what the other stored last, and whole launches.
struct PassVerifyBody {
  const std::uint32_t* flags;
  Mismatch* mismatch;

  ASSAY_BODY void operator()(const Machine&) const {
    const std::uint32_t came = flags[kInboxWord], expected = flags[kEpochWord];
    Machine::atomic_add(&mismatch->checked, 1);
    if (came == expected && expected != 0 && expected % kRounds == 0) return;
    report_wrong(mismatch, 0, expected, came);
  }
};

void prepare(const Group& group, const Parameters&, int rank) {
  launch(group.launch[rank],
         ZeroWordsBody{flags_of(group, rank), flag_bytes(1) / sizeof(std::uint32_t)});
}
void spoil(const Group& group, const Parameters&, int rank) {
  launch_thread(group.launch[rank], PassSpoilBody{flags_of(group, rank)});
}
void verify(const Group& group, const Parameters&, int rank) {
  launch_thread(group.launch[rank],
                PassVerifyBody{flags_of(group, rank), group.arrays[rank].mismatch});
}

// On a CPU the ranks must be queued by two threads, each on a team of its own.
void enqueue(const Group& group, const Parameters&, int rank) {
  const Launch& where = group.launch[rank];
  Collective c{.ranks = 2, .count = 1, .stall = where.stall, .patience_ns = where.patience_ns};
  for (int r = 0; r < 2; ++r) c.flags[r] = flags_of(group, r);
  launch_ranks<32>(where, {.first = static_cast<std::uint32_t>(rank), .ranks = 1, .blocks = 1},
                   PingPong<>{c, kRounds}, 1);
}

int group_cases(const GroupShape&, Depth depth, Parameters* list) {
  if (depth == Depth::quick) return 0;
  list[0] = {.type = DataType::int32, .engine = Engine::sm, .pattern = Pattern::pair};
  return 1;
}

}  // namespace

extern constinit const Kernel transfer_ping_pong = {
    .name = "transfer.ping_pong",
    .question = "How long does it take until a GPU sees what another has stored?",
    .check = "the count on both sides, exact",
    .quantity = Quantity::latency,
    .limit = Limit::memory,
    .matrix = false,
    .sized = false,
    .arrays = arrays,
    .work = work,
    .program = {},
    .input = "counts",
    .types = only(DataType::int32),
    .machines = Machines::group,
    .group = {.prepare = prepare, .enqueue = enqueue, .spoil = spoil, .verify = verify},
    .group_cases = group_cases};

}  // namespace assay::ASSAY_TARGET
