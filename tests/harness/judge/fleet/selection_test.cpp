// Which runs count, and is it said of those that do not?
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/fleet/selection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "fleet_collections.hpp"

namespace assay::judge {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

document::Timestamp at(const char* text) {
  return *document::parse_timestamp(text);
}

struct Case {
  archive::Collection collection;
  FleetSelectionOptions options{.now = at("2026-03-02T12:00:00Z")};

  Case& add(std::size_t node, std::string id, const std::function<void(archive::Entry&)>& change) {
    archive::Entry entry = made_node({.gpus = 2}, node);
    entry.run.id = std::move(id);
    change(entry);
    collection.add(entry);
    return *this;
  }
  Case& add(std::size_t node, std::string id) {
    return add(node, std::move(id), [](archive::Entry&) {});
  }
  FleetSelection selection() const { return select_runs(collection, options); }
  std::vector<std::string> notes() const {
    return selection_notes(collection, selection(), options);
  }
};

void set_start(archive::Entry& entry, const char* text) {
  entry.run.started_at = at(text);
}

TEST(Selection, TakesTheLatestCompleteRunOfAHost) {
  Case it;
  it.add(0, "old").add(0, "new", [](auto& entry) { set_start(entry, "2026-03-02T02:00:00Z"); });
  it.add(0, "broken", [](auto& entry) {
    set_start(entry, "2026-03-02T03:00:00Z");
    entry.run.complete = false;
  });
  const auto made = it.selection();
  EXPECT_THAT(made.runs, ElementsAre(0, 1, 0));
  EXPECT_THAT(made.devices, ElementsAre(0, 0, 1, 1, 0, 0));
  ASSERT_EQ(made.superseded.size(), 2u);
  EXPECT_EQ(made.superseded[0].by, "new");
  EXPECT_THAT(it.notes(), Contains(HasSubstr("2 runs are superseded")));
}

TEST(Selection, TakesAnIncompleteRunWhereThereIsNoOther) {
  Case it;
  it.add(0, "broken", [](auto& entry) { entry.run.complete = false; });
  EXPECT_THAT(it.selection().runs, ElementsAre(1));
  EXPECT_THAT(it.notes(), Contains(HasSubstr("no run that came to its end")));
}

TEST(Selection, KeepsOneRunOfEachLevelAndWay) {
  Case it;
  it.add(0, "a").add(0, "b", [](auto& entry) { entry.run.level = plan::Level::standard; });
  it.add(0, "c", [](auto& entry) { entry.run.parallel = false; });
  EXPECT_THAT(it.selection().runs, ElementsAre(1, 1, 1));
  it.options.level = plan::Level::standard;
  EXPECT_THAT(it.selection().runs, ElementsAre(0, 1, 0));
}

TEST(Selection, CountsTheSameRunOnce) {
  Case it;
  it.add(0, "a").add(0, "a");
  const auto made = it.selection();
  EXPECT_THAT(made.runs, ElementsAre(1, 0));
  EXPECT_EQ(made.repeated, 1u);
  EXPECT_TRUE(made.superseded.empty());
  EXPECT_THAT(it.notes(), Contains(HasSubstr("given before")));
}

TEST(Selection, LeavesOutSimulatedAndInjectedOnes) {
  Case it;
  it.add(0, "a", [](auto& entry) { entry.run.simulated = "h100-sxm"; });
  it.add(1, "b", [](auto& entry) { entry.run.injected = "slow@gemm:0.8"; }).add(2, "c");
  const auto made = it.selection();
  EXPECT_THAT(made.runs, ElementsAre(0, 0, 1));
  EXPECT_EQ(made.simulated, 1u);
  EXPECT_EQ(made.injected, 1u);
  EXPECT_FALSE(made.any_simulated);
  EXPECT_THAT(it.notes(), Contains(HasSubstr("1 run was left out: simulated")));
  it.options.allow_simulated = true;
  EXPECT_THAT(it.selection().runs, ElementsAre(1, 1, 1));
  EXPECT_TRUE(it.selection().any_simulated);
  EXPECT_TRUE(it.selection().any_injected);
}

TEST(Selection, LeavesOutWhatIsOlderOrOfAnotherPart) {
  Case it;
  it.add(0, "a").add(1, "b", [](auto& entry) { set_start(entry, "2026-03-02T02:00:00Z"); });
  it.options.since = at("2026-03-02T00:00:00Z");
  EXPECT_THAT(it.selection().runs, ElementsAre(0, 1));
  EXPECT_EQ(it.selection().filtered, 1u);
  it.options.part = "h20";
  EXPECT_THAT(it.selection().devices, ElementsAre(0, 0, 0, 0));
}

TEST(Selection, FollowsADeviceThatMoved) {
  Case it;
  it.add(0, "a").add(1, "b", [](auto& entry) {
    set_start(entry, "2026-03-02T02:00:00Z");
    entry.devices[1].key = "GPU-0-0";
  });
  const auto made = it.selection();
  EXPECT_THAT(made.devices, ElementsAre(0, 1, 1, 1));
  ASSERT_EQ(made.moved.size(), 1u);
  EXPECT_EQ(made.moved[0].key, "GPU-0-0");
  EXPECT_EQ(made.moved[0].from_host, "node0");
  EXPECT_EQ(made.moved[0].to_host, "node1");
  EXPECT_THAT(it.notes(), Contains(HasSubstr("1 GPU moved between hosts")));
  EXPECT_THAT(it.notes(), Contains(HasSubstr("GPU-0-0 from node0 cuda:0")));
}

TEST(Selection, SeesThatAHostHasAnotherName) {
  Case it;
  it.add(0, "a").add(0, "b", [](auto& entry) {
    set_start(entry, "2026-03-02T02:00:00Z");
    entry.run.host = "fresh";
  });
  EXPECT_THAT(it.selection().devices, ElementsAre(0, 0, 1, 1));
  EXPECT_THAT(it.notes(), Contains(HasSubstr("1 host changed the name")));
  EXPECT_THAT(it.notes(), Contains(HasSubstr("node0, now fresh")));
}

TEST(Selection, NamesVersionsThatAreMixed) {
  Case it;
  it.add(0, "a").add(1, "b");
  EXPECT_TRUE(it.notes().empty());
  it.add(2, "c", [](auto& entry) { entry.run.tool_version = "0.0.9"; });
  EXPECT_THAT(it.notes(), ElementsAre(HasSubstr("0.0.9 (1 run), 0.1.0 (2 runs)")));
}

TEST(Selection, NamesClocksThatDisagreeAndKeepsTheirRuns) {
  Case it;
  it.add(0, "a").add(1, "b").add(2, "c");
  it.add(3, "d", [](auto& entry) { set_start(entry, "2026-03-02T12:11:00Z"); });
  it.add(4, "e", [](auto& entry) { set_start(entry, "2026-01-01T02:00:00Z"); });
  EXPECT_THAT(it.selection().runs, ElementsAre(1, 1, 1, 1, 1));
  EXPECT_THAT(it.notes(), Contains(HasSubstr("1 clock is ahead")));
  EXPECT_THAT(it.notes(), Contains(HasSubstr("node3 (2026-03-02T12:11:00Z)")));
  EXPECT_THAT(it.notes(), Contains(HasSubstr("node4 (2026-01-01T02:00:00Z)")));
}

TEST(Selection, OfManyNamesTheFirst) {
  Case it;
  it.add(0, "last", [](auto& entry) { set_start(entry, "2026-03-02T02:00:00Z"); });
  for (int i = 0; i < 9; ++i) it.add(0, "old" + std::to_string(i));
  EXPECT_THAT(it.notes(), Contains(HasSubstr("9 runs are superseded")));
  EXPECT_THAT(it.notes(), Contains(HasSubstr("and 4 more")));
}

}  // namespace
}  // namespace assay::judge
