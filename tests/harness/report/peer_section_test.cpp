// What does a run say of transfers between GPUs?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "harness/report/peer_section.hpp"
#include "harness/report/plain.hpp"
#include "harness/report/reason_lines.hpp"
#include "harness/report/text.hpp"

namespace assay::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::uint64_t kMiB = 1024 * 1024;
constexpr std::size_t kSimulatedWidth = kLineWidth - 10;

document::Document node(int devices) {
  document::Document made;
  for (int index = 0; index < devices; ++index) {
    auto& gpu = made.facts.cuda.devices.emplace_back();
    gpu.index = index;
    gpu.name = "GPU";
    gpu.nvlinks.emplace();
    for (std::uint32_t link = 0; link < 18; ++link) {
      gpu.nvlinks->push_back({.link = link, .active = true, .rate = 25e9});
    }
  }
  return made;
}

document::CaseRecord transfer(int from, int to, double rate) {
  document::CaseRecord made;
  made.kernel = "transfer.peer";
  made.name = "transfer.peer " + std::to_string(from) + " to " + std::to_string(to);
  made.quantity = Quantity::bandwidth;
  made.parameters = {.type = DataType::fp32,
                     .bytes = 256 * kMiB,
                     .direction = Direction::one,
                     .engine = Engine::sm,
                     .operation = Operation::write,
                     .pattern = Pattern::pair,
                     .peer = to};
  made.device = "cuda:" + std::to_string(from);
  made.group = {made.device, "cuda:" + std::to_string(to)};
  made.status = measure::Status::ok;
  made.statistics = measure::Statistics{.count = 9, .median = rate};
  return made;
}

document::Document all_pairs(int devices) {
  auto made = node(devices);
  for (int from = 0; from < devices; ++from) {
    for (int to = 0; to < devices; ++to) {
      if (from != to)
        made.cases.push_back(transfer(from, to, from == 2 && to == 1 ? 196e9 : 393e9));
    }
  }
  return made;
}

std::size_t widest(const std::string& text) {
  std::istringstream lines(text);
  std::size_t most = 0;
  for (std::string one; std::getline(lines, one);) most = std::max(most, width(one));
  return most;
}

TEST(PeerSection, IsExactlyThis) {
  EXPECT_EQ(peer_section(all_pairs(3), kLineWidth),
            "transfer.peer 256MiB, one direction, written by SMs: GB/s, row writes to\n"
            "  column's memory\n"
            "          0    1    2  links  ceiling\n"
            "cuda:0    -  393  393     18      450\n"
            "cuda:1  393    -  393     18      450\n"
            "cuda:2  393  196    -     18      450\n"
            "slowest cuda:2 -> cuda:1 at 196 GB/s, fastest cuda:0 -> cuda:1 at 393 GB/s\n"
            "links: NVLinks that are up; ceiling: GB/s of them together, one direction\n");
}

TEST(PeerSection, IsNeverTooWide) {
  for (const int devices : {2, 8, 16}) {
    for (const std::size_t columns : {kSimulatedWidth, kLineWidth}) {
      EXPECT_LE(widest(peer_section(all_pairs(devices), columns)), columns) << devices;
    }
  }
}

TEST(PeerSection, EightDevicesAreOneBlockEvenMarked) {
  EXPECT_THAT(peer_section(all_pairs(8), kSimulatedWidth),
              HasSubstr("          0    1    2    3    4    5    6    7  links  ceiling\n"));
}

TEST(PeerSection, SixteenDevicesAreTwoBlocksOfEight) {
  const auto text = peer_section(all_pairs(16), kLineWidth);
  EXPECT_THAT(text, HasSubstr("          0    1    2    3    4    5    6    7\n"));
  EXPECT_THAT(text, HasSubstr("          8    9   10   11   12   13   14   15  links  ceiling\n"));
}

TEST(PeerSection, BothWaysAreOneValueAndAWayOfItsOwn) {
  auto document = node(2);
  auto both = transfer(0, 1, 783e9);
  both.parameters.direction = Direction::both;
  both.parameters.operation = Operation::read;
  both.parameters.engine = Engine::copy_engine;
  document.cases = {both, transfer(0, 1, 393e9)};
  const auto text = peer_section(document, kLineWidth);
  EXPECT_THAT(text,
              HasSubstr("both directions added, read by copy engine: GB/s, row\n  reads from"));
  EXPECT_THAT(text, HasSubstr("cuda:1  783    -"));
  EXPECT_THAT(text, HasSubstr("cuda:1  -    -     18"))
      << "one direction was measured from cuda:0 alone";
}

TEST(PeerSection, LatencyIsInMicroseconds) {
  auto document = node(2);
  auto ping = transfer(0, 1, 9.5e-7);
  ping.kernel = "transfer.ping_pong";
  ping.quantity = Quantity::latency;
  ping.parameters.direction = Direction::none;
  document.cases = {ping};
  const auto text = peer_section(document, kLineWidth);
  EXPECT_THAT(text, HasSubstr("transfer.ping_pong: us from a store of one GPU"));
  EXPECT_THAT(text, HasSubstr("cuda:1  0.95     -"));
}

TEST(PeerSection, AllAtOnceIsALine) {
  auto document = node(8);
  auto all = transfer(0, 0, 786e9);
  all.parameters.pattern = Pattern::all_pairs;
  all.parameters.direction = Direction::both;
  all.parameters.peer = -1;
  all.group = {"cuda:0", "cuda:1", "cuda:2", "cuda:3", "cuda:4", "cuda:5", "cuda:6", "cuda:7"};
  document.cases = {all};
  const auto text = peer_section(document, kLineWidth);
  EXPECT_THAT(text, HasSubstr("every GPU with a partner at the same time"));
  EXPECT_THAT(text, HasSubstr("256MiB          8  SMs  write      786 GB/s"));
}

TEST(PeerSection, IsEmptyWithoutTransfers) {
  EXPECT_EQ(peer_section(node(2), kLineWidth), "");
}

TEST(TextReport, HundredsOfPairsAreALineOfTheirDevice) {
  const auto text = text_report(all_pairs(8));
  EXPECT_THAT(text, HasSubstr("Further down: transfer.peer, 7 cases\n"));
  EXPECT_THAT(text, Not(HasSubstr("256MiB fp32")));
  EXPECT_LE(widest(text), kLineWidth);
}

TEST(ReasonLines, OfManyPairsAFewAreShown) {
  auto document = all_pairs(8);
  for (auto& record : document.cases) {
    record.status = measure::Status::skipped;
    record.reason = "no way: " + record.name;
    record.statistics.reset();
  }
  const auto text = reason_lines(document, kLineWidth);
  EXPECT_THAT(text, HasSubstr("no way: transfer.peer 0 to 4"));
  EXPECT_THAT(text, Not(HasSubstr("no way: transfer.peer 0 to 5")));
  EXPECT_THAT(text, HasSubstr("skipped: 52 more cases of transfer.peer between other GPUs"));
}

}  // namespace
}  // namespace assay::report
