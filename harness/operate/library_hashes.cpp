// Hashing hundreds of megabytes takes seconds: it is done once, when all is measured.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/library_hashes.hpp"

#include <string>
#include <vector>

#include "harness/core/sha256.hpp"
#include "harness/operate/errand.hpp"
#include "harness/operate/message.hpp"
#include "kernels/error.hpp"

namespace assay::operate {
namespace {

using document::OpenedLibrary;

std::vector<std::string> unhashed(const std::vector<OpenedLibrary>& libraries) {
  std::vector<std::string> paths;
  for (const auto& library : libraries) {
    if (library.sha256.empty()) paths.push_back(library.path);
  }
  return paths;
}

void take(const std::vector<OpenedLibrary>& hashed, std::vector<OpenedLibrary>& libraries) {
  for (auto& library : libraries) {
    if (!library.sha256.empty()) continue;
    for (const auto& one : hashed) {
      if (one.path == library.path) library = one;
    }
  }
}

}  // namespace

void hash_here(std::vector<OpenedLibrary>& libraries) {
  for (auto& library : libraries) {
    if (!library.sha256.empty()) continue;
    const auto hash = hash_of_file(library.path);
    if (!hash) continue;
    library.size_bytes = hash->size_bytes;
    library.sha256 = hash->sha256;
  }
}

void hash_libraries(document::Document& document, const Supervision& supervision,
                    const SignalGuard& signals, EventLog& events) {
  const auto paths = unhashed(document.libraries);
  if (paths.empty()) return;
  std::string failure;
  try {
    const Errand errand = ask_worker(hash_message(paths), supervision, signals, events);
    if (errand.answer && word_of(*errand.answer) == "hashed") {
      take(libraries_of(*errand.answer), document.libraries);
    } else {
      failure = errand.answer ? failure_of(*errand.answer).what() : errand.failure;
    }
  } catch (const Error& error) {
    failure = error.what();
  }
  if (!failure.empty()) events.write(LogLevel::warning, "libraries_not_hashed", {{"why", failure}});
}

}  // namespace assay::operate
