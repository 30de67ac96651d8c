// Is a gates file read to the letter, and refused where it contradicts itself?
#include "harness/judge/gates/gates.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "harness/judge/gates/gates_unit.hpp"
#include "kernels/error.hpp"
#include "tests/source_folder.hpp"

namespace assay::judge {
namespace {

const std::filesystem::path kSchemas = std::filesystem::path(source_folder()) / "results-schema";

std::string file_with(const std::string& gate) {
  return R"({"schema_version": "1.0.0", "kind": "gates", "part": "h20", "gates": [)" + gate + "]}";
}

// Members in front of a source and a date.
std::string gate(const std::string& members) {
  return file_with("{" + members + R"(, "source": "a test", "date": "2026-01"})");
}

std::string refusal(const std::string& text) {
  try {
    parse_gates(text, "gates.json");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    return error.what();
  }
  return "";
}

TEST(Gates, HoldValuesInBaseUnits) {
  const auto file = parse_gates(file_with(R"({"metric": "collective.all_reduce/bus_bandwidth",
                    "parameters": {"algorithm": "ring", "devices": 8}, "bytes": 2147483648,
                    "expected": 361.5, "lower": 343, "upper": 450, "unit": "GB/s",
                    "source": "ours", "undated": "log", "required": false})"),
                                "gates.json");
  EXPECT_EQ(file.name, "gates.json");
  EXPECT_EQ(file.part, "h20");
  ASSERT_EQ(file.gates.size(), 1u);
  const Gate& only = file.gates.front();
  EXPECT_EQ(only.metric, "collective.all_reduce/bus_bandwidth");
  EXPECT_EQ(only.parameters.algorithm, "ring");
  EXPECT_EQ(only.parameters.devices, 8u);
  EXPECT_EQ(only.parameters.type, std::nullopt);
  EXPECT_EQ(only.bytes, std::uint64_t{1} << 31);
  EXPECT_EQ(only.expected, 361.5e9);
  EXPECT_EQ(only.lower, 343e9);
  EXPECT_EQ(only.upper, 450e9);
  EXPECT_EQ(only.unit, "GB/s");
  EXPECT_EQ(only.unit_factor, 1e9);
  EXPECT_EQ(only.source, "ours");
  EXPECT_EQ(only.date, "undated: log");
  EXPECT_FALSE(only.required);
}

TEST(Gates, AreRequiredUnlessTheySayOtherwise) {
  const auto file =
      parse_gates(gate(R"("metric": "sm.census/count", "lower": 78, "unit": "1")"), "gates.json");
  EXPECT_TRUE(file.gates.front().required);
  EXPECT_EQ(file.gates.front().date, "2026-01");
  EXPECT_EQ(file.gates.front().upper, std::nullopt);
}

TEST(Gates, RefuseBoundsThatContradictEachOther) {
  EXPECT_EQ(
      refusal(gate(R"("metric": "memory.*/bandwidth", "lower": 4, "upper": 3, "unit": "TB/s")")),
      "gates.json is not a usable gates file: /gates/0: lower 4 TB/s is above upper 3 TB/s: "
      "they are swapped");
  EXPECT_NE(
      refusal(
          gate(R"("metric": "memory.*/bandwidth", "lower": 4, "expected": 3.5, "unit": "TB/s")"))
          .find("/gates/0: expected 3.5 TB/s is below lower 4 TB/s"),
      std::string::npos);
  EXPECT_NE(
      refusal(gate(R"("metric": "memory.*/bandwidth", "upper": 4, "expected": 5, "unit": "TB/s")"))
          .find("/gates/0: expected 5 TB/s is above upper 4 TB/s"),
      std::string::npos);
  EXPECT_EQ(
      refusal(gate(R"("metric": "memory.*/bandwidth", "lower": 4, "upper": 4, "unit": "TB/s")")),
      "");
}

TEST(Gates, RefuseAUnitThatDoesNotFitTheMetric) {
  const auto said = refusal(gate(R"("metric": "gemm.*", "lower": 100, "unit": "TFLOP/s")"));
  EXPECT_NE(said.find("/gates/0/unit: the unit TFLOP/s does not fit gemm.int8/throughput"),
            std::string::npos)
      << said;
  EXPECT_EQ(refusal(gate(R"("metric": "gemm.fp*", "lower": 100, "unit": "TFLOP/s")")), "");
}

TEST(Gates, RefuseWhatBreaksTheSchema) {
  const struct {
    const char* text;
    const char* word;
  } kBroken[] = {
      {R"("metric": "sm.census/count", "lower": 78, "unit": "1", "lover": 1)", "lover"},
      {R"("metric": "sm.census/count", "unit": "1")", "/gates/0"},
      {R"("metric": "sm.census/count", "lower": -1, "unit": "1")", "/gates/0/lower"},
      {R"("metric": "sm.census/count", "lower": 78, "unit": "SMs")", "/gates/0/unit"},
      {R"("metric": "sm.census/count", "lower": 78, "lower": 79, "unit": "1")", "lower"},
      {R"("metric": "sm.census/count", "lower": "78", "unit": "1")", "/gates/0/lower"},
      {R"("metric": "sm.census/count", "lower": 78, "unit": "1", "bytes": 1.5)", "/gates/0/bytes"},
      {R"("metric": "sm.census/count", "lower": 78, "unit": "1", "parameters": {"gpus": 8})",
       "gpus"},
      {R"("metric": "sm.census/count", "lower": 78, "unit": "1", "undated": "page")", "/gates/0"},
  };
  for (const auto& broken : kBroken) {
    const auto said = refusal(gate(broken.text));
    EXPECT_NE(said.find(broken.word), std::string::npos) << broken.text << "\n" << said;
    EXPECT_EQ(said.find('\n'), std::string::npos);
  }
  EXPECT_NE(
      refusal(
          file_with(R"({"metric": "sm.census/count", "lower": 1, "unit": "1", "date": "2026"})"))
          .find("source"),
      std::string::npos);
}

TEST(Gates, RefuseOtherFilesAndVersions) {
  EXPECT_NE(refusal(R"({"kind": "part"})").find("is no gates file"), std::string::npos);
  EXPECT_NE(refusal("[]").find("is no gates file"), std::string::npos);
  EXPECT_NE(refusal(R"({"kind": "gates", "schema_version": "2.0.0"})").find("reads 1.x.y"),
            std::string::npos);
  EXPECT_NE(refusal(R"({"kind": "gates", "schema_version": "2\n\u001b[2J"})").find(R"(2\u000a)"),
            std::string::npos)
      << "what a terminal would obey is spelled out";
  EXPECT_NE(refusal("not JSON").find("gates.json"), std::string::npos);
}

TEST(Gates, ExamplesAreReadFromTheirFiles) {
  std::set<std::string> parts;
  for (const auto& entry : std::filesystem::directory_iterator(kSchemas / "examples/gates")) {
    parts.insert(read_gates(entry.path()).part);
  }
  EXPECT_EQ(parts, (std::set<std::string>{"h100-sxm", "h20"}));
}

TEST(Gates, UnitsAreThoseOfTheSchema) {
  std::ifstream file(kSchemas / "gates.schema.json");
  const auto schema = nlohmann::json::parse(file);
  std::set<std::string> of_schema, known;
  for (const auto& word : schema.at("/definitions/gate/properties/unit/enum"_json_pointer)) {
    of_schema.insert(word);
  }
  for (const auto& unit : gate_units()) known.emplace(unit.name);
  EXPECT_EQ(known, of_schema);
}

TEST(Gates, PrefixesScaleIntoEachOther) {
  EXPECT_EQ(find_gate_unit("MB/s")->factor, 1e6);
  EXPECT_EQ(find_gate_unit("GiB")->factor, 1073741824);
  EXPECT_EQ(scaled_unit(*find_gate_unit("MB/s"), 1e3)->name, "GB/s");
  EXPECT_EQ(scaled_unit(*find_gate_unit("ms"), 1e-3)->name, "us");
  EXPECT_EQ(scaled_unit(*find_gate_unit("TB/s"), 1e3), nullptr);
  EXPECT_EQ(find_gate_unit("GBps"), nullptr);
}

}  // namespace
}  // namespace assay::judge
