// Turns what is thrown into words for rank 0.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/world/rank_work.hpp"

#include <utility>

#include "harness/measure/world/world.hpp"

namespace assay::measure {
namespace {

void carry_out(RankWork& work, const Order& order, Obeyed& obeyed) {
  switch (order.kind) {
    case Order::Kind::set_up:
      return work.set_up(order);
    case Order::Kind::sample: {
      Sampled sampled = work.sample();
      obeyed.reply.seconds = sampled.time.count();
      obeyed.reply.mismatch = sampled.mismatch;
      obeyed.numbers = std::move(sampled.numbers);
      return;
    }
    case Order::Kind::verify:
      obeyed.reply.mismatch = work.verify();
      return;
    case Order::Kind::close:
    case Order::Kind::finish:
      return;
  }
}

}  // namespace

Obeyed obey(RankWork& work, const Order& order) {
  Obeyed obeyed;
  Reply& reply = obeyed.reply;
  try {
    carry_out(work, order, obeyed);
  } catch (const WaitError& error) {
    reply.state = Reply::State::in_vain;
    reply.missing = error.missing();
    reply.reason = Text<512>(error.what());
  } catch (const std::exception& error) {
    reply.state = Reply::State::failed;
    reply.reason = Text<512>(error.what());
  }
  return obeyed;
}

}  // namespace assay::measure
