// Does a call that never returns end in a refusal, and every other one in its answer?
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/nvml/bounded_caller.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>

namespace assay::probe {
namespace {

constexpr Seconds kPatient{600}, kImpatient{0.02};

/// Work that returns when it is told to.
struct Door {
  std::promise<void> opens;
  std::shared_future<void> open = opens.get_future().share();
};

TEST(BoundedCaller, answers_come_back) {
  BoundedCaller caller(kPatient);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(caller.result_of<int>("twice", [i] { return 2 * i; }), 2 * i);
  }
  EXPECT_FALSE(caller.hung());
  EXPECT_EQ(caller.hung_reason(), "");
}

TEST(BoundedCaller, work_runs_on_a_thread_of_its_own) {
  BoundedCaller caller(kPatient);
  const auto first = caller.result_of<std::thread::id>("id", std::this_thread::get_id);
  const auto second = caller.result_of<std::thread::id>("id", std::this_thread::get_id);
  EXPECT_NE(first, std::this_thread::get_id());
  EXPECT_EQ(first, second);
}

TEST(BoundedCaller, work_within_work_stays_on_the_thread) {
  BoundedCaller caller(kPatient);
  const auto sum = caller.result_of<int>("outer", [&caller] {
    return caller.result_of<int>("inner", [] { return 20; }).value_or(-1) + 1;
  });
  EXPECT_EQ(sum, 21);
}

TEST(BoundedCaller, hung_call_is_given_up_by_name) {
  Door door;
  BoundedCaller caller(kImpatient);
  EXPECT_FALSE(caller.run("nvmlSlow", [open = door.open] { open.wait(); }));
  EXPECT_TRUE(caller.hung());
  EXPECT_EQ(caller.hung_reason(), "NVML call nvmlSlow did not return within 0.02 s");
  door.opens.set_value();
}

TEST(BoundedCaller, hung_call_within_work_is_the_one_that_is_named) {
  Door door;
  BoundedCaller caller(kImpatient);
  EXPECT_FALSE(caller.run("together", [&caller, open = door.open] {
    caller.run("nvmlSlow", [open] { open.wait(); });
  }));
  EXPECT_EQ(caller.hung_reason(), "NVML call nvmlSlow did not return within 0.02 s");
  door.opens.set_value();
}

TEST(BoundedCaller, after_a_hung_call_nothing_runs) {
  Door door;
  BoundedCaller caller(kImpatient);
  caller.run("nvmlSlow", [open = door.open] { open.wait(); });
  bool ran = false;
  EXPECT_FALSE(caller.run("nvmlNext", [&ran] { ran = true; }));
  EXPECT_EQ(caller.result_of<int>("nvmlNext", [] { return 1; }), std::nullopt);
  EXPECT_FALSE(ran);
  EXPECT_EQ(caller.hung_reason(), "NVML call nvmlSlow did not return within 0.02 s");
  door.opens.set_value();
}

TEST(BoundedCaller, abandoned_work_may_return_when_its_caller_is_gone) {
  Door door;
  auto alive = std::make_shared<int>(7);
  const std::weak_ptr<int> watch = alive;
  {
    BoundedCaller caller(kImpatient);
    caller.result_of<int>("nvmlSlow", [open = door.open, alive] {
      open.wait();
      return *alive;
    });
  }
  alive.reset();
  EXPECT_FALSE(watch.expired());
  door.opens.set_value();
  while (!watch.expired()) std::this_thread::yield();
}

TEST(BoundedCaller, what_the_work_throws_reaches_its_caller) {
  BoundedCaller caller(kPatient);
  EXPECT_THROW(caller.run("bad", [] { throw std::runtime_error("bad"); }), std::runtime_error);
  EXPECT_EQ(caller.result_of<int>("good", [] { return 1; }), 1);
}

TEST(BoundedCaller, callers_take_turns) {
  BoundedCaller caller(kPatient);
  int inside = 0, most = 0;  // only ever touched by the one thread
  const auto work = [&] {
    for (int i = 0; i < 200; ++i) {
      caller.run("turn", [&] {
        most = std::max(most, ++inside);
        --inside;
      });
    }
  };
  std::thread other(work);
  work();
  other.join();
  EXPECT_EQ(most, 1);
}

}  // namespace
}  // namespace assay::probe
