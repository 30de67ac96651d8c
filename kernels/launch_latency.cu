// How long does it take to launch a kernel that does next to nothing?
//
// One thread adds one to a counter in memory and waits for nothing. Timed over n launches that are
// all queued before the first begins, it tells the time from one start to the next as the device
// sees it: what a kernel costs at least, however short. `stream`: one launch after the other in a
// stream; `graph`: the same as the nodes of one replayed graph.
//
// The last launch of an enqueue() also says how many were asked for, so that the totals agree only
// if every launch ran, once.
#include "kernels/machine/data.hpp"
#include "kernels/machine/machine.hpp"

namespace assay::ASSAY_TARGET {
namespace {

struct LaunchCount {
  std::uint64_t ran, asked;
};

struct LaunchBody {
  LaunchCount* count;
  std::uint64_t asked;  // 0 but for the last launch

  ASSAY_BODY void operator()(const Machine&) const {
    Machine::atomic_add(&count->ran, 1);
    if (asked != 0) Machine::atomic_add(&count->asked, asked);
  }
};

struct LaunchResetBody {
  LaunchCount* count;

  ASSAY_BODY void operator()(const Machine&) const { *count = {0, 0}; }
};

// Nothing asked for is nothing measured.
struct LaunchVerifyBody {
  const LaunchCount* count;
  Mismatch* mismatch;

  ASSAY_BODY void operator()(const Machine&) const {
    const LaunchCount c = *count;
    Machine::atomic_add(&mismatch->checked, c.asked != 0 ? c.asked : 1);
    if (c.asked != 0 && c.ran == c.asked) return;
    report_wrong(mismatch, c.asked, static_cast<double>(c.asked), static_cast<double>(c.ran));
  }
};

LaunchCount* count_of(const Arrays& a) {
  return static_cast<LaunchCount*>(a.data[0]);
}

ArraySizes arrays(const Parameters&, std::uint32_t) {
  return {{sizeof(LaunchCount)}};
}

Work work(const Parameters&, std::uint32_t) {
  return {.bytes = 0, .flop = 0, .steps = 1};
}

void enqueue(const Launch& where, const Arrays& a, const Parameters&, std::uint64_t iterations) {
  for (std::uint64_t i = 1; i <= iterations; ++i) {
    launch_thread(where, LaunchBody{count_of(a), i == iterations ? iterations : 0});
  }
}

void spoil(const Launch& where, const Arrays& a, const Parameters&) {
  launch_thread(where, LaunchResetBody{count_of(a)});
}

void verify(const Launch& where, const Arrays& a, const Parameters&) {
  launch_thread(where, LaunchVerifyBody{count_of(a), a.mismatch});
}

int cases(const DeviceShape&, Depth, Parameters* list) {
  list[0] = {.submission = Submission::stream};
  list[1] = {.submission = Submission::graph};
  return 2;
}

}  // namespace

extern constinit const Kernel launch_latency = {
    .name = "launch.latency",
    .question = "How long does it take to launch a kernel that does next to nothing?",
    .check = "launches counted by the device, exact",
    .quantity = Quantity::latency,
    .limit = Limit::arithmetic,
    .matrix = false,
    .sized = false,
    .arrays = arrays,
    .work = work,
    .program = {.prepare = spoil, .enqueue = enqueue, .spoil = spoil, .verify = verify},
    .input = "none",
    .types = only(DataType::fp64),
    .machines = Machines::gpu,
    .cases = cases};

}  // namespace assay::ASSAY_TARGET
