// How does a test tell the replacement library what to do, and how does the library reach the
// streams of the test?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>
#include <vector>

#include "harness/measure/cublaslt/api.hpp"

namespace assay::fake_cublaslt {

/// One product as it was asked for.
struct Asked {
  measure::cublaslt_api::Compute compute = {};
  bool fast_accumulation = false;
  bool transposes_first = false, transposes_second = false;
  std::uint64_t workspace_bytes = 0;
};

struct Script {
  std::vector<double> nanoseconds = {3000};  ///< one algorithm each, the default first
  int create_status = 0, heuristic_status = 0, matmul_status = 0;
  int fails_at_launch = 0;  ///< matmul_status is of this launch alone, from 1; 0: of all
  double add = 0;           ///< to every result: a library that computes something else
  std::uint64_t launches = 0;
  int alive = 0;     ///< handles, descriptors, layouts and preferences
  Asked asked = {};  ///< by the last query for algorithms
};

}  // namespace assay::fake_cublaslt

extern "C" {
/// Of the library. Kept from one opening to the next; a test starts with one of its own.
assay::fake_cublaslt::Script* fake_cublaslt_script();

/// Of the executable: queues work that takes so long on a stream. The library calls
/// work(context) when it is done, as often as the stream comes to it.
void fake_cublaslt_submit(void* stream, double nanoseconds, void (*work)(void* context),
                          void* context);
}
