// How is a verdict monitored over time? As gauges in Prometheus' text format: `--format
// openmetrics` in its older spelling, which the textfile collector of the node exporter reads.
//
// A device has one block of samples, of its newest run, whichever order the documents come in: two
// samples of the same labels would make the collector refuse the whole file. It is followed by its
// UUID, so that one that moved is not shown on two hosts. What is simulated never takes the place
// of what was measured.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>

#include "harness/report/verdict_export.hpp"
#include "harness/report/verdict_families.hpp"

namespace assay::report {

/// Holds everything until the end, as samples of one name must stand together.
class VerdictPrometheus : public VerdictExport {
 public:
  std::string add(const judge::DocumentVerdict& verdict) override;
  std::string end() override;

 private:
  /// Samples of one device or one run, by family.
  struct Block {
    document::Timestamp started_at{};
    std::string run_id, device;
    std::array<std::string, kFamilies> samples = {};
  };
  /// What a block is about, and by which evidence.
  using Key = std::tuple<std::string, std::string>;

  void keep_newest(std::map<Key, Block>& blocks, Key key, Block&& block);
  static Block run_block(const judge::DocumentVerdict& verdict);
  static Block device_block(const judge::DocumentVerdict& verdict,
                            const judge::DeviceVerdict& device);

  std::uint64_t documents_ = 0, unreadable_ = 0;
  std::map<Key, Block> runs_, devices_;
};

}  // namespace assay::report
