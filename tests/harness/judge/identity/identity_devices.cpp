// Healthy devices reach these shares of the published figures, as the typical figures show.
// SPDX-License-Identifier: Apache-2.0
#include "tests/harness/judge/identity/identity_devices.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "harness/judge/identity/identity_model.hpp"

namespace assay::judge {
namespace {

constexpr double kIssued = 0.98;      // of what an SM can issue
constexpr double kStreamed = 0.93;    // of the memory bandwidth
constexpr double kAddressed = 0.975;  // of the memory
constexpr double kGemm = 0.8, kPeer = 0.87, kRing = 0.8;

class Maker {
 public:
  Maker(const catalogue::Catalogue& catalogue, const Behaviour& behaviour)
      : catalogue_(catalogue),
        part_(catalogue.at(behaviour.part, "part")),
        behaviour_(behaviour),
        random_(behaviour.seed) {}

  std::vector<document::CaseRecord> make() {
    count_ = std::floor(part_.gating("sm_count").value_or(0) * behaviour_.slice) -
             behaviour_.disabled_multiprocessors;
    if (count_ > 0) add("sm.census", Quantity::count, {}, count_);
    add_rates();
    add_gemms();
    add_memory();
    if (behaviour_.slice == 1) add_links();
    return std::move(list_);
  }

 private:
  void add(const char* kernel, Quantity quantity, const Parameters& parameters, double value,
           std::optional<double> clock = std::nullopt) {
    const auto& without = behaviour_.without;
    if (std::find(without.begin(), without.end(), kernel) != without.end()) return;
    list_.push_back(
        case_of(kernel, quantity, parameters, value, behaviour_.clocks ? clock : std::nullopt));
  }

  double noise() {
    std::normal_distribution<double> normal(0, 1);
    return 1 + behaviour_.noise * normal(random_);
  }

  double clock() const {
    return part_.value("clocks.maximum")
               .value_or(part_.value("clocks.tensor_peak").value_or(1.75e9)) *
           behaviour_.clock_ratio;
  }

  void add_rate(const char* kernel, DataType type, const char* path, double at_clock) {
    const auto one = per_sm_clock_of(catalogue_, part_, path);
    if (!one || count_ <= 0) return;
    add(kernel, Quantity::rate, {.type = type}, one->value * count_ * at_clock * kIssued * noise(),
        at_clock);
  }

  void add_rates() {
    const double slowed = clock() * behaviour_.tensor_clock_ratio;
    add_rate("tensor.rate", DataType::fp16, "tensor.fp16", slowed);
    add_rate("tensor.rate", DataType::fp8_e4m3, "tensor.fp8", slowed);
    add_rate("tensor.rate", DataType::tf32, "tensor.tf32", slowed);
    add_rate("fma.rate", DataType::fp32, "vector.fp32", clock());
    add_rate("fma.rate", DataType::fp64, "vector.fp64", clock());
  }

  void add_gemm(const char* kernel, DataType type, const char* path) {
    const auto dense = part_.gating(path);
    if (!dense) return;
    add(kernel, Quantity::throughput, {.type = type, .m = 8192, .n = 8192, .k = 8192},
        *dense * kGemm * behaviour_.slice * behaviour_.clock_ratio * behaviour_.tensor_clock_ratio *
            noise());
  }

  void add_gemms() {
    add_gemm("gemm.bf16", DataType::bf16, "tensor.bf16.dense");
    add_gemm("gemm.tf32", DataType::tf32, "tensor.tf32.dense");
    add_gemm("gemm.fp8_e4m3", DataType::fp8_e4m3, "tensor.fp8.dense");
    add_gemm("gemm.fp32", DataType::fp32, "vector.fp32.peak");
  }

  void add_memory() {
    const double slowed = 0.8 + 0.2 * behaviour_.clock_ratio;
    if (const auto peak = part_.gating("memory.bandwidth")) {
      for (const char* kernel : {"memory.read", "memory.copy", "memory.triad"}) {
        add(kernel, Quantity::bandwidth, {.bytes = 1 << 30},
            *peak * kStreamed * slowed * behaviour_.slice * noise());
      }
    }
    if (const auto capacity = capacity_of(part_)) {
      add("memory.capacity", Quantity::capacity, {},
          capacity->value * kAddressed * behaviour_.slice);
    }
    if (const auto l2 = part_.gating("memory.l2")) {
      add("l2.knee", Quantity::capacity, {}, *l2 * 0.95 * behaviour_.slice * noise());
    }
  }

  void add_links() {
    const auto rate = part_.gating("nvlink.rate_per_direction");
    if (!rate) return;
    add("transfer.peer", Quantity::bandwidth, {.direction = Direction::one, .engine = Engine::sm},
        *rate * kPeer * noise());
    add("collective.all_reduce", Quantity::bus_bandwidth,
        {.algorithm = Algorithm::ring, .devices = 8}, *rate * kRing * noise());
  }

  const catalogue::Catalogue& catalogue_;
  const catalogue::Part& part_;
  const Behaviour& behaviour_;
  std::mt19937_64 random_;
  double count_ = 0;
  std::vector<document::CaseRecord> list_;
};

}  // namespace

document::CaseRecord case_of(const std::string& kernel, Quantity quantity,
                             const Parameters& parameters, double value,
                             std::optional<double> clock_hz) {
  document::CaseRecord record;
  record.name = kernel;
  record.kernel = kernel;
  record.quantity = quantity;
  record.parameters = parameters;
  record.work.bytes = 1e12;  // far beyond any cache
  record.device = "cuda:0";
  record.status = measure::Status::ok;
  record.statistics = measure::Statistics{.count = 7, .median = value};
  record.statistics->interval_low = record.statistics->interval_high = value;
  record.telemetry.clock_hz = clock_hz;
  return record;
}

document::Document document_of(const catalogue::Catalogue& catalogue, const Behaviour& behaviour) {
  document::Document document;
  auto& gpu = document.facts.cuda.devices.emplace_back();
  if (!behaviour.present_as.empty()) {
    const auto& device = catalogue.at(behaviour.present_as, "present_as").devices.front();
    gpu.name = device.name + (behaviour.slice < 1 ? " MIG 3g.40gb" : "");
    gpu.pci_device_id = device.device;
  }
  document.cases = Maker(catalogue, behaviour).make();
  return document;
}

}  // namespace assay::judge
