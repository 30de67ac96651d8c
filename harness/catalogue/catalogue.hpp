// Everything published that the judge may rest on: parts and claims.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <filesystem>
#include <string_view>
#include <vector>

#include "harness/catalogue/claim.hpp"
#include "harness/catalogue/part.hpp"

namespace assay::catalogue {

struct Catalogue {
  std::vector<Part> parts;    ///< by id
  std::vector<Claim> claims;  ///< by id

  /// Null where there is none of that id.
  const Part* find(std::string_view id) const;
  /// Throws Error(usage), naming the nearest ids, where there is none. `what` says who asks:
  /// "--expect".
  const Part& at(std::string_view id, std::string_view what) const;
  /// Parts that the driver presents under exactly this name; that of a MIG slice stands for the
  /// whole GPU. Empty: none.
  std::vector<const Part*> named(std::string_view name) const;
  /// Parts with this PCI device id, four upper-case hexadecimal digits. Empty: none.
  std::vector<const Part*> with_device_id(std::string_view id) const;
};

/// The one that this binary was built with. Takes milliseconds: keep the result.
Catalogue embedded_catalogue();

/// Reads DIRECTORY/parts/*.json and DIRECTORY/claims/*.json. Throws Error(input) naming the file
/// and the place in it where one does not follow the schema.
Catalogue read_catalogue(const std::filesystem::path& directory);

}  // namespace assay::catalogue
