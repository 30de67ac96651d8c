// One order after the other.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/world/follower.hpp"

#include <exception>
#include <memory>

namespace assay::measure {
namespace {

Obeyed failed(const char* why) {
  Obeyed obeyed;
  obeyed.reply.state = Reply::State::failed;
  obeyed.reply.reason = Text<512>(why);
  return obeyed;
}

class Follower {
 public:
  Follower(World& world, const OpenWork& open) : world_(world), open_(open) {}

  void obey_and_answer(const Order& order) {
    const Obeyed obeyed = obey_order(order);
    // Rank 0 learns it from its silence where nothing can be said.
    world_.answer(obeyed.reply, obeyed.numbers);
  }
  void close() { work_.reset(); }

 private:
  Obeyed obey_order(const Order& order) {
    if (world_.is_interrupted()) return failed("was asked by a signal to end");
    try {
      if (order.kind == Order::Kind::set_up && !work_) work_ = open_(order);
    } catch (const std::exception& error) {
      return failed(error.what());
    }
    return work_ ? obey(*work_, order) : failed("was told to go on with what it has not begun");
  }

  World& world_;
  const OpenWork& open_;
  std::unique_ptr<RankWork> work_;
};

}  // namespace

int follow(World& world, const OpenWork& open, Seconds first_order_within) {
  Follower follower(world, open);
  Seconds patience = first_order_within;
  for (;;) {
    const Order order = world.next_order(patience);
    patience = Seconds(order.next_within_s);
    switch (order.kind) {
      case Order::Kind::finish:
        follower.close();
        world.leave(order.in_order);
        return order.exit_code;
      case Order::Kind::close:
        follower.close();
        break;
      default:
        follower.obey_and_answer(order);
    }
  }
}

}  // namespace assay::measure
