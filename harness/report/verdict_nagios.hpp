// How is a verdict one line for Nagios and what understands its plugins?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>
#include <vector>

#include "harness/report/nagios.hpp"
#include "harness/report/verdict_export.hpp"

namespace assay::report {

/// The sentence is about the first of the most urgent findings; values of what fails come first.
class VerdictNagios : public VerdictExport {
 public:
  explicit VerdictNagios(Simulated simulated) : simulated_(simulated) {}
  std::string add(const judge::DocumentVerdict& verdict) override;
  std::string end() override;

 private:
  void find(judge::Alarm alarm, std::string sentence);
  void add_device(const judge::DocumentVerdict& verdict, const judge::DeviceVerdict& device);

  Simulated simulated_;
  judge::Alarm alarm_ = judge::Alarm::ok;
  std::string sentence_, mark_;
  std::uint64_t documents_ = 0, devices_ = 0, passing_ = 0;
  std::vector<PluginValue> urgent_ = {}, others_ = {};
};

/// Of a document of its own: a simulated one is unknown where that is refused, whatever it shows.
judge::Alarm plugin_alarm_of(const judge::DocumentVerdict& verdict, Simulated simulated);

}  // namespace assay::report
