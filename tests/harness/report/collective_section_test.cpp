// What does a run say of collectives?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "harness/report/collective_section.hpp"
#include "harness/report/colocated_section.hpp"
#include "harness/report/plain.hpp"
#include "harness/report/reason_lines.hpp"

namespace assay::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::uint64_t kMiB = 1024 * 1024;

document::Document node() {
  document::Document made;
  made.facts.cuda.devices.emplace_back().name = "GPU";
  return made;
}

std::size_t widest(const std::string& text) {
  std::istringstream lines(text);
  std::size_t most = 0;
  for (std::string one; std::getline(lines, one);) most = std::max(most, width(one));
  return most;
}

document::CaseRecord reduce(Algorithm algorithm, std::uint64_t bytes, double rate) {
  document::CaseRecord made;
  made.kernel = "collective.all_reduce";
  made.name = "collective.all_reduce " + std::to_string(rate);
  made.quantity = Quantity::bus_bandwidth;
  made.parameters = {.type = DataType::bf16,
                     .bytes = bytes,
                     .engine = Engine::sm,
                     .algorithm = algorithm,
                     .placement = Placement::out_of_place};
  made.device = "cuda:0";
  made.group = {"cuda:0", "cuda:1"};
  made.work.bytes = static_cast<double>(bytes);
  made.status = measure::Status::ok;
  made.statistics = measure::Statistics{.count = 9, .median = rate};
  return made;
}

measure::ReferenceTiming way(const char* name, double seconds, double ratio) {
  return {.algorithm = name,
          .samples = {seconds, seconds, seconds},
          .ratio = measure::Statistics{.median = ratio}};
}

document::CaseRecord compared() {
  auto best = reduce(Algorithm::best, 8192, 8192 / 6.4e-6);
  best.instruction = "one_shot flagged";
  best.reference = measure::ReferenceResult{
      .library = "NCCL",
      .version = "2.27.7",
      .right = true,
      .by_default = way("default algorithm=RING protocol=LL channels=2", 14.72e-6, 2.3),
      .best = way("symmetric algorithm=AllReduce_RSxLD_AGxST", 9.6e-6, 1.5)};
  return best;
}

TEST(CollectiveSection, IsExactlyThis) {
  auto document = node();
  document.cases = {compared(), reduce(Algorithm::one_shot, 8192, 8192 / 7e-6),
                    reduce(Algorithm::two_shot, 256 * kMiB, 363e9)};
  EXPECT_EQ(collective_section(document, kLineWidth),
            "collective.all_reduce over 2 GPUs, bf16: time of small vectors, bus bandwidth of\n"
            "  others\n"
            "bytes   unit  one_shot  two_shot  best  best is\n"
            "8KiB    us           7         -   6.4  one_shot flagged\n"
            "256MiB  GB/s         -       363     -  -\n"
            "bytes  unit  ours  NCCL  ratio  chose    symm.  ratio  chose\n"
            "8KiB   us     6.4  14.7   2.30  RING/LL    9.6   1.50  AllReduc...\n"
            "NCCL 2.27.7 beside it in the same run: its default, and on memory it has\n"
            "  registered; ratio: its time to ours, median of pairs (1 case)\n");
}

TEST(CollectiveSection, IsNeverTooWide) {
  auto document = node();
  for (const auto algorithm : {Algorithm::one_shot, Algorithm::two_shot, Algorithm::ring,
                               Algorithm::multimem, Algorithm::best}) {
    auto one = compared();
    one.parameters.algorithm = algorithm;
    one.parameters.submission = Submission::graph;
    one.parameters.bytes = 512 * 1024;
    document.cases.push_back(one);
  }
  EXPECT_LE(widest(collective_section(document, kLineWidth)), kLineWidth);
}

TEST(CollectiveSection, AWrongOrAbsentLibraryHasNoRatio) {
  auto document = node();
  auto wrong = compared();
  wrong.reference->right = false;
  document.cases = {wrong};
  auto text = collective_section(document, kLineWidth);
  EXPECT_THAT(text, HasSubstr("wrong"));
  EXPECT_THAT(text, HasSubstr("NCCL 2.27.7: its own answer was wrong (1 case)"));
  wrong.reference = measure::ReferenceResult{.library = "NCCL", .unavailable = "not found"};
  document.cases = {wrong, wrong};
  document.cases[1].parameters.algorithm = Algorithm::ring;
  text = collective_section(document, kLineWidth);
  EXPECT_THAT(text, HasSubstr("NCCL: nothing to compare with: not found (2 cases)"));
  EXPECT_THAT(text, Not(HasSubstr("symm.")));
}

TEST(CollectiveSection, WhatTheLibraryDoesAloneSaysHow) {
  auto document = node();
  auto alone = reduce(Algorithm::nvls, 1024 * kMiB, 480e9);
  alone.parameters.engine = Engine::nccl;
  alone.library = measure::LibraryUse{.name = "NCCL",
                                      .version = "2.27.7",
                                      .algorithm = "NVLS",
                                      .protocol = "SIMPLE",
                                      .channels = 16};
  document.cases = {alone};
  const auto text = collective_section(document, kLineWidth);
  EXPECT_THAT(text, HasSubstr("Collectives by NCCL 2.27.7 alone, and what it chose"));
  EXPECT_THAT(text,
              HasSubstr("all_reduce      bf16  1GiB   nvls   480 GB/s  NVLS/SIMPLE        16"));
}

TEST(CollectiveSection, CasesBetweenHostsAreNoneOfIt) {
  auto document = node();
  auto hosts = reduce(Algorithm::none, kMiB, 1e9);
  hosts.parameters.nodes = 2;
  document.cases = {hosts};
  EXPECT_EQ(collective_section(document, kLineWidth), "");
}

TEST(ColocatedSection, SaysThatThereIsNoLink) {
  auto document = node();
  auto shared = reduce(Algorithm::two_shot, 64 * kMiB, 2.9e12);
  shared.kernel = "collective.all_reduce_colocated";
  shared.quantity = Quantity::bandwidth;
  shared.group = {};
  shared.parameters.ranks = 8;
  document.cases = {shared};
  const auto text = colocated_section(document, "cuda:0", kLineWidth);
  EXPECT_THAT(text, HasSubstr("ranks that share one device's memory, no link"));
  EXPECT_THAT(text, HasSubstr("2.90 TB/s"));
  EXPECT_EQ(colocated_section(document, "cuda:1", kLineWidth), "");
  EXPECT_EQ(collective_section(document, kLineWidth), "") << "it is no collective over links";
}

TEST(ReasonLines, WhoDidNotArriveIsNamed) {
  auto document = node();
  auto hung = reduce(Algorithm::one_shot, 8192, 1);
  hung.statistics.reset();
  hung.status = measure::Status::error;
  hung.reason = "it did not end";
  hung.hang = measure::Hang{.missing = {1},
                            .missing_names = {"cuda:1"},
                            .rank = 0,
                            .block = 3,
                            .phase = "line",
                            .expected = 7,
                            .seen = 6};
  document.cases = {hung};
  EXPECT_THAT(
      reason_lines(document, 200),
      HasSubstr("hung: rank 1 (cuda:1) did not arrive: rank 0, block 3 waited for a line of "
                "data, for 7, and saw 6\n"));
}

}  // namespace
}  // namespace assay::report
