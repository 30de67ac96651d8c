// How is the shape that parameters ask for found among the compiled ones?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <iterator>
#include <utility>

#include "kernels/machine/bulk.cuh"
#include "kernels/memory_bulk.hpp"
#include "kernels/memory_shapes.hpp"

namespace assay::gpu {

/// Calls f.template operator()<kShape>() with the one of kShapes that parameters ask for. Throws
/// Error(usage) where none of them is that.
template <const auto& kShapes, class F>
void with_shape(const Parameters& parameters, F f) {
  const Variant wanted = shape_of(parameters, kShapes);
  bool found = false;
  [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
    const auto try_one = [&]<Variant kShape>() {
      if (found || !(wanted == kShape)) return;
      found = true;
      f.template operator()<kShape>();
    };
    (try_one.template operator()<kShapes[kIndex]>(), ...);
  }
  (std::make_index_sequence<std::size(kShapes)>());
  if (found) return;
  throw Error(ErrorKind::usage,
              "choosing the shape of a memory kernel: none was compiled with threads=" +
                  std::to_string(wanted.threads) + " unroll=" + std::to_string(wanted.unroll) +
                  " chunk_bytes=" + std::to_string(wanted.chunk_bytes) +
                  " as asked for: take one of Kernel.variants");
}

/// Launches the streams in bulk: `make` gives the body for shared memory laid out as `streams`
/// says.
template <Variant kShape, class Make>
void launch_bulk(const Launch& where, BulkStreams streams, std::uint32_t inputs,
                 std::uint64_t iterations, Make make) {
  require_bulk_copies();
  streams.chunk_bytes = kShape.chunk_bytes;
  streams.stages = kShape.stages;
  launch_grid<Machine, kShape.threads>(
      where,
      Grid{.blocks = grid_blocks(kShape, streams.bytes, where.processors),
           .shared_bytes = streams.shared_bytes(inputs)},
      make(streams), iterations);
}

/// As StreamBody (memory_stream.hpp), by bulk copies.
template <class K, class T, std::uint32_t kBlockThreads, Hint kHint>
struct BulkStreamBody {
  BulkStreams streams;

  ASSAY_BODY void operator()(const Machine&) const {
    using M = BulkMachine<kBlockThreads, kHint>;
    M machine;
    if constexpr (K::kPattern) {
      const auto* const line = static_cast<const T*>(streams.input[0]);
      bulk_write(machine, streams, [&](std::uint32_t i) { return load(line, i & 3); });
    } else if constexpr (K::kFlop == 0) {
      BulkBlock<M, T, K::kInputs, BulkUse::pass>(machine, streams).run([](const Vector<T>*) {});
    } else {
      BulkBlock<M, T, K::kInputs, BulkUse::transform>(machine, streams).run([](const Vector<T>* x) {
        return K::template element<T>(x);
      });
    }
  }
};

}  // namespace assay::gpu
