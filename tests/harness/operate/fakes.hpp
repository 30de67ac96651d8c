// A run without hardware: kernels, sessions and a plan whose every answer a test decides.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "harness/measure/measure.hpp"
#include "harness/operate/run.hpp"
#include "kernels/error.hpp"

namespace assay::operate::fake {

inline ArraySizes one_array(const Parameters& p, std::uint32_t) {
  return {{p.bytes}};
}
inline Work one_pass(const Parameters& p, std::uint32_t) {
  return {.bytes = static_cast<double>(p.bytes)};
}
inline constexpr Kernel kRead{.name = "memory.read",
                              .question = "How fast?",
                              .check = "by hand",
                              .quantity = Quantity::bandwidth,
                              .limit = Limit::memory,
                              .matrix = false,
                              .sized = true,
                              .arrays = one_array,
                              .work = one_pass,
                              .program = {}};
inline constexpr KernelEntry kEntry{{&kRead, nullptr, nullptr, nullptr}};

/// Cases of 1 KiB, 2 KiB, 3 KiB ... on the CPU.
inline plan::Plan plan_of(std::uint64_t cases) {
  plan::Plan plan;
  for (std::uint64_t i = 1; i <= cases; ++i) {
    plan::Case one;
    one.kernel = &kEntry;
    one.parameters.bytes = i * 1024;
    one.work.bytes = static_cast<double>(one.parameters.bytes);
    one.minimum_samples = 3;
    one.minimum_time = Seconds(0.001);
    one.estimate = Seconds(2);
    plan.cases.push_back(one);
  }
  return plan;
}

inline Invocation invocation(std::uint64_t cases, const std::filesystem::path& output = {}) {
  Invocation made;
  made.tool.version = "0.1.0";
  made.tool.build_type = "Release";
  made.tool.compiler = "GNU 12";
  made.tool.targets = {Target::cpu_baseline};
  made.arguments = {"run", "--device", "cpu"};
  made.facts.host.hostname = "db12";
  made.facts.host.operating_system = "Debian";
  made.facts.host.kernel = "6.1";
  made.facts.host.machine = "x86_64";
  made.facts.cpu.architecture = "x86_64";
  made.facts.cpu.instruction_set = "baseline";
  made.facts.cpu.threads = 1;
  made.facts.cpu.online_processors = 1;
  made.facts.cpu.allowed_processors = {0};
  made.facts.cpu.thread_processors = {0};
  made.facts.cuda.reason = "no NVIDIA driver is installed";
  made.plan = plan_of(cases);
  made.output = output;
  return made;
}

/// Samples last 1 ms; hooks decide the rest by the size of the case.
struct Script {
  std::function<void(std::uint64_t bytes)> on_set_up = [](std::uint64_t) {};
  std::function<bool(std::uint64_t bytes)> is_right = [](std::uint64_t) { return true; };
};

class Session final : public measure::DeviceSession {
 public:
  explicit Session(const Script& script) : script_(script) {}
  void set_up(const plan::Case& planned) override {
    bytes_ = planned.parameters.bytes;
    script_.on_set_up(bytes_);
  }
  Seconds time_sample() override { return Seconds(0.001); }
  void spoil() override {}
  Mismatch verify() override {
    const bool right = script_.is_right(bytes_);
    return {.count = right ? 0u : 1u, .checked = 128, .index = 3, .expected = 2, .actual = 1};
  }
  std::optional<double> clock_hz() override { return std::nullopt; }

 private:
  const Script& script_;
  std::uint64_t bytes_ = 0;
};

class Factory final : public measure::SessionFactory {
 public:
  explicit Factory(Script script = {}) : script_(std::move(script)) {}
  std::unique_ptr<measure::DeviceSession> open(plan::DeviceId) override {
    return std::make_unique<Session>(script_);
  }

 private:
  Script script_;
};

class Silent final : public measure::Observer {
 public:
  void case_started(std::size_t, std::size_t, const plan::Case&) override {}
  void case_finished(std::size_t, std::size_t, const measure::CaseResult&) override {}
};

}  // namespace assay::operate::fake
