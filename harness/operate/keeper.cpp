// The document first, then who waits.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/keeper.hpp"

#include <algorithm>
#include <utility>

#include "harness/document/seal.hpp"
#include "harness/document/writer.hpp"
#include "kernels/error.hpp"

namespace assay::operate {
namespace {

measure::CaseResult told(const plan::Case& planned, const document::CaseRecord& record) {
  measure::CaseResult result;
  result.planned = planned;
  result.status = record.status;
  result.reason = record.reason;
  result.elapsed = record.elapsed.value_or(Seconds{});
  return result;
}

}  // namespace

void Keeper::begin() {
  if (begun_) return;
  begun_ = true;
  if (!output_.empty()) document::write_document(document_, output_);
}

void Keeper::started(std::size_t index, const plan::Case& planned) {
  begin();
  progress_.case_started(index, document_.cases.size(), planned);
}

void Keeper::finished(std::size_t index, const plan::Case& planned, document::CaseRecord record) {
  begin();
  // What simulating took says nothing, and differs from run to run.
  if (document_.run.simulated && record.elapsed) record.elapsed = planned.estimate;
  for (const Doubt& doubt : doubts_) {
    if (doubt.index != index) continue;
    record = confirmed(std::move(record), document_.cases.at(index), doubt.reason);
  }
  document_.cases.at(index) = std::move(record);
  write();
  progress_.case_finished(index, document_.cases.size(), told(planned, document_.cases[index]));
}

void Keeper::opened(const std::vector<std::string>& paths) {
  auto& libraries = document_.libraries;
  for (const auto& path : paths) {
    const bool known = std::any_of(libraries.begin(), libraries.end(),
                                   [&](const auto& library) { return library.path == path; });
    if (!known) libraries.push_back({.path = path});
  }
}

void Keeper::end() {
  begin();
  const std::string unsealed = seal();
  write();
  if (!unsealed.empty()) failure_ = unsealed;
}

std::string Keeper::seal() {
  if (key_ == nullptr) return {};
  try {
    document::seal(document_, *key_);
    return {};
  } catch (const Error& error) {
    return error.what();
  }
}

void Keeper::write() {
  if (output_.empty()) return;
  try {
    document::write_document(document_, output_);
    failure_.clear();
  } catch (const Error& error) {
    failure_ = error.what();
  }
}

}  // namespace assay::operate
