// How are the enumerations of a fleet spelled?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/document/words.hpp"
#include "harness/judge/fleet/fleet.hpp"

namespace assay::judge {

inline constexpr document::WordTable<FleetSide, 2> kFleetSideWords{
    {{FleetSide::worse, "worse"}, {FleetSide::better, "better"}}};
inline constexpr document::WordTable<FleetBasis, 2> kFleetBasisWords{
    {{FleetBasis::fleet, "fleet"}, {FleetBasis::node, "node"}}};
inline constexpr document::WordTable<FleetSubject, 3> kFleetSubjectWords{
    {{FleetSubject::node, "node"}, {FleetSubject::device, "device"}, {FleetSubject::link, "link"}}};

inline const auto& words(FleetSide) {
  return kFleetSideWords;
}
inline const auto& words(FleetBasis) {
  return kFleetBasisWords;
}
inline const auto& words(FleetSubject) {
  return kFleetSubjectWords;
}

}  // namespace assay::judge
