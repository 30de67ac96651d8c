// Runs one all-reduce with one planted fault, under ThreadSanitizer.
//
// Usage: all_reduce_race WAY BUG SEED RANKS, all as numbers; with a fault RANKS is at most 4
// Exit codes: 0 right, 1 a wrong sum or a rank that waited in vain, 66 a data race (TSAN_OPTIONS)
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string>

#include "tests/collectives/all_reduce_bench.hpp"

namespace assay::ASSAY_TARGET {
namespace {

constexpr DataType kType = DataType::bf16;

constexpr Problem kProblems[] = {{.algorithm = Algorithm::one_shot, .protocol = Protocol::simple},
                                 {.algorithm = Algorithm::one_shot, .protocol = Protocol::flagged},
                                 {.algorithm = Algorithm::two_shot, .protocol = Protocol::simple},
                                 {.algorithm = Algorithm::ring, .protocol = Protocol::simple},
                                 {.algorithm = Algorithm::multimem, .protocol = Protocol::simple}};

/// As with_body(), unrolled to four ranks alone: it is the faults that are many here.
template <Bug kBug, class F>
void with_small_body(const Problem& problem, const Collective& c, F f) {
  constexpr std::uint32_t kRanks = 4;
  if constexpr (kBug == Bug::none) {
    if (c.ranks > kRanks) return with_body<kType>(problem, c, f);
  }
  if (problem.algorithm == Algorithm::ring) return f(Ring<kType, kBug>{c});
  if (problem.algorithm == Algorithm::multimem) return f(Multimem<kType, kBug>{c});
  if (problem.algorithm == Algorithm::two_shot)
    return f(TwoShot<kType, kRanks, Stores::cached, kBug>{c});
  if (problem.protocol == Protocol::flagged) return f(OneShotFlagged<kType, kRanks, kBug>{c});
  f(OneShot<kType, kRanks, kBug>{c});
}

template <Bug kBug>
std::string run(Problem problem, std::uint32_t seed, std::uint32_t ranks) {
  problem.count = problem.protocol == Protocol::flagged ? 200 : 1500;
  problem.in_place = seed % 2 == 1;
  // What is right may be slow on a busy machine; what is not ends soon.
  problem.patience_ns = (kBug == Bug::none ? 60 : 3) * 1'000'000'000ull;
  const Crew crew{.ranks = ranks, .blocks = 2, .threads = 2, .delays = {seed}};
  AllReduceBench<kType> bench(crew, problem);
  std::string wrong;
  with_small_body<kBug>(problem, bench.collective(),
                        [&](const auto& body) { wrong = bench.fill_run_compare(body, 4); });
  if (!wrong.empty()) return wrong;
  AllReduceBench<kType> again(crew, problem);
  if (problem.in_place) return wrong;  // sums of sums leave the range of exact numbers
  with_small_body<kBug>(problem, again.collective(),
                        [&](const auto& body) { wrong = again.run_back_to_back(body, 8); });
  return wrong;
}

std::string run(Bug bug, const Problem& problem, std::uint32_t seed, std::uint32_t ranks) {
  switch (bug) {
    case Bug::none:
      return run<Bug::none>(problem, seed, ranks);
    case Bug::relaxed_store:
      return run<Bug::relaxed_store>(problem, seed, ranks);
    case Bug::relaxed_load:
      return run<Bug::relaxed_load>(problem, seed, ranks);
    case Bug::no_sync_before:
      return run<Bug::no_sync_before>(problem, seed, ranks);
    case Bug::no_sync_after:
      return run<Bug::no_sync_after>(problem, seed, ranks);
    case Bug::no_start_barrier:
      return run<Bug::no_start_barrier>(problem, seed, ranks);
    case Bug::no_end_barrier:
      return run<Bug::no_end_barrier>(problem, seed, ranks);
    case Bug::wrong_slot:
      return run<Bug::wrong_slot>(problem, seed, ranks);
    case Bug::reused_flag:
      return run<Bug::reused_flag>(problem, seed, ranks);
    case Bug::no_wait:
      return run<Bug::no_wait>(problem, seed, ranks);
    case Bug::half_line:
      return run<Bug::half_line>(problem, seed, ranks);
    case Bug::no_credit:
      return run<Bug::no_credit>(problem, seed, ranks);
  }
  return "no such fault";
}

}  // namespace
}  // namespace assay::ASSAY_TARGET

int main(int count, char** words) {
  using namespace assay;
  if (count != 5) return 2;
  const auto way = static_cast<std::size_t>(std::atoi(words[1]));
  if (way >= std::size(ASSAY_TARGET::kProblems)) return 2;
  const auto bug = static_cast<Bug>(std::atoi(words[2]));
  const auto seed = static_cast<std::uint32_t>(std::atoi(words[3]));
  const auto ranks = static_cast<std::uint32_t>(std::atoi(words[4]));
  if (ranks < 1 || ranks > (bug == Bug::none ? static_cast<std::uint32_t>(kMaxRanks) : 4)) return 2;
  const std::string wrong = ASSAY_TARGET::run(bug, ASSAY_TARGET::kProblems[way], seed, ranks);
  if (wrong.empty()) return 0;
  std::printf("%s\n", wrong.c_str());
  return 1;
}
