// Walks both values side by side.
#include "harness/document/derived.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/document/case_consistency.hpp"

namespace assay::document {
namespace {

using Json = nlohmann::ordered_json;
using Problems = std::vector<std::string>;

void check_members(const Json& stated, const Json& follows, const std::string& at,
                   Problems& problems) {
  for (const auto& [key, value] : stated.items()) {
    if (const auto found = follows.find(key); found != follows.end()) {
      check_derived(value, *found, at + "/" + key, problems);
    } else {
      problems.push_back(
          fmt::format("{}/{}: is {}, but nothing in the document gives it", at, key, value.dump()));
    }
  }
  for (const auto& [key, value] : follows.items()) {
    if (stated.contains(key)) continue;
    problems.push_back(
        fmt::format("{}/{}: is absent, but the cases give {}", at, key, value.dump()));
  }
}

}  // namespace

void check_derived(const Json& stated, const Json& follows, const std::string& at,
                   Problems& problems) {
  if (stated.is_array() && stated.size() != follows.size()) {
    problems.push_back(
        fmt::format("{}: holds {}, but the cases give {}", at, stated.size(), follows.size()));
  } else if (stated.is_array()) {
    for (std::size_t i = 0; i < stated.size(); ++i) {
      check_derived(stated[i], follows[i], fmt::format("{}/{}", at, i), problems);
    }
  } else if (stated.is_object()) {
    check_members(stated, follows, at, problems);
  } else {
    const bool numbers = stated.is_number() && follows.is_number();
    const bool same =
        numbers ? agree(stated.get<double>(), follows.get<double>()) : stated == follows;
    if (same) return;
    problems.push_back(
        fmt::format("{}: is {}, but the cases give {}", at, stated.dump(), follows.dump()));
  }
}

}  // namespace assay::document
