// Where do compute and memory meet on each GPU, and how near does each GEMM come to what they
// allow? From this document's own measured cases alone.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "kernels/kernel.hpp"

namespace assay::document {

struct Document;

struct RooflineMemory {
  std::string case_name;
  double rate = 0;  ///< B/s
};

/// The best rate that one kernel reached in one type.
struct RooflinePeak {
  DataType type{};
  std::string kernel;
  std::string case_name;
  double rate = 0;   ///< FLOP/s, op/s of integers
  double ridge = 0;  ///< FLOP/B from which on it is the lower roof
};

/// One GEMM case under its roof.
struct RooflinePoint {
  std::string case_name;
  double intensity = 0;  ///< FLOP/B, by the algorithm
  double rate = 0;       ///< achieved
  double roof = 0;       ///< the lower of the best peak of its type and intensity x memory rate
  double share = 0;      ///< rate / roof
};

struct Roofline {
  std::string device;
  RooflineMemory memory;
  std::vector<RooflinePeak> peaks;  ///< by type, the order of kernels as in the document
  std::vector<RooflinePoint> points;
};

/// One for each GPU of which both sides were measured: memory by a kernel, not by the copy engine,
/// and beyond the cache; arithmetic by a GEMM, tensor.rate or fma.rate, neither by a fallback nor
/// in a burst, dense, in the usual accumulation, and of a size that counts.
std::vector<Roofline> rooflines_of(const Document& document);

/// Adds a line to `problems` for whatever the rooflines that were read say and the cases do not.
void check_rooflines(const Document& document, std::vector<std::string>& problems);

}  // namespace assay::document
