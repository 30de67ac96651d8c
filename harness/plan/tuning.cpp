// Reads the winners of sweeps, and chooses among a kernel's shapes.
// SPDX-License-Identifier: Apache-2.0
#include "harness/plan/tuning.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "harness/core/words.hpp"
#include "harness/json/schema_check.hpp"
#include "harness/json/strict_json.hpp"
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

TunedKernel entry_from(const Json& json) {
  const Json& variant = json.at("variant");
  return {.kernel = json.at("kernel").get<std::string>(),
          .compute_capability =
              capability_of(json.at("compute_capability").get_ref<const std::string&>()),
          .processors = json.at("multiprocessors").get<std::uint32_t>(),
          .variant = {
              .access = word_at(variant, "access", {Access::vector, Access::bulk}),
              .hint = word_at(variant, "hint", {Hint::normal, Hint::streaming, Hint::evict_first}),
              .unroll = number_at(variant, "unroll"),
              .threads = number_at(variant, "threads"),
              .blocks_per_processor = number_at(variant, "blocks_per_processor"),
              .chunk_bytes = number_at(variant, "chunk_bytes"),
              .stages = number_at(variant, "stages")}};
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

std::vector<Variant> variants_for(const Kernel& kernel, const DeviceTraits& device) {
  std::vector<Variant> list;
  if (device.target != Target::gpu) return list;
  for (int i = 0; i < kernel.variant_count; ++i) {
    if (can_run(kernel.variants[i], device)) list.push_back(kernel.variants[i]);
  }
  return list;
}

Variant variant_for(const Kernel& kernel, const DeviceTraits& device, const Tuning& tuning) {
  const auto possible = variants_for(kernel, device);
  for (const auto& one : tuning) {
    if (one.kernel != kernel.name || one.processors != device.processors) continue;
    if (one.compute_capability != device.compute_capability) continue;
    // A shape that this build no longer has was tuned for another one.
    if (std::find(possible.begin(), possible.end(), one.variant) != possible.end()) {
      return one.variant;
    }
  }
  return possible.empty() ? Variant{} : possible.front();
}

}  // namespace assay::plan
