// Is everything that is wrong with a catalogue seen? catalogue_test.py plants defects in its files;
// here is what holds for every figure.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "harness/judge/lint/lint.hpp"
#include "harness/judge/lint/lint_part.hpp"
#include "harness/judge/lint/lint_range.hpp"
#include "harness/judge/lint/lint_typical.hpp"
#include "tests/source_folder.hpp"

namespace assay::judge {
namespace {

using catalogue::Part;

constexpr double kFactors[] = {1e3, 1e-3};

std::size_t found(const Part& part, void (*check)(const Part&, Findings&)) {
  std::vector<Finding> list;
  Findings findings("a part", list);
  check(part, findings);
  return list.size();
}

TEST(LintCatalogue, TheOneInTheBinaryIsClean) {
  const auto findings = lint_catalogue(catalogue::embedded_catalogue());
  for (const auto& finding : findings)
    ADD_FAILURE() << finding.file << finding.place << finding.what;
}

TEST(LintCatalogue, NoRangeHoldsAValueAndAThousandTimesIt) {
  for (const auto& range : figure_ranges()) EXPECT_LT(range.high, 1000 * range.low) << range.of;
  for (const auto& range : metric_ranges()) EXPECT_LT(range.high, 1000 * range.low) << range.of;
}

TEST(LintCatalogue, EveryMetricHasARangeInItsUnit) {
  for (const auto& metric : catalogue::metrics()) {
    const auto* range = range_of_metric({.name = std::string(metric.name)});
    ASSERT_NE(range, nullptr) << metric.name;
    EXPECT_EQ(range->unit, metric.unit) << metric.name;
  }
  EXPECT_EQ(range_of_metric({.name = "tensor.rate/rate", .parameters = {.type = "fp64"}})->of,
            "gemm.fp64");
}

TEST(LintCatalogue, AThousandIsSeenInEveryFigure) {
  std::size_t tried = 0;
  for (const auto& original : catalogue::embedded_catalogue().parts) {
    ASSERT_EQ(found(original, check_units), 0u) << original.id;
    for (const auto& [path, figure] : original.figures) {
      for (const double factor : kFactors) {
        if (figure.value == 0) continue;
        Part part = original;
        part.figures.at(path).value *= factor;
        EXPECT_EQ(found(part, check_units), 1u) << original.id << " " << path << " x " << factor;
        ++tried;
      }
    }
  }
  EXPECT_GT(tried, 500u);
}

TEST(LintCatalogue, AThousandIsSeenInEveryTypicalFigure) {
  std::size_t tried = 0;
  for (const auto& original : catalogue::embedded_catalogue().parts) {
    for (std::size_t i = 0; i < original.typical.size(); ++i) {
      for (const double factor : kFactors) {
        Part part = original;
        auto& row = part.typical[i];
        row.low *= factor;
        row.high *= factor;
        for (auto& seen : row.observations) seen.figure.value *= factor;
        EXPECT_GE(found(part, check_typical), 1u) << original.id << " " << to_string(row.metric);
        ++tried;
      }
    }
  }
  EXPECT_GT(tried, 100u);
}

TEST(LintCatalogue, EnoughFiguresCanBeCrossChecked) {
  std::size_t rates = 0, bandwidths = 0;
  for (const auto& part : catalogue::embedded_catalogue().parts) {
    rates += rate_cross_checks(part).size();
    bandwidths += bandwidth_cross_check(part) ? 1 : 0;
  }
  EXPECT_GE(rates, 80u);
  EXPECT_GE(bandwidths, 12u);
}

TEST(LintCatalogue, SaysTheNumbersInUnitsForPeople) {
  catalogue::Catalogue catalogue = catalogue::embedded_catalogue();
  for (auto& part : catalogue.parts) {
    if (part.id == "h100-sxm") part.figures.at("tensor.tf32.dense").value *= 1.02;
  }
  std::vector<std::string> said;
  for (const auto& finding : lint_catalogue(catalogue)) {
    if (finding.check == "rate") said.push_back(finding.file + finding.place + ": " + finding.what);
  }
  ASSERT_EQ(said.size(), 1u);
  EXPECT_EQ(
      said.front(),
      "parts/h100-sxm.json/tensor/tf32/dense: tensor.tf32.dense is 504.6 TFLOP/s, and 132 SMs x "
      "2048 per clock x 1.83 GHz gives 494.7 TFLOP/s; correct whichever is wrong, or state the "
      "conflict with its reason");
}

TEST(LintCatalogue, TheSchemaHasTheMetricsOfTheList) {
  std::ifstream file(source_folder() + "/results-schema/catalogue.schema.json");
  const auto schema = nlohmann::json::parse(file);
  std::set<std::string> known;
  for (const auto& metric : catalogue::metrics()) known.emplace(metric.name);
  for (const char* definition : {"typical", "term"}) {
    const auto& words =
        schema.at("definitions").at(definition).at("properties").at("metric").at("enum");
    EXPECT_EQ(words.get<std::set<std::string>>(), known) << definition;
  }
}

}  // namespace
}  // namespace assay::judge
