// What must hold whatever a reader is given? Broken: a message, and abort, which a fuzzer reports.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string_view>

#include "kernels/error.hpp"

namespace assay::fuzz {

/// Aborts unless it holds, saying what should have.
void require(bool holds, std::string_view what);

/// A refusal is for people: input is at fault, and it is one line that no terminal takes for more.
void require_proper_refusal(const Error& error);

/// What the short way of json::parse_strict reads, the long way reads, and reads the same.
void require_parsers_agree(std::string_view text);

/// For a reader that `accepts` (throwing Error) and returns the canonical text of what it read.
/// What was accepted, and only that, can be written and read again, to the same text.
template <class Accept>
void require_reader_holds(std::string_view text, Accept accept) {
  require_parsers_agree(text);
  try {
    const auto written = accept(text);
    try {
      require(accept(written) == written, "what is read and written twice stays the same");
    } catch (const Error& error) {
      require(false, error.what());
    }
  } catch (const Error& error) {
    require_proper_refusal(error);
  }
}

}  // namespace assay::fuzz
