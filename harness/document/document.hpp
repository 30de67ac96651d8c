// What does a run hand over? Everything after the document stage works on this alone.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/seconds.hpp"
#include "harness/document/peer_matrix.hpp"
#include "harness/document/record.hpp"
#include "harness/document/roofline.hpp"
#include "harness/document/timestamp.hpp"
#include "harness/plan/case.hpp"
#include "harness/probe/facts.hpp"
#include "harness/simulate/simulation.hpp"
#include "kernels/kernel.hpp"

namespace assay::document {

/// The program and its build.
struct ToolInfo {
  std::string version;
  std::optional<std::string> commit;  ///< absent: not built from a checkout
  std::string build_type;
  std::string compiler;
  std::optional<std::string> cuda_toolkit;  ///< absent: no GPU kernels in this build
  std::vector<Target> targets;              ///< machines the kernels were compiled for
};

/// One invocation.
struct RunInfo {
  std::string id;  ///< random_uuid()
  Timestamp started_at{};
  std::optional<Timestamp> finished_at;    ///< absent: it goes on, or was killed
  std::vector<Timestamp> resumed_at = {};  ///< each time that it was continued
  std::vector<std::string> arguments;
  bool complete = false;                               ///< every case of the plan was dealt with
  std::optional<std::string> interrupted_by;           ///< "SIGINT"
  std::optional<simulate::Simulation> simulated = {};  ///< present: nothing in here was measured
  std::vector<std::string> injected = {};              ///< faults that were asked for
  std::optional<std::string> nonce = {};               ///< a verifier's, that the seed follows from
  std::optional<bool> parallel = {};  ///< true: GPUs at the same time, in what they do not share
};

/// Seeds are JSON numbers: beyond this some readers round them.
inline constexpr std::uint64_t kMaximumSeed = (std::uint64_t{1} << 53) - 1;

/// The plan, without its cases: those are the records.
struct PlanInfo {
  plan::Level level = plan::Level::quick;
  std::uint64_t seed = 0;
  Seconds estimate{};
  std::optional<Seconds> budget = {};     ///< that the run had
  std::vector<std::string> without = {};  ///< names of cases that were left out for it
};

/// A library that the program did not bring along, and opened.
struct OpenedLibrary {
  std::string path;                           ///< absolute, as the dynamic linker found it
  std::optional<std::uint64_t> size_bytes{};  ///< of the file; absent: it could not be read
  std::string sha256 = {};                    ///< of the file, hex; empty: it could not be read
};

/// Who vouches for a document, see seal.hpp. Hex.
struct Seal {
  std::string public_key;
  std::string signature;
};

struct Document {
  std::string schema_version;  ///< as read; serialise writes kSchemaVersion whatever it says
  ToolInfo tool;
  RunInfo run;
  probe::Facts facts;
  PlanInfo plan;
  std::vector<CaseRecord> cases;  ///< one per planned case, in plan order
  /// As read; serialise writes what follows from the cases.
  std::vector<Roofline> rooflines = {};
  std::vector<PeerMatrix> peer_matrices = {};  ///< likewise
  std::vector<OpenedLibrary> libraries = {};   ///< by path
  std::optional<Seal> seal = {};               ///< of all the rest
};

/// The document of a run that has not measured anything yet: every case is "not reached".
Document make_document(ToolInfo tool, RunInfo run, probe::Facts facts, const plan::Plan& plan);

}  // namespace assay::document
