// What are the devices of a document, all of them?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <string>
#include <vector>

#include "harness/catalogue/catalogue.hpp"
#include "harness/document/document.hpp"
#include "harness/judge/identity/identity.hpp"
#include "harness/judge/state.hpp"

namespace assay::judge {

struct IdentityReport {
  std::string run_id;
  std::string hostname;
  std::optional<std::string> simulated_part = {};  ///< absent: measured
  bool injected = false;                           ///< faults were asked for
  std::vector<Identity> devices = {};    ///< every GPU with a case; where there is none, the CPU
  State state = State::could_not_judge;  ///< the worst of the devices
};

/// Throws Error(usage) where `expected` is no part of the catalogue.
IdentityReport identify_all(const catalogue::Catalogue& catalogue,
                            const document::Document& document,
                            const std::optional<std::string>& expected = std::nullopt);

/// Pass where it was identified and no claim contradicts. A device that nothing explains fails if
/// it claims to be a catalogued part, and else cannot be judged.
State state_of(const Identity& identity);

}  // namespace assay::judge
