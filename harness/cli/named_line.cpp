// Values may come from anywhere, so they are made printable first.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/named_line.hpp"

#include <fmt/format.h>

#include "harness/report/plain.hpp"

namespace assay::cli {
namespace {

constexpr std::size_t kNameColumns = 10;

}  // namespace

std::string named_line(std::string_view name, const std::string& value) {
  if (value.empty()) return {};
  // wrap() drops leading spaces, so something else stands for the name while it works.
  const std::string stand_in(kNameColumns, '.');
  std::string text = report::wrap(stand_in + report::printable(value), kNameColumns);
  return text.replace(0, kNameColumns, fmt::format("{:<{}}", name, kNameColumns));
}

std::string comma_list(const std::vector<std::string>& parts) {
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace assay::cli
