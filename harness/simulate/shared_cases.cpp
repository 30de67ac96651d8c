// Pair by pair, then all of them.
#include "harness/simulate/shared_cases.hpp"

#include <string_view>

#include "harness/simulate/kernels.hpp"

namespace assay::simulate {
namespace {

constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;
constexpr std::uint32_t kPublishedGpus = 8;

const KernelEntry* find_kernel(std::string_view name) {
  for (const auto& entry : simulated_kernels()) {
    if (entry.description().name == name) return &entry;
  }
  return nullptr;
}

SharedCase transfer(std::uint32_t from, std::uint32_t to, Direction direction) {
  return {.kernel = find_kernel("transfer.peer"),
          .parameters = {.type = DataType::fp32,
                         .bytes = kGiB,
                         .direction = direction,
                         .engine = Engine::copy_engine,
                         .operation = Operation::write,
                         .pattern = Pattern::pair,
                         .peer = static_cast<int>(to)},
          .group = {gpu(from), gpu(to)}};
}

SharedCase all_reduce(std::uint32_t gpus, Algorithm algorithm) {
  SharedCase made{.kernel = find_kernel("collective.all_reduce"),
                  .parameters = {.type = DataType::bf16,
                                 .bytes = kGiB,
                                 .engine = Engine::nccl,
                                 .algorithm = algorithm,
                                 .placement = Placement::out_of_place,
                                 .devices = gpus}};
  for (std::uint32_t rank = 0; rank < gpus; ++rank) made.group.push_back(gpu(rank));
  return made;
}

}  // namespace

plan::DeviceId gpu(std::uint32_t index) {
  return {.kind = plan::DeviceId::Kind::cuda, .index = static_cast<int>(index)};
}

std::vector<SharedCase> shared_cases(std::uint32_t gpus) {
  std::vector<SharedCase> cases;
  for (std::uint32_t from = 0; from < gpus; ++from) {
    for (std::uint32_t to = 0; to < gpus; ++to) {
      if (from != to) cases.push_back(transfer(from, to, Direction::one));
    }
    for (std::uint32_t to = from + 1; to < gpus; ++to) {
      cases.push_back(transfer(from, to, Direction::both));
    }
  }
  if (gpus != kPublishedGpus) return cases;
  for (const Algorithm algorithm : {Algorithm::ring, Algorithm::nvls}) {
    cases.push_back(all_reduce(gpus, algorithm));
  }
  return cases;
}

}  // namespace assay::simulate
