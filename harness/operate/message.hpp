// What do a supervisor and its workers say to each other?
//
// supervisor: probe | hash | measure | next
// worker: facts | hashed | started | finished | done | failed
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "harness/document/document.hpp"
#include "harness/document/record.hpp"
#include "harness/probe/facts.hpp"
#include "kernels/error.hpp"

namespace assay::operate {

/// Measure these cases, one after the other. What else there is to know the worker takes from the
/// arguments it was started with, which are those of the supervisor.
struct Order {
  std::uint64_t seed = 0;
  probe::Facts facts;              ///< not of a simulated run, which has none of a device
  std::vector<std::size_t> cases;  ///< by index in the plan
  std::vector<std::string> names;  ///< of them: a worker that planned something else must not begin
};

nlohmann::ordered_json probe_message();
/// Of these files.
nlohmann::ordered_json hash_message(const std::vector<std::string>& paths);
nlohmann::ordered_json measure_message(const Order& order);
/// Answers `finished`: nothing is measured while a document is written.
nlohmann::ordered_json next_message();

nlohmann::ordered_json facts_message(const probe::Facts& facts);
nlohmann::ordered_json started_message(std::size_t index);
/// `libraries`: paths of what it has opened so far.
nlohmann::ordered_json finished_message(std::size_t index, const document::CaseRecord& record,
                                        const std::vector<std::string>& libraries);
nlohmann::ordered_json hashed_message(const std::vector<document::OpenedLibrary>& libraries);
nlohmann::ordered_json done_message();
nlohmann::ordered_json failed_message(std::optional<ErrorKind> kind, const std::string& text);

/// Which of them it is; empty where it does not say.
std::string word_of(const nlohmann::json& message);

// Each expects its own message, and throws Error(input) where it does not hold what it should.
Order order_of(const nlohmann::json& message);
probe::Facts facts_of(const nlohmann::json& message);
std::size_t index_of(const nlohmann::json& message);
document::CaseRecord record_of(const nlohmann::json& message);
/// Of `finished` and `hash`.
std::vector<std::string> paths_of(const nlohmann::json& message);
/// Of `hashed`.
std::vector<document::OpenedLibrary> libraries_of(const nlohmann::json& message);
/// `unavailable` where the worker did not know its own failure.
Error failure_of(const nlohmann::json& message);

}  // namespace assay::operate
