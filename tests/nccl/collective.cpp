// One rank after the other, through memory of its own: in place is allowed.
// SPDX-License-Identifier: Apache-2.0
#include "tests/nccl/collective.hpp"

#include <cstdint>
#include <cstring>
#include <stdexcept>

namespace assay::fake_nccl {
namespace {

using nccl_api::Number;

struct Bf16 {
  std::uint16_t bits = 0;
  Bf16() = default;
  explicit Bf16(double value) {
    const auto narrow = static_cast<float>(value);
    std::uint32_t wide = 0;
    std::memcpy(&wide, &narrow, 4);
    bits = static_cast<std::uint16_t>((wide + 0x7fff + (wide >> 16 & 1)) >> 16);
  }
  explicit operator double() const {
    const std::uint32_t wide = std::uint32_t{bits} << 16;
    float value = 0;
    std::memcpy(&value, &wide, 4);
    return value;
  }
};

using Sum = std::vector<std::byte>;

template <class Element>
Sum add_up(const Collective& of, std::size_t elements) {
  Sum sum(elements * sizeof(Element));
  for (std::size_t i = 0; i < elements; ++i) {
    double total = of.add;
    for (const Part& part : of.parts) {
      Element element;
      std::memcpy(&element, static_cast<const std::byte*>(part.in) + i * sizeof element,
                  sizeof element);
      total += static_cast<double>(element);
    }
    const auto result = static_cast<Element>(total);
    std::memcpy(sum.data() + i * sizeof result, &result, sizeof result);
  }
  return sum;
}

Sum add_up(const Collective& of, std::size_t elements) {
  switch (of.number) {
    case Number::int32:
      return add_up<std::int32_t>(of, elements);
    case Number::fp16:
      return add_up<_Float16>(of, elements);
    case Number::bf16:
      return add_up<Bf16>(of, elements);
    case Number::fp32:
      return add_up<float>(of, elements);
    case Number::fp64:
      return add_up<double>(of, elements);
    case Number::int8:
      return add_up<std::int8_t>(of, elements);
  }
  throw std::logic_error("Number out of range");
}

void all_gather(const Collective& of, std::size_t bytes) {
  Sum all(bytes * of.parts.size());
  for (std::size_t rank = 0; rank < of.parts.size(); ++rank) {
    std::memcpy(all.data() + rank * bytes, of.parts[rank].in, bytes);
  }
  for (const Part& part : of.parts) std::memcpy(part.out, all.data(), all.size());
}

/// The nth send to a rank and the nth receive of that rank belong together.
const Transfer& matching(const Collective& of, std::size_t rank, std::size_t receive) {
  const Transfer& wanted = of.parts[rank].transfers[receive];
  std::size_t before = 0;
  for (std::size_t i = 0; i < receive; ++i) {
    const Transfer& other = of.parts[rank].transfers[i];
    if (other.to != nullptr && other.peer == wanted.peer) ++before;
  }
  for (const Transfer& send : of.parts.at(static_cast<std::size_t>(wanted.peer)).transfers) {
    if (send.from == nullptr || send.peer != static_cast<int>(rank)) continue;
    if (before-- == 0) return send;
  }
  throw std::logic_error("a receive without its send");
}

void exchange(const Collective& of) {
  std::vector<std::pair<const Transfer*, Sum>> received;
  for (std::size_t rank = 0; rank < of.parts.size(); ++rank) {
    for (std::size_t i = 0; i < of.parts[rank].transfers.size(); ++i) {
      const Transfer& receive = of.parts[rank].transfers[i];
      if (receive.to == nullptr) continue;
      const Transfer& send = matching(of, rank, i);
      if (send.bytes != receive.bytes) throw std::logic_error("sent and received sizes differ");
      received.emplace_back(&receive, Sum(send.from, send.from + send.bytes));
    }
  }
  for (const auto& [to, data] : received) std::memcpy(to->to, data.data(), data.size());
}

}  // namespace

std::size_t bytes_of(Number number) {
  switch (number) {
    case Number::int8:
      return 1;
    case Number::fp16:
    case Number::bf16:
      return 2;
    case Number::int32:
    case Number::fp32:
      return 4;
    case Number::fp64:
      return 8;
  }
  throw std::logic_error("Number out of range");
}

void Collective::compute() const {
  const std::size_t bytes = count * bytes_of(number);
  switch (action) {
    case Action::all_reduce: {
      const Sum sum = add_up(*this, count);
      for (const Part& part : parts) std::memcpy(part.out, sum.data(), bytes);
      return;
    }
    case Action::reduce_scatter: {
      const Sum sum = add_up(*this, count * parts.size());
      for (std::size_t rank = 0; rank < parts.size(); ++rank) {
        std::memcpy(parts[rank].out, sum.data() + rank * bytes, bytes);
      }
      return;
    }
    case Action::all_gather:
      return all_gather(*this, bytes);
    case Action::broadcast: {
      const auto* from = static_cast<const std::byte*>(parts[static_cast<std::size_t>(root)].in);
      const Sum data(from, from + bytes);
      for (const Part& part : parts) std::memcpy(part.out, data.data(), bytes);
      return;
    }
    case Action::exchange:
      return exchange(*this);
  }
}

}  // namespace assay::fake_nccl
