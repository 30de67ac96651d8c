// Folders are not searched deeper.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/gap_documents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "harness/document/reader.hpp"
#include "harness/json/input_text.hpp"
#include "kernels/error.hpp"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> documents_in(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code failure;
  for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    if (entry->path().extension() == ".json") files.push_back(entry->path().string());
  }
  if (failure) {
    throw Error(ErrorKind::input, fmt::format("cannot list {}: {}; give documents, or a folder "
                                              "that holds them",
                                              folder, failure.message()));
  }
  if (files.empty()) {
    throw Error(
        ErrorKind::input,
        fmt::format("{} holds no .json file; give the folder that assay run -o wrote to", folder));
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

judge::SourceDocument read_source(const std::string& path, judge::Ground ground) {
  return {
      .name = json::shown_name(path), .ground = ground, .document = document::read_document(path)};
}

std::vector<std::string> evidence_files(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const auto& path : paths) {
    if (!fs::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    const auto more = documents_in(path);
    files.insert(files.end(), more.begin(), more.end());
  }
  return files;
}

}  // namespace assay::cli
