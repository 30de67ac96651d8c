// Which part does the driver present?
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "harness/judge/verdict/verdict.hpp"

namespace assay::judge {
namespace {

using catalogue::DeviceName;
using catalogue::Part;

// Null where no part, or more than one, has such a device.
const Part* only_part(const catalogue::Catalogue& catalogue, const auto& is_it) {
  const Part* found = nullptr;
  for (const Part& part : catalogue.parts) {
    if (std::none_of(part.devices.begin(), part.devices.end(), is_it)) continue;
    if (found) return nullptr;
    found = &part;
  }
  return found;
}

}  // namespace

const Part* claimed_part(const catalogue::Catalogue& catalogue, const probe::CudaFacts& facts) {
  const auto same_name = [&](const DeviceName& one) { return one.name == facts.name; };
  const auto same_id = [&](const DeviceName& one) { return one.device == facts.pci_device_id; };
  const auto same = [&](const DeviceName& one) { return same_name(one) && same_id(one); };
  if (const Part* both = only_part(catalogue, same)) return both;
  if (const Part* named = only_part(catalogue, same_name)) return named;
  return only_part(catalogue, same_id);
}

}  // namespace assay::judge
