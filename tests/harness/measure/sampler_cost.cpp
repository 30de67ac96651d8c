// What does the sampling thread cost, on the library that replays recordings? Not a test: it
// prints.
#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <thread>

#include "harness/measure/telemetry/nvml_gauge.hpp"
#include "harness/measure/telemetry/sampler.hpp"
#include "harness/probe/nvml/nvml.hpp"

namespace {

using namespace assay;

void print(const char* what, double cpu_share) {
  const probe::Nvml nvml;
  const auto device = nvml.find_by_uuid("GPU-4c7f1de0-93a5-4b0e-8c55-1a2b3c4d5e00");
  if (!device) {
    fmt::print("set LD_LIBRARY_PATH and FAKE_NVML_RECORDING: {}\n", nvml.reason());
    return;
  }
  measure::Sampler sampler(std::make_unique<measure::NvmlGauge>(nvml, *device),
                           {.cpu_share = cpu_share});
  std::this_thread::sleep_for(std::chrono::seconds(5));
  const measure::SamplerCost cost = sampler.cost();
  const auto readings = static_cast<double>(cost.readings);
  fmt::print(
      "{}: {} readings in {:.1f} s, {:.1f} ms apart, {:.1f} us of a core and {:.1f} us in the "
      "gauge each: {:.3f} % of a core\n",
      what, cost.readings, cost.wall.count(), 1e3 * cost.wall.count() / readings,
      1e6 * cost.cpu.count() / readings, 1e6 * cost.in_calls.count() / readings,
      100 * (cost.cpu / cost.wall));
}

}  // namespace

int main() {
  print("held to 0.5 % of a core", 0.005);
  print("not held", 1);
}
