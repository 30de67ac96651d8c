// What can stand for the value of a flag or a positional, by the word that --help shows for it?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace assay::cli {

struct Completion {
  enum class Kind : std::uint8_t {
    nothing,  ///< a number, a size, free text
    files,
    folders,
    words,
    words_and_files,
  };
  Kind kind = Kind::nothing;
  std::vector<std::string> words = {};
};

/// By placeholder: "FILE", "PART", ...
using Completions = std::map<std::string, Completion, std::less<>>;

/// With the parts and kernels of this binary.
Completions known_completions();

/// Of "[variants|shapes]" the two words; of a placeholder that is not known nothing.
Completion completion_of(const Completions& known, const std::string& placeholder);

}  // namespace assay::cli
