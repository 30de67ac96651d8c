// The statements that fill and empty the tables of layout.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "harness/archive/rows.hpp"

#include <vector>

namespace assay::archive {
namespace {

std::optional<std::int64_t> as_number(std::optional<bool> value) {
  if (!value) return std::nullopt;
  return std::int64_t{*value};
}

}  // namespace

Rows::Rows(Database& database)
    : database_(database),
      names_(database),
      make_document_(database.prepare(
          "INSERT INTO document(run, sha256, host, started_at, added_at, level, tool_version, "
          "kernel, driver, complete, continued, parallel, simulated, injected, size_bytes) "
          "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")),
      make_text_(database.prepare("INSERT INTO document_text(document, zstd) VALUES(?, ?)")),
      make_state_(database.prepare(
          "INSERT INTO device_state(document, place, device, ordinal, name, part, serial, slot, "
          "vbios, power_limit_w, wrong) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")),
      make_observation_(database.prepare(
          "INSERT INTO observation(device, document, peer, metric, value, clock_hz, "
          "temperature_c, power_w, low, high) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")),
      devices_of_(database.prepare("SELECT device FROM device_state WHERE document = ?")),
      remove_observations_(
          database.prepare("DELETE FROM observation WHERE device = ? AND document = ?")),
      remove_states_(database.prepare("DELETE FROM device_state WHERE document = ?")),
      remove_text_(database.prepare("DELETE FROM document_text WHERE document = ?")),
      remove_document_(database.prepare("DELETE FROM document WHERE id = ?")) {}

void Rows::insert(const Parcel& parcel, document::Timestamp added_at) {
  const auto document = insert_document(parcel, added_at);
  make_text_.bind(document).bind_bytes(parcel.zstd).run();
  insert_devices(parcel.entry, document);
  insert_observations(parcel.entry, document);
}

std::int64_t Rows::insert_document(const Parcel& parcel, document::Timestamp added_at) {
  const Run& run = parcel.entry.run;
  make_document_.bind(run.id)
      .bind(parcel.sha256)
      .bind(names_.host(run.host))
      .bind(std::int64_t{run.started_at.time_since_epoch().count()})
      .bind(std::int64_t{added_at.time_since_epoch().count()})
      .bind(plan::to_string(run.level))
      .bind(run.tool_version)
      .bind_unless_empty(run.kernel)
      .bind_unless_empty(run.driver)
      .bind(std::int64_t{run.complete})
      .bind(std::int64_t{run.continued})
      .bind(as_number(run.parallel))
      .bind_unless_empty(run.simulated)
      .bind_unless_empty(run.injected)
      .bind(static_cast<std::int64_t>(parcel.size_bytes))
      .run();
  return database_.last_number();
}

void Rows::insert_devices(const Entry& entry, std::int64_t document) {
  std::int64_t place = 0;
  for (const Device& device : entry.devices) {
    make_state_.bind(document)
        .bind(place++)
        .bind(names_.device(device.key))
        .bind(device.device)
        .bind(device.name)
        .bind_unless_empty(device.part)
        .bind_unless_empty(device.serial)
        .bind_unless_empty(device.slot)
        .bind_unless_empty(device.vbios)
        .bind(device.power_limit_w)
        .bind(std::int64_t{device.wrong})
        .run();
  }
}

void Rows::insert_observations(const Entry& entry, std::int64_t document) {
  for (const Observation& one : entry.observations) {
    const auto key_of = [&](std::uint32_t device) { return entry.devices.at(device).key; };
    make_observation_.bind(names_.device(key_of(one.device)))
        .bind(document)
        .bind(one.peer ? names_.device(key_of(*one.peer)) : std::int64_t{0})
        .bind(names_.metric(one))
        .bind(one.value)
        .bind(one.clock_hz)
        .bind(one.temperature_c)
        .bind(one.power_w)
        .bind(one.low)
        .bind(one.high)
        .run();
  }
}

void Rows::remove(std::int64_t document) {
  std::vector<std::int64_t> devices;
  devices_of_.bind(document);
  while (devices_of_.step()) devices.push_back(devices_of_.integer(0));
  for (const auto device : devices) remove_observations_.bind(device).bind(document).run();
  for (Statement* one : {&remove_states_, &remove_text_, &remove_document_}) {
    one->bind(document).run();
  }
}

}  // namespace assay::archive
