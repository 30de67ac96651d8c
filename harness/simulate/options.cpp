// Refuses what has no meaning before anything is made of it.
#include "harness/simulate/options.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>

#include "kernels/error.hpp"

namespace assay::simulate {
namespace {

constexpr double kMaximumClockRatio = 2;

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorKind::usage, message);
}

void require_multiprocessors_left(const catalogue::Part& part, std::uint32_t disabled) {
  if (disabled == 0) return;
  const auto all = part.value("sm_count");
  if (!all) {
    refuse(fmt::format("--disable-sms {}: nobody published how many SMs {} has; drop the flag",
                       disabled, part.id));
  }
  if (disabled < *all) return;
  refuse(fmt::format("--disable-sms {}: {} has {} SMs, and one must be left; give less", disabled,
                     part.id, *all));
}

constexpr std::uint32_t kMostGpus = 16;

void require_node(const catalogue::Part& part, const Simulation& simulation) {
  const std::uint32_t count = simulation.gpu_count();
  if (count < 1 || count > kMostGpus) {
    refuse(fmt::format("--gpus {}: give the GPUs of one node, 1 to {}", count, kMostGpus));
  }
  if (simulation.slow_pair.empty()) return;
  const auto flag = fmt::format("--slow-pair {}", fmt::join(simulation.slow_pair, ","));
  if (!has_links(part)) {
    refuse(fmt::format("{}: {} has no NVLink that could be slow; drop the flag", flag, part.id));
  }
  const auto exists = [&](std::uint32_t index) { return index < count; };
  const auto& pair = simulation.slow_pair;
  if (pair.size() == 2 && exists(pair[0]) && exists(pair[1]) && pair[0] != pair[1]) return;
  refuse(
      fmt::format("{}: give two different GPUs of 0 to {}, such as 0,1, and more than one by "
                  "--gpus",
                  flag, count - 1));
}

}  // namespace

bool has_links(const catalogue::Part& part) {
  return part.value("nvlink.links").value_or(0) > 0;
}

void require_possible(const catalogue::Catalogue& catalogue, const Simulation& simulation) {
  const catalogue::Part& part = catalogue.at(simulation.part, "--simulate");
  if (simulation.present_as) catalogue.at(*simulation.present_as, "--present-as");
  if (!(simulation.noise >= 0 && simulation.noise <= 1)) {
    refuse(fmt::format("--noise {}: give a relative standard deviation from 0 to 1, such as 0.01",
                       simulation.noise));
  }
  if (!(simulation.clock_ratio > 0 && simulation.clock_ratio <= kMaximumClockRatio)) {
    refuse(fmt::format("--clock-ratio {}: give a ratio above 0 and up to {}, such as 0.6",
                       simulation.clock_ratio, kMaximumClockRatio));
  }
  if (simulation.power_cap_w &&
      !(*simulation.power_cap_w > 0 && std::isfinite(*simulation.power_cap_w))) {
    refuse(fmt::format("--power-cap {}: give a power above 0, in W", *simulation.power_cap_w));
  }
  require_multiprocessors_left(part, simulation.disabled_multiprocessors);
  require_node(part, simulation);
}

}  // namespace assay::simulate
