// Small runs of made-up nodes, and a file to archive them in.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <filesystem>
#include <string>
#include <vector>

#include "harness/archive/writer.hpp"

namespace assay::archive {

document::Timestamp at(std::string_view text);

/// Run `id` of a host with GPU-A and GPU-B: a metric of each, and the way from A to B.
Entry sample_entry(const std::string& id, const std::string& host, std::string_view started_at);

/// With a text that differs from run to run.
Parcel parcel(const Entry& entry, const std::string& text = "");

/// An archive in a folder of its own, which is removed.
class TemporaryArchive {
 public:
  TemporaryArchive();
  ~TemporaryArchive();
  TemporaryArchive(const TemporaryArchive&) = delete;
  TemporaryArchive& operator=(const TemporaryArchive&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::vector<Addition> add(const std::vector<Entry>& entries);
  Addition put(const Parcel& parcel);

 private:
  std::filesystem::path folder_, path_;
};

}  // namespace assay::archive
