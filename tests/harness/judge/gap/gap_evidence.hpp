// A made-up catalogue and made-up documents, for tests of gap and claims.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <string>
#include <vector>

#include "harness/catalogue/catalogue.hpp"
#include "harness/judge/gap/sides.hpp"

namespace assay::judge {

catalogue::Figure figure(double value, const char* unit,
                         catalogue::Authority authority = catalogue::Authority::vendor);

/// What one source saw of a metric.
struct Seen {
  double value = 0;
  const char* source = "lab";
  const char* conditions = "square";
};
catalogue::Typical typical(const catalogue::Metric& metric, const std::vector<Seen>& seen);

/// "big": 100 SMs, 4096 FLOP, 1000 FLOP/s of FP16, 100 B/s. "small": 50 SMs, 1024 FLOP, 125 FLOP/s,
/// 120 B/s.
catalogue::Catalogue two_parts();
catalogue::Part& part(catalogue::Catalogue& catalogue, const char* id);

/// One measured case of cuda:0.
struct MadeCase {
  const char* kernel;
  Quantity quantity = Quantity::throughput;
  double value = 0;
  double spread = 0;  ///< the interval is value * (1 +- spread)
  DataType type = DataType::fp16;
  std::optional<double> clock_hz = {};
  Direction direction = Direction::none;
  Engine engine = Engine::none;
};

/// With the memory and SMs of a device that the driver states.
SourceDocument document_with(const std::string& name, const std::vector<MadeCase>& cases,
                             Ground ground = Ground::recorded);

/// The document behaves like these parts, whatever it holds.
Identifier always(std::vector<std::string> parts);

/// Keeps what exhibits point into.
struct Shelf {
  std::vector<SourceDocument> documents;
  std::vector<Exhibit> exhibits;
};
Shelf shelf_of(std::vector<SourceDocument> documents, const std::vector<std::string>& parts);

}  // namespace assay::judge
