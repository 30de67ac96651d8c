// Values tell from which run, device and way they come.
// SPDX-License-Identifier: Apache-2.0
#include "tests/harness/archive/sample_entry.hpp"

#include <fmt/format.h>
#include <stdlib.h>

#include <stdexcept>

#include "harness/core/sha256.hpp"

namespace assay::archive {

document::Timestamp at(std::string_view text) {
  return document::parse_timestamp(text).value();
}

Entry sample_entry(const std::string& id, const std::string& host, std::string_view started_at) {
  Entry entry;
  entry.run = {.id = id,
               .host = host,
               .started_at = at(started_at),
               .level = plan::Level::standard,
               .tool_version = "0.1.0",
               .kernel = "6.1.0",
               .driver = "580.65.06"};
  entry.devices = {{.key = "GPU-A",
                    .device = "cuda:0",
                    .name = "H100",
                    .part = "h100-sxm",
                    .serial = "165",
                    .slot = "00000000:2A:00.0",
                    .vbios = "96",
                    .power_limit_w = 700},
                   {.key = "GPU-B",
                    .device = "cuda:1",
                    .name = "H100",
                    .part = "h100-sxm",
                    .serial = "",
                    .slot = "",
                    .vbios = "",
                    .wrong = 2}};
  const auto observation = [](std::string metric, std::uint32_t device, double value) {
    return Observation{.metric = std::move(metric),
                       .unit = "B/s",
                       .device = device,
                       .value = value,
                       .low = value - 1,
                       .high = value + 1};
  };
  entry.observations = {observation("memory.triad/bandwidth", 0, 10),
                        observation("memory.triad/bandwidth", 1, 20),
                        observation("transfer.peer/bandwidth", 0, 12)};
  entry.observations[0].clock_hz = 1.98e9;
  entry.observations[0].temperature_c = 61.5;
  entry.observations[2].peer = 1;
  entry.observations.push_back({.metric = "launch.latency/latency",
                                .unit = "s",
                                .higher_is_better = false,
                                .device = 1,
                                .value = 2e-6,
                                .low = 1e-6,
                                .high = 3e-6,
                                .power_w = 90});
  return entry;
}

Parcel parcel(const Entry& entry, const std::string& text) {
  const auto kept = text.empty() ? fmt::format("{{\"run\": \"{}\"}}\n", entry.run.id) : text;
  return pack(entry, kept, sha256_hex(kept));
}

TemporaryArchive::TemporaryArchive() {
  std::string folder = (std::filesystem::temp_directory_path() / "assay_archive_XXXXXX").string();
  if (!mkdtemp(folder.data())) throw std::runtime_error("no temporary folder");
  folder_ = folder;
  path_ = folder_ / "nightly runs?.db";
}

TemporaryArchive::~TemporaryArchive() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::vector<Addition> TemporaryArchive::add(const std::vector<Entry>& entries) {
  std::vector<Parcel> parcels;
  for (const auto& entry : entries) parcels.push_back(parcel(entry));
  return Writer(path_).add(parcels, at("2026-06-01T00:00:00Z"));
}

Addition TemporaryArchive::put(const Parcel& one) {
  return Writer(path_).add({&one, 1}, at("2026-06-01T00:00:00Z")).front();
}

}  // namespace assay::archive
