// How do findings look to a continuous integration server? As JUnit's XML, which the schema of
// Ant's JUnit tasks describes.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/document/timestamp.hpp"
#include "harness/judge/state.hpp"

namespace assay::report {

enum class JunitOutcome : std::uint8_t { passed, failed, error, skipped };

/// A wrong answer is a failure, what could not be judged an error: both make a build red.
JunitOutcome outcome_of(judge::State state);

struct JunitCase {
  std::string name;
  JunitOutcome outcome = JunitOutcome::passed;
  std::string type = {};     ///< of a failure or an error: "fail", "not_measured"
  std::string message = {};  ///< one line: why
  std::string text = {};     ///< more about it
};

struct JunitSuite {
  std::string name;
  std::string host;  ///< empty: not known
  document::Timestamp started_at{};
  std::string class_name;  ///< of every case: where the tree of a server shows them
  std::vector<std::pair<std::string_view, std::string>> properties = {};
  std::vector<JunitCase> cases = {};
};

std::string junit_head();
/// `id` counts the suites from 0.
std::string junit_suite(const JunitSuite& suite, std::size_t id);
std::string junit_tail();

}  // namespace assay::report
