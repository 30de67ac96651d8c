// The bulk-copy body on the model: exact for any size, and every planted bug is named.
#include "kernels/memory_bulk.hpp"

#include <gtest/gtest.h>

#include <span>
#include <string>
#include <vector>

#include "kernels/machine/bulk_model.hpp"
#include "kernels/machine/data.hpp"

namespace assay::ASSAY_TARGET {
namespace {

using model::BulkMachine;
using Word = std::uint32_t;

struct Shape {
  std::uint64_t bytes;
  std::uint32_t chunk_bytes = 256, stages = 3;
};

/// Arrays of one case, and the four ways to stream them.
class BulkCase {
 public:
  BulkCase(Shape shape, std::uint32_t blocks, int first)
      : shape_(shape),
        x_(shape.bytes / sizeof(float)),
        y_(x_.size()),
        out_(x_.size(), spoiled_value<float>()) {
    for (std::size_t i = 0; i < x_.size(); ++i) {
      x_[i] = random_value<float>(1, i);
      y_[i] = random_value<float>(2, i);
    }
    options_ = {.threads = 3,
                .first = first,
                .blocks = blocks,
                .readable = {bytes_of(x_), bytes_of(y_)},
                .writable = {bytes_of(out_)}};
  }

  template <BulkFault kFault = BulkFault::none>
  std::string triad() {
    return run<2>([](BulkMachine& machine, const BulkStreams& streams) {
      BulkBlock<BulkMachine, float, 2, BulkUse::transform, kFault>(machine, streams)
          .run([](const Vector<float>* v) { return v[0] + 3 * v[1]; });
    });
  }
  template <BulkFault kFault = BulkFault::none>
  std::string copy() {
    return run<1>([](BulkMachine& machine, const BulkStreams& streams) {
      BulkBlock<BulkMachine, float, 1, BulkUse::pass, kFault>(machine, streams)
          .run([](const Vector<float>*) {});
    });
  }
  template <BulkFault kFault = BulkFault::none>
  std::string write() {
    const float* const line = x_.data();
    return run<1>([line](BulkMachine& machine, const BulkStreams& streams) {
      bulk_write<kFault>(machine, streams, [&](std::uint32_t i) { return load(line, i & 3); });
    });
  }
  /// Leaves the sum of all words in sum().
  template <BulkFault kFault = BulkFault::none>
  std::string read() {
    Word& sum = sum_ = 0;
    return run<1>([&sum](BulkMachine& machine, const BulkStreams& streams) {
      BulkBlock<BulkMachine, Word, 1, BulkUse::reduce, kFault>(machine, streams)
          .run([&](const Vector<Word>* v) { sum += v[0][0] + v[0][1] + v[0][2] + v[0][3]; });
    });
  }

  std::size_t wrong(float (*expected)(float x, float y, float line)) const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < out_.size(); ++i) {
      count += !(out_[i] == expected(x_[i], y_[i], x_[i % 16]));
    }
    return count;
  }
  Word sum() const { return sum_; }
  Word expected_sum() const {
    Word sum = 0;
    for (const float x : x_) sum += __builtin_bit_cast(Word, x);
    return sum;
  }

 private:
  static std::span<const std::byte> bytes_of(const std::vector<float>& array) {
    return std::as_bytes(std::span(array));
  }

  template <std::uint32_t kInputs, class Body>
  std::string run(const Body& body) {
    const BulkStreams streams{.input = {x_.data(), y_.data()},
                              .output = out_.data(),
                              .bytes = shape_.bytes,
                              .chunk_bytes = shape_.chunk_bytes,
                              .stages = shape_.stages};
    options_.shared_bytes = streams.shared_bytes(kInputs);
    return model::run_bulk(options_, [&](BulkMachine& machine) { body(machine, streams); });
  }

  Shape shape_;
  std::vector<float> x_, y_, out_;
  Word sum_ = 0;
  model::BulkOptions options_;
};

// One line, less than a chunk, whole chunks, tails of every kind, fewer chunks than stages, many
// rounds of the ring.
constexpr Shape kShapes[] = {{64},
                             {192},
                             {256},
                             {256 * 3},
                             {256 * 7 + 64},
                             {256 * 40 + 192},
                             {1024 * 5 + 64, 1024, 2},
                             {512 * 9, 512, 4},
                             {256 * 6 + 128, 256, 1}};

TEST(MemoryBulk, IsExactForAnySizeAndNumberOfBlocks) {
  for (const Shape& shape : kShapes) {
    for (const std::uint32_t blocks : {1u, 2u, 5u}) {
      for (const int first : {0, 2}) {
        SCOPED_TRACE(::testing::Message() << shape.bytes << " B in chunks of " << shape.chunk_bytes
                                          << ", " << shape.stages << " stages, " << blocks
                                          << " blocks, thread " << first << " first");
        BulkCase read(shape, blocks, first), write(shape, blocks, first);
        EXPECT_EQ(read.read(), "");
        EXPECT_EQ(read.sum(), read.expected_sum());
        EXPECT_EQ(write.write(), "");
        EXPECT_EQ(write.wrong([](float, float, float line) { return line; }), 0u);
        if (shape.stages < 2) continue;  // a stage cannot be stored and refilled at once
        BulkCase copy(shape, blocks, first), triad(shape, blocks, first);
        EXPECT_EQ(copy.copy(), "");
        EXPECT_EQ(copy.wrong([](float x, float, float) { return x; }), 0u);
        EXPECT_EQ(triad.triad(), "");
        EXPECT_EQ(triad.wrong([](float x, float y, float) { return x + 3 * y; }), 0u);
      }
    }
  }
}

/// What the model says of a fault, whichever thread comes first: the same each time.
template <class Run>
std::string found(Run run) {
  std::string said;
  for (const int first : {0, 1, 2}) {
    BulkCase bulk({256 * 20 + 64}, 1, first);
    const std::string now = run(bulk);
    if (now.empty()) return "nothing, with thread " + std::to_string(first) + " first";
    said = now;
  }
  return said;
}

constexpr const char* kUnordered = "is not ordered after a write";

TEST(MemoryBulkFault, BarriersNotFencedForTheOtherProxy) {
  const auto with = [](const std::string& said) { return said.find("fence.proxy.async"); };
  EXPECT_NE(with(found([](auto& c) { return c.template read<BulkFault::no_init_fence>(); })),
            std::string::npos);
  EXPECT_NE(with(found([](auto& c) { return c.template copy<BulkFault::no_init_fence>(); })),
            std::string::npos);
}

TEST(MemoryBulkFault, BarriersUsedBeforeTheyAreInitialised) {
  const std::string said =
      found([](auto& c) { return c.template read<BulkFault::no_init_sync>(); });
  EXPECT_TRUE(said.find("no mbarrier") == 0 || said.find(kUnordered) != std::string::npos) << said;
}

template <BulkFault kFault>
void expect_in_all_three(const std::string& expected) {
  const std::string said[] = {found([](auto& c) { return c.template read<kFault>(); }),
                              found([](auto& c) { return c.template copy<kFault>(); }),
                              found([](auto& c) { return c.template triad<kFault>(); })};
  for (const auto& one : said) EXPECT_NE(one.find(expected), std::string::npos) << one;
}

TEST(MemoryBulkFault, WrongPhase) {
  expect_in_all_three<BulkFault::no_phase_flip>(kUnordered);
}

TEST(MemoryBulkFault, StageUsedBeforeItIsFull) {
  expect_in_all_three<BulkFault::no_full_wait>(kUnordered);
}

TEST(MemoryBulkFault, FewerBytesExpectedThanLoaded) {
  expect_in_all_three<BulkFault::short_expect_tx>("expect_tx");
}

TEST(MemoryBulkFault, StageReleasedBeforeItWasRead) {
  const std::string said = found([](auto& c) { return c.template read<BulkFault::no_sync>(); });
  EXPECT_TRUE(said.find("may still be read") != std::string::npos ||
              said.find(kUnordered) != std::string::npos)
      << said;
}

TEST(MemoryBulkFault, StageStoredBeforeAllOfItWasComputed) {
  EXPECT_NE(found([](auto& c) { return c.template triad<BulkFault::no_sync>(); }).find(kUnordered),
            std::string::npos);
  const std::string write = found([](auto& c) { return c.template write<BulkFault::no_sync>(); });
  EXPECT_TRUE(write.find(kUnordered) != std::string::npos ||
              write.find("nobody wrote") != std::string::npos)
      << write;
}

TEST(MemoryBulkFault, StageRefilledBeforeItsStoreReadIt) {
  for (const std::string& said :
       {found([](auto& c) { return c.template copy<BulkFault::no_store_wait>(); }),
        found([](auto& c) { return c.template triad<BulkFault::no_store_wait>(); })}) {
    EXPECT_NE(said.find("may still be read"), std::string::npos) << said;
  }
}

TEST(MemoryBulkFault, ResultsNotFencedForTheOtherProxy) {
  for (const std::string& said :
       {found([](auto& c) { return c.template triad<BulkFault::no_proxy_fence>(); }),
        found([](auto& c) { return c.template write<BulkFault::no_proxy_fence>(); })}) {
    EXPECT_NE(said.find("without fence.proxy.async"), std::string::npos) << said;
  }
}

TEST(MemoryBulkFault, BlockEndsBeforeItsStoresReadIt) {
  for (const std::string& said :
       {found([](auto& c) { return c.template copy<BulkFault::no_final_wait>(); }),
        found([](auto& c) { return c.template triad<BulkFault::no_final_wait>(); }),
        found([](auto& c) { return c.template write<BulkFault::no_final_wait>(); })}) {
    EXPECT_EQ(said, "the block ends while bulk stores may still read its memory");
  }
}

}  // namespace
}  // namespace assay::ASSAY_TARGET
