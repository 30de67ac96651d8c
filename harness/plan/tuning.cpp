// Reads the winners of sweeps, and chooses among a kernel's variants.
// SPDX-License-Identifier: Apache-2.0
#include "harness/plan/tuning.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "harness/core/words.hpp"
#include "harness/json/schema_check.hpp"
#include "harness/json/strict_json.hpp"
#include "harness/plan/refusal.hpp"
#include "harness/plan/tuning_data.hpp"
#include "kernels/error.hpp"

namespace assay::plan {
namespace {

using Json = nlohmann::json;

constexpr std::uint32_t kFirstWithBulkCopies = 90;

std::uint32_t number_at(const Json& json, const char* key) {
  return json.contains(key) ? json.at(key).get<std::uint32_t>() : 0;
}

template <class Enum>
Enum word_at(const Json& json, const char* key, std::initializer_list<Enum> known) {
  if (!json.contains(key)) return Enum::none;
  const auto& word = json.at(key).get_ref<const std::string&>();
  return *std::find_if(known.begin(), known.end(),
                       [&](Enum value) { return to_string(value) == word; });
}

// "9.0" is 90.
std::uint32_t capability_of(std::string_view text) {
  const auto dot = text.find('.');
  std::uint32_t major = 0, minor = 0;
  std::from_chars(text.data(), text.data() + dot, major);
  std::from_chars(text.data() + dot + 1, text.data() + text.size(), minor);
  return 10 * major + minor;
}

std::optional<DataType> type_at(const Json& json) {
  if (!json.contains("type")) return std::nullopt;
  const auto& word = json.at("type").get_ref<const std::string&>();
  using enum DataType;
  for (const auto type : {fp64, fp32, tf32, fp16, bf16, fp8_e4m3, fp8_e5m2, int8}) {
    if (to_string(type) == word) return type;
  }
  return std::nullopt;
}

TunedFor holds_from(const Json& json) {
  if (!json.contains("for")) return {};
  const Json& given = json.at("for");
  TunedFor made{
      .type = type_at(given),
      .layout =
          word_at(given, "layout",
                  {Layout::row_column, Layout::row_row, Layout::column_column, Layout::column_row}),
      .accumulation = word_at(given, "accumulation", {Accumulation::fast, Accumulation::promoted}),
      .path = word_at(given, "path", {Path::native, Path::fallback}),
      .shape = {}};
  if (given.contains("m")) {
    made.shape = Shape{.m = given.at("m"), .n = given.at("n"), .k = given.at("k")};
  }
  return made;
}

Variant variant_from(const Json& json) {
  return {.access = word_at(json, "access", {Access::vector, Access::bulk}),
          .hint = word_at(json, "hint", {Hint::normal, Hint::streaming, Hint::evict_first}),
          .unroll = number_at(json, "unroll"),
          .threads = number_at(json, "threads"),
          .blocks_per_processor = number_at(json, "blocks_per_processor"),
          .chunk_bytes = number_at(json, "chunk_bytes"),
          .stages = number_at(json, "stages"),
          .tile_rows = number_at(json, "tile_rows"),
          .tile_columns = number_at(json, "tile_columns"),
          .cluster = number_at(json, "cluster"),
          .group = number_at(json, "group")};
}

TunedKernel entry_from(const Json& json) {
  return {.kernel = json.at("kernel").get<std::string>(),
          .compute_capability =
              capability_of(json.at("compute_capability").get_ref<const std::string&>()),
          .processors = json.at("multiprocessors").get<std::uint32_t>(),
          .holds = holds_from(json),
          .variant = variant_from(json.at("variant"))};
}

template <class Word>
bool agree(Word stated, Word asked) {
  return stated == Word{} || stated == asked;
}

// How far apart two sizes are, edge by edge, in doublings; empty: not of one class.
std::optional<double> distance(const TunedFor& holds, const Parameters& p) {
  if (!holds.shape) return 0;
  double sum = 0;
  for (const auto& [tuned, asked] : {std::pair{holds.shape->m, p.m}, std::pair{holds.shape->n, p.n},
                                     std::pair{holds.shape->k, p.k}}) {
    if (asked > 2 * tuned || tuned > 2 * asked) return std::nullopt;
    sum += std::abs(std::log2(static_cast<double>(asked) / static_cast<double>(tuned)));
  }
  return sum;
}

bool holds_for(const TunedKernel& one, const Kernel& kernel, const Parameters& p,
               const DeviceTraits& device) {
  return one.kernel == kernel.name && one.processors == device.processors &&
         one.compute_capability == device.compute_capability &&
         (!one.holds.type || one.holds.type == p.type) && agree(one.holds.layout, p.layout) &&
         agree(one.holds.accumulation, p.accumulation) && agree(one.holds.path, p.path);
}

// Null where no sweep found one that this build still has.
const Variant* tuned_variant(const Kernel& kernel, const Parameters& parameters,
                             const DeviceTraits& device, const Tuning& tuning,
                             const std::vector<Variant>& possible) {
  const Variant* nearest = nullptr;
  double least = HUGE_VAL;
  for (const auto& one : tuning) {
    if (!holds_for(one, kernel, parameters, device)) continue;
    if (std::find(possible.begin(), possible.end(), one.variant) == possible.end()) continue;
    const auto apart = distance(one.holds, parameters);
    if (!apart || *apart >= least) continue;
    nearest = &one.variant;
    least = *apart;
  }
  return nearest;
}

}  // namespace

Tuning parse_tuning(std::string_view text, const std::string& name) {
  const Json json = json::parse_strict(text, name);
  const auto problems = tuning_problems(json);
  if (!problems.empty()) {
    throw Error(ErrorKind::input, fmt::format("{} is no tuning file: {}", name, problems.front()));
  }
  Tuning tuning;
  for (const auto& entry : json.at("entries")) tuning.push_back(entry_from(entry));
  return tuning;
}

Tuning embedded_tuning() {
  return parse_tuning(embedded_tuning_text(), "results-schema/tuning/streams.json");
}

bool can_run(const Variant& variant, const DeviceTraits& device) {
  return variant.access != Access::bulk || device.compute_capability >= kFirstWithBulkCopies;
}

std::vector<Variant> variants_for(const Kernel& kernel, const Parameters& parameters,
                                  const DeviceTraits& device) {
  std::vector<Variant> list;
  if (device.target != Target::gpu) return list;
  Parameters tried = parameters;
  for (int i = 0; i < kernel.variant_count; ++i) {
    tried.variant = kernel.variants[i];
    if (can_run(tried.variant, device) && why_refused(kernel, tried, device).empty()) {
      list.push_back(tried.variant);
    }
  }
  return list;
}

Variant variant_for(const Kernel& kernel, const Parameters& parameters, const DeviceTraits& device,
                    const Tuning& tuning) {
  const auto possible = variants_for(kernel, parameters, device);
  if (device.target != Target::gpu || kernel.variant_count == 0) return {};
  if (const auto* tuned = tuned_variant(kernel, parameters, device, tuning, possible)) {
    return *tuned;
  }
  if (kernel.choose_variant != nullptr) {
    return kernel.choose_variant(parameters, shape_of(device));
  }
  return possible.empty() ? Variant{} : possible.front();
}

}  // namespace assay::plan
