// What does an archive know of one run, beside its document: who was measured, in what state, and
// what each metric came to.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/document/timestamp.hpp"
#include "harness/plan/case.hpp"

namespace assay::archive {

/// One invocation.
struct Run {
  std::string id;  ///< of the document
  std::string host;
  document::Timestamp started_at{};
  plan::Level level = plan::Level::quick;
  std::string tool_version;
  std::string kernel;  ///< of the operating system
  std::string driver;  ///< of the GPUs; empty: not known
  bool complete = true;
  std::uint32_t continued = 0;        ///< times that it was resumed
  std::optional<bool> parallel = {};  ///< true: GPUs at the same time, in what they do not share
  std::string simulated = {};         ///< the part; empty: it was measured
  std::string injected = {};          ///< faults that were asked for, by commas; empty: none
};

/// A device as a run found it. Followed by its key from host to host and from slot to slot.
struct Device {
  std::string key;        ///< UUID of a GPU; "cpu of HOST"
  std::string device;     ///< "cuda:3", "cpu"
  std::string name;       ///< as the driver states it
  std::string part = {};  ///< id in the catalogue that it claims to be; empty: none
  std::string serial = {}, slot = {}, vbios = {};  ///< slot: PCI bus id; empty: not known
  std::optional<double> power_limit_w{};           ///< enforced
  std::uint32_t wrong = 0;                         ///< cases that computed a wrong answer
};

/// What a metric came to, of one device or of the way from one to another.
struct Observation {
  std::string metric;  ///< catalogue::to_string: "gemm.bf16/throughput", parameters included
  std::string unit;    ///< SI base
  bool higher_is_better = true;
  std::uint32_t device = 0;                ///< index into the devices of the entry
  std::optional<std::uint32_t> peer = {};  ///< likewise: where the way leads
  double value = 0;                        ///< median
  double low = 0, high = 0;                ///< interval of the median
  std::optional<double> clock_hz = {}, temperature_c = {}, power_w = {};
};

struct Entry {
  Run run;
  std::vector<Device> devices;
  std::vector<Observation> observations;
};

}  // namespace assay::archive
