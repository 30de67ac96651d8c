// The words of --format.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/format.hpp"

#include <fmt/format.h>

#include "harness/report/plain.hpp"
#include "kernels/error.hpp"

namespace assay::report {

std::string_view to_string(Format format) {
  switch (format) {
    case Format::text:
      return "text";
    case Format::markdown:
      return "markdown";
    case Format::json:
      return "json";
    case Format::html:
      return "html";
    case Format::csv:
      return "csv";
    case Format::junit:
      return "junit";
    case Format::openmetrics:
      return "openmetrics";
    case Format::nagios:
      return "nagios";
  }
  return "unknown";
}

std::string words_of(std::initializer_list<Format> formats) {
  std::string words;
  for (const auto* one = formats.begin(); one != formats.end(); ++one) {
    if (one != formats.begin()) words += one + 1 == formats.end() ? " or " : ", ";
    words += to_string(*one);
  }
  return words;
}

Format parse_format(std::string_view word, std::initializer_list<Format> taken) {
  for (const Format one : taken) {
    if (word == to_string(one)) return one;
  }
  throw Error(ErrorKind::usage,
              fmt::format("--format {}: unknown; give {}", printable(word), words_of(taken)));
}

}  // namespace assay::report
