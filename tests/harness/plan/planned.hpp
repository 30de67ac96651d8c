// What do tests look at in a plan, or in why there is none?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "harness/plan/case.hpp"
#include "harness/plan/shape.hpp"
#include "kernels/error.hpp"

namespace assay::plan {

inline std::vector<std::string> names(const Plan& plan) {
  std::vector<std::string> list;
  for (const auto& one : plan.cases) list.push_back(one.name());
  return list;
}

inline std::vector<Shape> shapes(const Plan& plan) {
  std::vector<Shape> list;
  for (const auto& one : plan.cases) {
    list.push_back({one.parameters.m, one.parameters.n, one.parameters.k});
  }
  return list;
}

/// Why `planning` refuses the flags; "accepted" where it does not.
template <class Planning>
std::string refusal_of(Planning planning) {
  try {
    planning();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    return error.what();
  }
  return "accepted";
}

}  // namespace assay::plan
