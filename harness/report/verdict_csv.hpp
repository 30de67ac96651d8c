// How is a verdict a table? One row for each metric of each device; the columns are those of
// results-schema/README.md.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>

#include "harness/report/verdict_export.hpp"

namespace assay::report {

/// The first line, without its end.
inline constexpr std::string_view kVerdictColumns =
    "file,host,run_id,started_at,device,name,uuid,serial,part,device_state,metric,unit,value,low,"
    "high,published,source,lower,upper,status,cause,reason,simulated,injected";

/// A device without a metric has one row, and so have a document without a device, and a file that
/// cannot be read: nothing that was asked about is missing.
class VerdictCsv : public VerdictExport {
 public:
  std::string add(const judge::DocumentVerdict& verdict) override;
  std::string end() override { return head_once(); }

 private:
  std::string head_once();

  bool begun_ = false;
};

}  // namespace assay::report
