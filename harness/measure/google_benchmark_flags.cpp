// Checks Google Benchmark's flags and hands them over.
#include "harness/measure/google_benchmark_flags.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <optional>
#include <sstream>
#include <string_view>

#include "kernels/error.hpp"

namespace assay::measure {
namespace {

constexpr std::string_view kPrefix = "--benchmark_";

[[noreturn]] void reject(std::string_view argument, std::string_view why) {
  throw Error(ErrorKind::usage, fmt::format("{}: {}", argument, why));
}

// The library reports a bad flag on std::cerr as well; the Error says it once.
class SilentErrors {
 public:
  SilentErrors() : before_(std::cerr.rdbuf(sink_.rdbuf())) {}
  ~SilentErrors() { std::cerr.rdbuf(before_); }
  SilentErrors(const SilentErrors&) = delete;
  SilentErrors& operator=(const SilentErrors&) = delete;

 private:
  std::ostringstream sink_;
  std::streambuf* before_;
};

/// The number at the start of the text; `unit` receives the rest.
std::optional<double> leading_number(std::string_view text, std::string_view& unit) {
  double value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc{} || !std::isfinite(value)) return std::nullopt;
  unit = text.substr(static_cast<std::size_t>(end - text.data()));
  return value;
}

void check_min_time(std::string_view argument, std::string_view value) {
  std::string_view unit;
  const auto number = leading_number(value, unit);
  // "0.5s" and "100x" are spellings of newer libraries; an older one refuses them by itself.
  if (!number || *number <= 0 || (unit != "" && unit != "s" && unit != "x")) {
    reject(argument, "give a time above zero in seconds, such as --benchmark_min_time=0.5");
  }
}

double check_warm_up(std::string_view argument, std::string_view value) {
  std::string_view unit;
  const auto number = leading_number(value, unit);
  if (!number || *number < 0 || unit != "") {
    reject(argument, "give a time in seconds, such as --benchmark_min_warmup_time=0.1");
  }
  return *number;
}

void check_repetitions(std::string_view argument, std::string_view value) {
  int repetitions = 0;
  const char* const last = value.data() + value.size();
  const auto [end, status] = std::from_chars(value.data(), last, repetitions);
  if (status != std::errc{} || end != last || repetitions < 1) {
    reject(argument, "give a whole number from 1, such as --benchmark_repetitions=3");
  }
}

void check_word(std::string_view argument, std::string_view value,
                std::initializer_list<std::string_view> words) {
  if (std::find(words.begin(), words.end(), value) != words.end()) return;
  reject(argument, fmt::format("give one of {}", fmt::join(words, ", ")));
}

void check_writable(std::string_view argument, std::string_view value) {
  const std::filesystem::path file(value);
  std::error_code ignored;
  const bool exists = std::filesystem::exists(file, ignored);
  const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  const bool writable =
      exists ? !std::filesystem::is_directory(file, ignored) && access(file.c_str(), W_OK) == 0
             : access(folder.c_str(), W_OK | X_OK) == 0;
  if (value.empty() || !writable) reject(argument, "the file cannot be written; name another one");
}

void initialize(const std::vector<std::string>& ours, const std::vector<std::string>& users) {
  // The library keeps a pointer to the program's name.
  static char program[] = "assay";
  std::vector<std::string> all(ours);
  all.insert(all.end(), users.begin(), users.end());
  std::vector<char*> argv{program};
  for (auto& argument : all) argv.push_back(argument.data());
  argv.push_back(nullptr);
  int argc = static_cast<int>(argv.size()) - 1;
  {
    const SilentErrors silent;
    benchmark::Initialize(&argc, argv.data());
  }
  for (int i = 1; i < argc; ++i) {
    // A library without one of the flags that we set back has no state of it either.
    if (std::find(users.begin(), users.end(), argv[i]) == users.end()) continue;
    reject(argv[i], "Google Benchmark does not accept this flag or its value; see its user guide");
  }
}

/// Back to the library's defaults, whatever a run before or a BENCHMARK_* variable said.
std::vector<std::string> defaults() {
  return {"--benchmark_list_tests=false",
          "--benchmark_filter=",
          "--benchmark_repetitions=1",
          "--benchmark_enable_random_interleaving=false",
          "--benchmark_report_aggregates_only=false",
          "--benchmark_display_aggregates_only=false",
          "--benchmark_format=console",
          "--benchmark_out=",
          "--benchmark_out_format=json",
          "--benchmark_perf_counters=",
          "--benchmark_time_unit=ns"};
}

}  // namespace

GoogleBenchmarkFlags::GoogleBenchmarkFlags(std::vector<std::string> arguments, Seconds warm_up)
    : arguments_(std::move(arguments)),
      warm_up_flag_(fmt::format("{}min_warmup_time={}", kPrefix, warm_up.count())),
      warm_up_(warm_up > Seconds(0)) {
  for (const auto& argument : arguments_) read(argument);
}

void GoogleBenchmarkFlags::read(const std::string& argument) {
  if (!argument.starts_with(kPrefix)) {
    reject(argument, "only flags of Google Benchmark, --benchmark_*, may follow --");
  }
  const std::size_t equals = argument.find('=');
  const std::string name = argument.substr(0, equals).substr(kPrefix.size());
  const std::string value = equals == std::string::npos ? "" : argument.substr(equals + 1);
  if (name == "list_tests") reject(argument, "use assay run --dry-run, which lists the cases");
  if (name == "enable_random_interleaving") {
    reject(argument, "leave it out: a case owns the device's memory until it is finished");
  }
  if (name == "filter") filter_ = value;
  if (name == "min_time") check_min_time(argument, value);
  if (name == "min_warmup_time") warm_up_ = check_warm_up(argument, value) > 0;
  if (name == "repetitions") check_repetitions(argument, value);
  if (name == "format" || name == "out_format") {
    check_word(argument, value, {"console", "json", "csv"});
  }
  if (name == "time_unit") check_word(argument, value, {"ns", "us", "ms", "s"});
  if (name == "color") check_word(argument, value, {"auto", "true", "false", "yes", "no"});
  if (name == "out") check_writable(argument, value);
  if (name == "dry_run") warm_up_ = false;
  decide_stopping_ = decide_stopping_ || name == "min_time" || name == "dry_run";
}

void GoogleBenchmarkFlags::apply() const {
  std::vector<std::string> ours = defaults();
  ours.push_back(warm_up_flag_);
  initialize(ours, arguments_);
}

void GoogleBenchmarkFlags::apply_for_listing() const {
  std::vector<std::string> ours = defaults();
  ours.push_back(fmt::format("{}filter={}", kPrefix, filter_));
  ours.push_back(fmt::format("{}list_tests=true", kPrefix));
  initialize(ours, {});
}

}  // namespace assay::measure
