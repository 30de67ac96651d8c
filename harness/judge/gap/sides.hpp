// What is known of one side, and who stands behind it: its documents, others, or paper alone?
//
// Shared by gap and claims, so that both weigh evidence alike: a document of this side, else a
// recorded one, else what others measured and published, else the published figure.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/catalogue/catalogue.hpp"
#include "harness/document/document.hpp"
#include "harness/judge/evidence.hpp"
#include "harness/judge/identity/identity.hpp"

namespace assay::judge {

/// Who stands behind a value. The first that has one wins.
enum class Ground : std::uint8_t {
  document,   ///< the document that is this side
  recorded,   ///< a document that was added as evidence
  others,     ///< measured by others, who published it
  published,  ///< a figure of the catalogue
};

/// A document and how it came to be here.
struct SourceDocument {
  std::string name;  ///< for people: a file
  Ground ground = Ground::recorded;
  document::Document document;
};

/// One device of a document, which must outlive it.
struct Exhibit {
  std::string document;  ///< name
  Ground ground = Ground::recorded;
  bool simulated = false;
  bool injected = false;  ///< faults were asked for
  DeviceEvidence evidence;
  Identity identity;

  /// "h20.json, cuda:0".
  std::string name() const;
  /// Its behaviour is explained by that part, perhaps by others as well.
  bool behaves_like(std::string_view part) const;
};

/// identify() of one catalogue; tests put their own in its place.
using Identifier = std::function<Identity(const DeviceEvidence&)>;
Identifier identifier_of(const catalogue::Catalogue& catalogue);

/// One for each GPU; for the CPU only where the document has no GPU.
std::vector<Exhibit> exhibits_of(const SourceDocument& source, const Identifier& identifier);

struct Side {
  std::string label;                      ///< id of the part, or name of the document
  const catalogue::Part* part = nullptr;  ///< null: no catalogued part explains it
  std::vector<const Exhibit*> exhibits = {};
};

/// One number of one side.
struct SideValue {
  double value = 0;
  double low = 0, high = 0;  ///< interval of the median, or span of what others saw
  Ground ground = Ground::published;
  std::string source;                        ///< document and device, or who published it
  std::string detail;                        ///< case, conditions or path of the figure
  std::string note = {};                     ///< what the catalogue says of a figure
  bool verified = true;                      ///< false: inferred or unverified, never decides
  const Measurement* measurement = nullptr;  ///< of a document
  const Exhibit* exhibit = nullptr;          ///< of a document
};

/// What is asked of a metric.
enum class Form : std::uint8_t { rate, per_sm_clock };

/// The figure times a factor; empty where nobody states it.
std::optional<SideValue> published_value(const Side& side, std::string_view figure,
                                         double factor = 1);

/// The best of the best ground among the side's documents.
std::optional<SideValue> document_value(const Side& side, const catalogue::Metric& metric,
                                        Form form = Form::rate);

/// What others measured on one side: the best they saw.
std::optional<SideValue> others_value(const Side& side, const catalogue::Metric& metric);

using SidePair = std::pair<std::optional<SideValue>, std::optional<SideValue>>;

/// What others measured on both: where one source measured both sides alike, that source, since two
/// programmes differ by more than two parts may.
SidePair others_values(const Side& one, const Side& other, const catalogue::Metric& metric);

/// The best measured value of each side. Others' measurements have no rate per SM and clock.
SidePair measured_values(const Side& one, const Side& other, const catalogue::Metric& metric,
                         Form form = Form::rate);

}  // namespace assay::judge
