// How does one document become rows, and go away again?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "harness/archive/database.hpp"
#include "harness/archive/names.hpp"
#include "harness/archive/parcel.hpp"
#include "harness/document/timestamp.hpp"

namespace assay::archive {

/// Inside a transaction of the caller.
class Rows {
 public:
  explicit Rows(Database& database);

  void insert(const Parcel& parcel, document::Timestamp added_at);
  void remove(std::int64_t document);

  /// See Names::forget().
  void forget() { names_.forget(); }

 private:
  std::int64_t insert_document(const Parcel& parcel, document::Timestamp added_at);
  void insert_devices(const Entry& entry, std::int64_t document);
  void insert_observations(const Entry& entry, std::int64_t document);

  Database& database_;
  Names names_;
  Statement make_document_, make_text_, make_state_, make_observation_;
  Statement devices_of_, remove_observations_, remove_states_, remove_text_, remove_document_;
};

}  // namespace assay::archive
