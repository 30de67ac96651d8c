// How does a block stream arrays through shared memory by bulk asynchronous copies?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>

#include "kernels/machine/machine.hpp"

// Written once for the GPU (machine/bulk.cuh) and for the model that checks the protocol
// (machine/bulk_model.hpp). Shared memory is a ring of stages, each one chunk of every input, and
// one barrier a stage that says it is full:
//
//   every thread   wait until full, use, fence what it wrote, sync
//   the leader     store the stage, wait until the store before has read its stage, refill that one
//
// The sync is what releases a stage: nobody reads it any more.

namespace assay::ASSAY_TARGET {

/// What happens to a full stage.
enum class BulkUse {
  reduce,    ///< read by the threads
  pass,      ///< stored as it came; no thread touches it, and the leader works alone
  transform  ///< replaced by the result in place of the first input, then stored
};

/// Planted bugs, for the tests alone.
enum class BulkFault {
  none,
  no_init_fence,
  no_init_sync,
  no_phase_flip,
  short_expect_tx,
  no_full_wait,
  no_sync,
  no_proxy_fence,
  no_store_wait,
  no_final_wait
};

struct BulkStreams {
  const void* input[2] = {};
  void* output = nullptr;
  std::uint64_t bytes = 0;  ///< of each array, a multiple of 16
  std::uint32_t chunk_bytes = 0;
  std::uint32_t stages = 0;  ///< at least two where results are stored

  /// Shared memory of a block with so many inputs.
  constexpr std::uint32_t shared_bytes(std::uint32_t inputs) const {
    return stages * (inputs * chunk_bytes + kBarrierBytes);
  }
  static constexpr std::uint32_t kBarrierBytes = 8;
};

template <class M, class T, int kInputs, BulkUse kUse, BulkFault kFault = BulkFault::none>
class BulkBlock {
 public:
  ASSAY_BODY BulkBlock(M& machine, const BulkStreams& streams)
      : machine_(machine),
        streams_(streams),
        chunks_((streams.bytes + streams.chunk_bytes - 1) / streams.chunk_bytes) {}

  /// use(x) of the kInputs vectors of every place: the result for `transform`, nothing for
  /// `reduce`, never called for `pass`.
  template <class Use>
  ASSAY_BODY void run(Use use) {
    machine_.leader([&] { fill_all(); });
    if constexpr (kUse == BulkUse::pass) {
      machine_.leader([&] { stream(use); });
    } else {
      // The barriers are seen initialised.
      if constexpr (kFault != BulkFault::no_init_sync) machine_.sync();
      stream(use);
    }
  }

 private:
  ASSAY_BODY std::uint32_t slot(std::uint32_t stage, int input) const {
    return (stage * kInputs + static_cast<std::uint32_t>(input)) * streams_.chunk_bytes;
  }
  ASSAY_BODY std::uint32_t barrier(std::uint32_t stage) const {
    return slot(streams_.stages, 0) + stage * BulkStreams::kBarrierBytes;
  }
  ASSAY_BODY std::uint32_t bytes_of(std::uint64_t chunk) const {
    const std::uint64_t left = streams_.bytes - chunk * streams_.chunk_bytes;
    return left < streams_.chunk_bytes ? static_cast<std::uint32_t>(left) : streams_.chunk_bytes;
  }

  ASSAY_BODY void fill(std::uint64_t chunk, std::uint32_t stage) {
    if (chunk >= chunks_) return;
    const std::uint32_t bytes = bytes_of(chunk);
    constexpr std::uint32_t kMissing = kFault == BulkFault::short_expect_tx ? 16 : 0;
    machine_.mbarrier_arrive_expect_tx(barrier(stage), kInputs * bytes - kMissing);
    ASSAY_UNROLL for (int n = 0; n < kInputs; ++n) {
      const auto* const from = static_cast<const std::byte*>(streams_.input[n]);
      machine_.bulk_load(slot(stage, n), from + chunk * streams_.chunk_bytes, bytes,
                         barrier(stage));
    }
  }

  ASSAY_BODY void fill_all() {
    for (std::uint32_t stage = 0; stage < streams_.stages; ++stage) {
      machine_.mbarrier_init(barrier(stage), 1);
    }
    // Loads complete on the barriers, and they are the other proxy.
    if constexpr (kFault != BulkFault::no_init_fence) machine_.fence_proxy_async();
    for (std::uint32_t stage = 0; stage < streams_.stages; ++stage) {
      fill(machine_.block() + std::uint64_t{stage} * machine_.blocks(), stage);
    }
  }

  template <class Use>
  ASSAY_BODY void stream(Use use) {
    const std::uint64_t step = machine_.blocks();
    std::uint32_t stage = 0, before = 0, phase = 0;
    for (std::uint64_t chunk = machine_.block(); chunk < chunks_; chunk += step) {
      if constexpr (kFault != BulkFault::no_full_wait) {
        machine_.mbarrier_wait(barrier(stage), phase);
      }
      if constexpr (kUse != BulkUse::pass) use_stage(stage, bytes_of(chunk), use);
      machine_.leader([&] {
        if constexpr (kUse == BulkUse::reduce) {
          fill(chunk + streams_.stages * step, stage);
        } else {
          store(chunk, stage);
          // Before the first chunk there was none, and its stages are all filled.
          if (chunk != machine_.block()) fill(chunk + (streams_.stages - 1) * step, before);
        }
      });
      before = stage;
      if (++stage == streams_.stages) {
        stage = 0;
        if constexpr (kFault != BulkFault::no_phase_flip) phase ^= 1;
      }
    }
    // Shared memory lives until the last store has read it.
    if constexpr (kUse != BulkUse::reduce && kFault != BulkFault::no_final_wait) {
      machine_.leader([&] { machine_.template bulk_wait_read<0>(); });
    }
  }

  template <class Use>
  ASSAY_BODY void use_stage(std::uint32_t stage, std::uint32_t bytes, Use use) {
    constexpr std::uint32_t kVector = kVectorBytes;
    machine_.lanes(bytes / kVector, [&](std::uint32_t i) {
      Vector<T> x[kInputs];
      ASSAY_UNROLL for (int n = 0; n < kInputs; ++n) {
        x[n] = machine_.template shared_load<Vector<T>>(slot(stage, n) + i * kVector);
      }
      if constexpr (kUse == BulkUse::transform)
        machine_.shared_store(slot(stage, 0) + i * kVector, use(x));
      else
        use(x);
    });
    // What was written by threads will be read by a bulk store.
    if constexpr (kUse == BulkUse::transform && kFault != BulkFault::no_proxy_fence) {
      machine_.fence_proxy_async();
    }
    if constexpr (kFault != BulkFault::no_sync) machine_.sync();
  }

  /// Stores a stage, and returns when the store before it has read its own.
  ASSAY_BODY void store(std::uint64_t chunk, std::uint32_t stage) {
    auto* const to = static_cast<std::byte*>(streams_.output);
    machine_.bulk_store(to + chunk * streams_.chunk_bytes, slot(stage, 0), bytes_of(chunk));
    machine_.bulk_commit();
    if constexpr (kFault != BulkFault::no_store_wait) machine_.template bulk_wait_read<1>();
  }

  M& machine_;
  const BulkStreams streams_;
  const std::uint64_t chunks_;
};

/// Stores one chunk of shared memory, filled once with value(i) at its vector i, over the whole
/// output.
template <BulkFault kFault = BulkFault::none, class M, class Value>
ASSAY_BODY void bulk_write(M& machine, const BulkStreams& streams, Value value) {
  constexpr std::uint32_t kVector = kVectorBytes;
  machine.lanes(streams.chunk_bytes / kVector,
                [&](std::uint32_t i) { machine.shared_store(i * kVector, value(i)); });
  if constexpr (kFault != BulkFault::no_proxy_fence) machine.fence_proxy_async();
  if constexpr (kFault != BulkFault::no_sync) machine.sync();
  machine.leader([&] {
    const std::uint64_t step = std::uint64_t{machine.blocks()} * streams.chunk_bytes;
    auto* const to = static_cast<std::byte*>(streams.output);
    for (std::uint64_t at = std::uint64_t{machine.block()} * streams.chunk_bytes;
         at < streams.bytes; at += step) {
      const std::uint64_t left = streams.bytes - at;
      machine.bulk_store(
          to + at, 0,
          left < streams.chunk_bytes ? static_cast<std::uint32_t>(left) : streams.chunk_bytes);
      machine.bulk_commit();
    }
    if constexpr (kFault != BulkFault::no_final_wait) machine.template bulk_wait_read<0>();
  });
}

}  // namespace assay::ASSAY_TARGET
