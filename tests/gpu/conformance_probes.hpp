// The bodies that put one instruction to the test, written once for hardware and for the model.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/machine/hopper.hpp"
#include "kernels/machine/machine.hpp"
#include "tests/gpu/conformance.hpp"

namespace assay::ASSAY_TARGET {

using testing::Words;

/// Most of a block; barriers lie behind it.
inline constexpr std::uint32_t kProbeData = 65536, kProbeShared = kProbeData + 64;

template <class M>
ASSAY_BODY std::uint32_t probe_barrier(M& m) {
  return m.shared_base() + kProbeData;
}
template <class M>
ASSAY_BODY void init_probe(M& m, std::uint32_t arrivals) {
  m.block_leader([&] {
    m.mbarrier_init(probe_barrier(m), arrivals);
    m.fence_mbarrier_init();
  });
  m.cluster_sync();
}
template <class M>
ASSAY_BODY void dump(M& m, std::uint32_t* to, std::uint32_t bytes) {
  for (std::uint32_t at = 0; at < bytes; at += 4)
    to[at / 4] = m.template shared_load<std::uint32_t>(m.shared_base() + at);
}

template <DataType kType, hopper::Major kA, hopper::Major kB>
struct WgmmaProbe {
  static constexpr std::uint32_t kWarpgroups = 1;
  const std::uint32_t* image;
  std::uint32_t image_bytes;
  std::uint64_t a, b;
  std::uint32_t steps, a_step, b_step;
  std::uint32_t* out;

  template <class M>
  ASSAY_BODY void run(M& m) const {
    using testing::kWgmmaColumns;
    m.leader([&] {
      for (std::uint32_t at = 0; at < image_bytes; at += 4)
        m.shared_store(m.shared_base() + at, image[at / 4]);
      m.fence_proxy_async();
    });
    m.sync();
    typename M::template Accumulator<kType, kWgmmaColumns> sums;
    ASSAY_ROLLED for (std::uint32_t step = 0; step < steps; ++step) {
      m.wgmma_fence();
      m.template wgmma<kA, kB>(sums, hopper::advance(a, m.shared_base() + step * a_step),
                               hopper::advance(b, m.shared_base() + step * b_step), step != 0);
      m.wgmma_commit();
      m.template wgmma_wait<0>(sums);
    }
    sums.for_each_pair([&](std::uint32_t row, std::uint32_t column, auto& x, auto& y) {
      out[row * kWgmmaColumns + column] = __builtin_bit_cast(std::uint32_t, x);
      out[row * kWgmmaColumns + column + 1] = __builtin_bit_cast(std::uint32_t, y);
    });
  }
};

template <class TensorMap>
struct TensorLoadProbe {
  static constexpr std::uint32_t kWarpgroups = 1;
  TensorMap map;
  std::int32_t x, y;
  std::uint32_t bytes;
  std::uint32_t* out;

  template <class M>
  ASSAY_BODY void run(M& m) const {
    init_probe(m, 1);
    m.leader([&] {
      m.mbarrier_arrive_expect_tx(probe_barrier(m), bytes);
      m.tensor_load(m.shared_base(), map, x, y, probe_barrier(m));
      m.mbarrier_wait(probe_barrier(m), 0);
      dump(m, out, bytes);
    });
  }
};

template <class TensorMap>
struct TensorStoreProbe {
  static constexpr std::uint32_t kWarpgroups = 1;
  TensorMap map;
  std::int32_t x, y;
  std::uint32_t bytes;

  template <class M>
  ASSAY_BODY void run(M& m) const {
    m.leader([&] {
      for (std::uint32_t at = 0; at < bytes; at += 4)
        m.shared_store(m.shared_base() + at, at / 4 + 1);
      m.fence_proxy_async();
      m.tensor_store(map, x, y, m.shared_base());
      m.bulk_commit();
      m.template bulk_wait<0>();
    });
  }
};

/// Boxes of 8 rows of 128 bytes, one of each block.
template <class TensorMap>
struct MulticastProbe {
  static constexpr std::uint32_t kWarpgroups = 1, kBox = 1024;
  TensorMap map;
  std::uint32_t cluster, mask;
  std::uint32_t* out;

  template <class M>
  ASSAY_BODY void run(M& m) const {
    const std::uint32_t rank = m.cluster_rank();
    m.leader([&] {  // what is not loaded is zero
      for (std::uint32_t at = 0; at < cluster * kBox; at += 4)
        m.shared_store(m.shared_base() + at, 0u);
      m.fence_proxy_async();
    });
    init_probe(m, 1);
    m.leader([&] {
      m.tensor_load_multicast(m.shared_base() + rank * kBox, map, 0,
                              static_cast<std::int32_t>(rank * 8), probe_barrier(m), mask);
      const bool aimed_at = (mask >> rank & 1) != 0;
      m.mbarrier_arrive_expect_tx(probe_barrier(m), aimed_at ? cluster * kBox : 0);
      m.mbarrier_wait(probe_barrier(m), 0);
      dump(m, out + rank * (cluster * kBox / 4), cluster * kBox);
    });
    m.cluster_sync();
  }
};

template <class TensorMap>
struct BarrierProbe {
  static constexpr std::uint32_t kWarpgroups = 1, kBox = 1024;
  TensorMap map;
  std::uint32_t phases;
  std::uint32_t* out;  ///< by block and phase

  template <class M>
  ASSAY_BODY void run(M& m) const {
    const std::uint32_t rank = m.cluster_rank();
    init_probe(m, 2);
    m.leader([&] {
      m.mbarrier_wait(probe_barrier(m), 1);  // the phase before the first counts as over
      for (std::uint32_t phase = 0; phase < phases; ++phase) {
        m.tensor_load(m.shared_base(), map, 0, static_cast<std::int32_t>(8 * (phase + rank)),
                      probe_barrier(m));
        m.mbarrier_arrive_expect_tx(probe_barrier(m), kBox);
        m.mbarrier_arrive_at(probe_barrier(m), 1 - rank);
        m.mbarrier_wait(probe_barrier(m), phase % 2);
        dump(m, out + (rank * phases + phase) * (kBox / 4), kBox);
      }
    });
    m.cluster_sync();
  }
};

struct RegisterProbe {
  static constexpr std::uint32_t kWarpgroups = 3;
  std::uint32_t* out;

  template <class M>
  ASSAY_BODY void run(M& m) const {
    if (m.warpgroup() == 0)
      m.template decrease_registers<40>();
    else
      m.template increase_registers<232>();
    m.leader([&] { out[m.warpgroup()] = 1; });
  }
};

// How a case becomes a probe. A Device copies words to where its blocks see them, describes
// tensors, and runs probes.

template <class Device, DataType kType, hopper::Major kA, hopper::Major kB>
Words wgmma_answer(Device& device, const testing::WgmmaCase& c) {
  std::uint32_t* const out = device.words(Words(hopper::kWarpgroupRows * testing::kWgmmaColumns));
  const WgmmaProbe<kType, kA, kB> probe{
      .image = device.words(c.image),
      .image_bytes = static_cast<std::uint32_t>(c.image.size()) * 4,
      .a = c.a,
      .b = c.b,
      .steps = c.steps,
      .a_step = c.a_step,
      .b_step = c.b_step,
      .out = out};
  device.run(probe, 1);
  return device.read(out);
}

template <DataType kType, class Device>
Words wgmma_answer_of_type(Device& device, const testing::WgmmaCase& c) {
  using hopper::Major;
  if constexpr (hopper::element_bytes(kType) == 2) {
    if (c.a_major == Major::mn && c.b_major == Major::mn)
      return wgmma_answer<Device, kType, Major::mn, Major::mn>(device, c);
    if (c.a_major == Major::mn) return wgmma_answer<Device, kType, Major::mn, Major::k>(device, c);
    if (c.b_major == Major::mn) return wgmma_answer<Device, kType, Major::k, Major::mn>(device, c);
  }
  return wgmma_answer<Device, kType, Major::k, Major::k>(device, c);
}

template <class Device>
Words answer(Device& device, const testing::WgmmaCase& c) {
  switch (c.type) {
    case DataType::bf16:
      return wgmma_answer_of_type<DataType::bf16>(device, c);
    case DataType::fp16:
      return wgmma_answer_of_type<DataType::fp16>(device, c);
    case DataType::tf32:
      return wgmma_answer_of_type<DataType::tf32>(device, c);
    case DataType::fp8_e4m3:
      return wgmma_answer_of_type<DataType::fp8_e4m3>(device, c);
    case DataType::fp8_e5m2:
      return wgmma_answer_of_type<DataType::fp8_e5m2>(device, c);
    default:
      return wgmma_answer_of_type<DataType::int8>(device, c);
  }
}

inline Words counted(std::uint64_t count, std::uint32_t first) {
  Words words(count);
  for (std::uint32_t& word : words) word = first++;
  return words;
}

template <class Device>
Words answer(Device& device, const testing::TensorLoadCase& c) {
  hopper::Tensor tensor = c.tensor;
  tensor.data = device.words(counted(c.words(), 0x01010101));
  std::uint32_t* const out = device.words(Words(c.box_bytes() / 4));
  using Map = typename Device::TensorMap;
  device.run(TensorLoadProbe<Map>{device.map(tensor), c.x, c.y, c.box_bytes(), out}, 1);
  return device.read(out);
}

template <class Device>
Words answer(Device& device, const testing::TensorStoreCase& c) {
  hopper::Tensor tensor = c.tensor;
  std::uint32_t* const data = device.words(Words(c.words(), 0xC5C5C5C5));
  tensor.data = data;
  using Map = typename Device::TensorMap;
  device.run(TensorStoreProbe<Map>{device.map(tensor), c.x, c.y, c.box_bytes()}, 1);
  return device.read(data);
}

template <class Device>
typename Device::TensorMap rows_of_128_bytes(Device& device, std::uint32_t rows) {
  return device.map({.data = device.words(counted(std::uint64_t{rows} * 32, 1)),
                     .type = DataType::bf16,
                     .columns = 64,
                     .rows = rows,
                     .pitch_bytes = 128,
                     .box_columns = 64,
                     .box_rows = 8});
}

template <class Device>
Words answer(Device& device, const testing::MulticastCase& c) {
  using Probe = MulticastProbe<typename Device::TensorMap>;
  std::uint32_t* const out = device.words(Words(c.cluster * c.cluster * (Probe::kBox / 4)));
  device.run(Probe{rows_of_128_bytes(device, c.cluster * 8), c.cluster, c.mask, out}, c.cluster);
  return device.read(out);
}

template <class Device>
Words answer(Device& device, const testing::BarrierCase& c) {
  using Probe = BarrierProbe<typename Device::TensorMap>;
  std::uint32_t* const out = device.words(Words(2 * c.phases * (Probe::kBox / 4)));
  device.run(Probe{rows_of_128_bytes(device, (c.phases + 1) * 8), c.phases, out}, 2);
  return device.read(out);
}

template <class Device>
Words answer(Device& device, const testing::RegisterCase&) {
  std::uint32_t* const out = device.words(Words(RegisterProbe::kWarpgroups));
  device.run(RegisterProbe{out}, 1);
  return device.read(out);
}

}  // namespace assay::ASSAY_TARGET
