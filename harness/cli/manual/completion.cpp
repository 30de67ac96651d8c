// One line for each placeholder of --help; a test fails where one is missing.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/manual/completion.hpp"

#include <string_view>

#include "harness/catalogue/catalogue.hpp"
#include "harness/catalogue/explanation.hpp"
#include "harness/judge/explain/explained.hpp"
#include "kernels/kernel.hpp"

namespace assay::cli {
namespace {

using Kind = Completion::Kind;
using Words = std::vector<std::string>;

Words part_ids() {
  Words ids;
  for (const auto& part : catalogue::embedded_catalogue().parts) ids.push_back(part.id);
  return ids;
}

Words kernel_names() {
  Words names;
  for (const auto& entry : kernel_table()) names.emplace_back(entry.description().name);
  return names;
}

Words explained_names() {
  Words names;
  const auto explanations = catalogue::embedded_explanations();
  for (const auto& one : judge::explained(explanations, kernel_table())) {
    names.push_back(one.kernel);
  }
  return names;
}

/// "[variants|shapes]" -> both words.
Words alternatives(std::string_view placeholder) {
  Words words;
  if (placeholder.find('|') == std::string_view::npos) return words;
  std::string word;
  for (const char character : placeholder) {
    if (character == '[' || character == ']') continue;
    if (character == '|') {
      words.push_back(word);
      word.clear();
    } else {
      word += character;
    }
  }
  words.push_back(word);
  return words;
}

}  // namespace

Completions known_completions() {
  const Words parts = part_ids();
  Completions known{
      {"FORMAT", {Kind::words, {"text", "markdown", "json"}}},
      {"PAGE", {Kind::words, {"text", "markdown", "json", "html"}}},
      {"REPORT",
       {Kind::words,
        {"text", "markdown", "json", "html", "csv", "junit", "openmetrics", "nagios"}}},
      {"LEVEL", {Kind::words, {"quick", "standard", "soak"}}},
      {"LIST", {Kind::words, {"cpu", "cuda:0"}}},
      {"WORD", {Kind::words, {"library", "none"}}},
      {"TEXT", {Kind::words, {"man", "bash", "zsh", "fish"}}},
      {"GLOB", {Kind::words, kernel_names()}},
      {"METRIC", {Kind::words, explained_names()}},
      {"PART", {Kind::words, parts}},
      {"DIRECTORY", {Kind::folders}},
      {"FOLDER", {Kind::folders}},
  };
  for (const char* file : {"DB", "FILE", "DOC", "OLD", "NEW", "GATES", "KEY", "PATH"}) {
    known[file] = {.kind = Kind::files};
  }
  for (const char* side : {"A", "B"}) known[side] = {Kind::words_and_files, parts};
  for (const char* free : {"A,B", "DATE", "HOST", "[MHZ]", "MxNxK", "N", "NIGHTS", "NONCE",
                           "PERCENT", "R", "RATE", "SECONDS", "SIZE", "TIME", "UUID", "W"}) {
    known[free] = {};
  }
  return known;
}

Completion completion_of(const Completions& known, const std::string& placeholder) {
  const Words words = alternatives(placeholder);
  if (!words.empty()) return {Kind::words, words};
  const auto found = known.find(placeholder);
  return found == known.end() ? Completion{} : found->second;
}

}  // namespace assay::cli
