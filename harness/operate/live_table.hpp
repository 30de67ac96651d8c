// What does somebody at a terminal see while several devices are measured? A line for each of them.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "harness/measure/measure.hpp"
#include "harness/plan/case.hpp"

namespace assay::operate {

/// Drawn over itself when something happens and about once a second, and gone at the end: what was
/// measured is shown then.
class LiveTable final : public measure::Observer {
 public:
  struct Options {
    std::size_t columns = 80;
    double share = 1;  ///< of the sum of estimates, where several are measured at the same time
    /// Time since the run began; a test brings its own.
    std::function<Seconds()> elapsed = {};
  };
  LiveTable(const plan::Plan& plan, std::ostream& stream, Options options);
  ~LiveTable() override;

  void case_started(std::size_t index, std::size_t count, const plan::Case& planned) override;
  void case_finished(std::size_t index, std::size_t count,
                     const measure::CaseResult& result) override;
  void waiting() override;

  /// Lines that the table of this plan takes; one where no two devices are measured.
  static std::size_t lines_for(const plan::Plan& plan);

 private:
  /// A device, or those that cases share.
  struct Row {
    std::string name;
    std::size_t cases = 0, finished = 0, failed = 0;
    std::optional<std::size_t> current = {};  ///< case, by index
    Seconds since{};
  };

  static std::vector<Row> rows_of(const plan::Plan& plan);
  Row& row_of(const plan::Case& planned);
  std::string line_of(const Row& row, std::size_t name_width) const;
  std::string last_line() const;
  void draw();
  void clear();

  const plan::Plan& plan_;
  std::ostream& stream_;
  Options options_;
  std::vector<Row> rows_;
  std::vector<bool> finished_;  ///< by case
  Seconds drawn_at_{-1};
  std::size_t drawn_lines_ = 0;
};

}  // namespace assay::operate
