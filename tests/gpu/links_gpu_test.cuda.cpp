// All GPUs of the machine together: is every collective, algorithm and type exact on every rank,
// and does every byte between two GPUs arrive?
#include <cuda_runtime_api.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <string_view>
#include <vector>

#include "harness/measure/cuda_group_session.hpp"
#include "kernels/error.hpp"
#include "tests/gpu/gpu_device.hpp"

namespace assay::measure {
namespace {

constexpr std::uint64_t kKiB = 1024, kMiB = kKiB * 1024;
constexpr DataType kTypes[] = {DataType::bf16, DataType::fp16, DataType::fp32, DataType::int32};

const KernelEntry& entry_of(std::string_view name) {
  const auto table = kernel_table();
  const auto* const found = std::find_if(table.begin(), table.end(), [&](const auto& entry) {
    return entry.description().name == name;
  });
  if (found == table.end()) throw Error(ErrorKind::usage, "no kernel of that name");
  return *found;
}

class LinksGpuTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const std::string reason = assay::testing::no_linked_gpus(); !reason.empty()) {
      GTEST_SKIP() << reason;
    }
    int count = 0;
    ASSERT_EQ(cudaGetDeviceCount(&count), cudaSuccess);
    for (int index = 0; index < std::min(count, kMaxRanks); ++index) {
      devices_.push_back({.index = index, .uuid = "GPU-under-test"});
    }
  }

  std::vector<int> all() const {
    std::vector<int> indices;
    for (const CudaDevice& one : devices_) indices.push_back(one.index);
    return indices;
  }

  void open(const std::vector<int>& indices) {
    session_.reset();
    indices_ = indices;
    std::vector<CudaDevice*> chosen;
    for (const int index : indices) chosen.push_back(&devices_[static_cast<std::size_t>(index)]);
    session_ = open_cuda_group_session(chosen, Watch("not watched"));
  }

  /// Spoiled outputs are seen, and three iterations of every rank are right.
  void expect_right(const char* kernel, Parameters parameters) {
    plan::Case planned;
    planned.kernel = &entry_of(kernel);
    planned.parameters = parameters;
    planned.parameters.seed = 11;
    planned.device = {.kind = plan::DeviceId::Kind::cuda, .index = indices_.front()};
    for (const int index : indices_) {
      planned.group.push_back({.kind = plan::DeviceId::Kind::cuda, .index = index});
    }
    planned.iterations = 3;
    planned.deadline = Seconds(20);
    SCOPED_TRACE(planned.name());
    session_->set_up(planned);
    EXPECT_GT(session_->verify().count, 0u) << "spoiled passes for computed";
    EXPECT_GT(session_->time_sample().count(), 0);
    const Mismatch found = session_->verify();
    EXPECT_EQ(found.count, 0u) << "element " << found.index << " is " << found.actual << ", not "
                               << found.expected;
    EXPECT_GT(found.checked, 0u);
  }

  std::uint32_t count() const { return static_cast<std::uint32_t>(indices_.size()); }

 private:
  std::deque<CudaDevice> devices_;
  std::vector<int> indices_;
  std::unique_ptr<DeviceSession> session_;
};

TEST_F(LinksGpuTest, EveryAlgorithmAndTypeIsExactOnEveryRank) {
  open(all());
  for (const Algorithm algorithm :
       {Algorithm::one_shot, Algorithm::two_shot, Algorithm::ring, Algorithm::best}) {
    for (const DataType type : kTypes) {
      for (const std::uint64_t bytes :
           {std::uint64_t{4}, 16 * kKiB + 12, kMiB, 64 * kMiB + 4 * kKiB + 8}) {
        for (const Placement placement : {Placement::out_of_place, Placement::in_place}) {
          for (const Submission submission : {Submission::stream, Submission::graph}) {
            expect_right("collective.all_reduce", {.type = type,
                                                   .bytes = bytes,
                                                   .engine = Engine::sm,
                                                   .algorithm = algorithm,
                                                   .placement = placement,
                                                   .devices = count(),
                                                   .submission = submission});
            if (HasFailure()) return;
          }
        }
      }
    }
  }
}

TEST_F(LinksGpuTest, EveryCollectiveOfNcclIsExactOnEveryRank) {
  open(all());
  for (const char* kernel :
       {"collective.all_reduce", "collective.all_gather", "collective.reduce_scatter",
        "collective.all_to_all", "collective.broadcast"}) {
    for (const DataType type : kTypes) {
      try {
        expect_right(kernel, {.type = type,
                              .bytes = 4 * kMiB,
                              .engine = Engine::nccl,
                              .placement = Placement::out_of_place,
                              .devices = count()});
      } catch (const Error& failure) {
        if (std::string_view(failure.what()).find("libnccl") == std::string_view::npos) throw;
        GTEST_SKIP() << failure.what();
      }
    }
  }
}

TEST_F(LinksGpuTest, EveryPairMovesEveryByte) {
  for (const int from : all()) {
    for (const int to : all()) {
      if (from == to) continue;
      open({from, to});
      for (const Engine engine : {Engine::sm, Engine::copy_engine}) {
        for (const Operation operation : {Operation::read, Operation::write}) {
          for (const Direction direction : {Direction::one, Direction::both}) {
            expect_right("transfer.peer", {.type = DataType::fp32,
                                           .bytes = 4 * kMiB,
                                           .direction = direction,
                                           .engine = engine,
                                           .operation = operation,
                                           .pattern = Pattern::pair,
                                           .peer = to});
          }
        }
      }
    }
  }
}

TEST_F(LinksGpuTest, AllGpusAtOnceMoveEveryByte) {
  open(all());
  for (const Engine engine : {Engine::sm, Engine::copy_engine}) {
    for (const Operation operation : {Operation::read, Operation::write}) {
      expect_right("transfer.peer", {.type = DataType::fp32,
                                     .bytes = 4 * kMiB,
                                     .direction = Direction::both,
                                     .engine = engine,
                                     .operation = operation,
                                     .pattern = Pattern::all_pairs,
                                     .devices = count()});
    }
  }
}

TEST_F(LinksGpuTest, EveryPairPlaysPingPong) {
  for (const int from : all()) {
    for (const int to : all()) {
      if (from >= to) continue;
      open({from, to});
      expect_right(
          "transfer.ping_pong",
          {.type = DataType::int32, .engine = Engine::sm, .pattern = Pattern::pair, .peer = to});
    }
  }
}

}  // namespace
}  // namespace assay::measure
