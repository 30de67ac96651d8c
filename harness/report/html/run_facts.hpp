// What was measured, where, when, and by which program?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <utility>
#include <vector>

#include "harness/document/document.hpp"
#include "harness/report/html/element.hpp"

namespace assay::report::html {

using Facts = std::vector<std::pair<std::string, std::string>>;  ///< name, value

/// Of the run and its host; what is not known is left out.
Facts facts_of_run(const document::Document& document);

/// Of one GPU; empty of a CPU or of a device the document does not know.
Facts facts_of_device(const document::Document& document, const std::string& device);

Element facts_element(const Facts& facts);

}  // namespace assay::report::html
