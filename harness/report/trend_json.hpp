// How is a trend written for programs? See results-schema/trend.schema.json.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/judge/trend/trend.hpp"
#include "harness/report/mark.hpp"

namespace assay::report {

std::string trend_json(const judge::Trend& trend, const Mark& mark);

}  // namespace assay::report
