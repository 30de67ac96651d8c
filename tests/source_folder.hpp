// Where does the checkout lie that the tests belong to?
//
// A function and no macro: one object depends on the place, so that a compiler cache serves all
// others in every checkout.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

namespace assay {

std::string source_folder();

}  // namespace assay
