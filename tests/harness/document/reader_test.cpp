// Which files are refused, and does the message say which file and what to do?
#include "harness/document/reader.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <thread>

#include "harness/document/writer.hpp"
#include "harness/json/input_text.hpp"
#include "kernels/error.hpp"
#include "tests/harness/document/sample_document.hpp"

namespace assay::document {
namespace {

using nlohmann::json;

std::string message(const std::filesystem::path& path) {
  try {
    read_document(path);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    return error.what();
  }
  return "accepted";
}

class Reading : public ::testing::Test {
 protected:
  TemporaryFolder folder_;
  std::filesystem::path path_ = folder_.path() / "x.json";
  std::string name_ = path_.string();

  std::string message_for(const std::string& text) {
    write_file(path_, text);
    return message(path_);
  }
  std::string message_after(const char* pointer, const json& value) {
    json document = json::parse(schema_test_file("valid.json"));
    document[json::json_pointer(pointer)] = value;
    return message_for(document.dump());
  }
};

TEST_F(Reading, GivesBackWhatWasWritten) {
  const auto document = sample_document();
  write_document(document, path_);
  EXPECT_EQ(read_file(path_), schema_test_file("valid.json"));
  const auto read = read_document(path_);
  EXPECT_EQ(serialise(read), serialise(document));
  EXPECT_EQ(find_problems(path_), std::vector<std::string>{});
  EXPECT_EQ(read.schema_version, "1.5.0");
  EXPECT_EQ(read.facts.cuda.devices.at(0).index, 0);
  EXPECT_EQ(read.facts.cuda.devices.at(1).index, 2);
  EXPECT_FALSE(read.facts.cuda.devices.at(1).usable());
  EXPECT_EQ(read.cases.at(0).statistics->interval_high, 17179869184);
  EXPECT_EQ(read.cases.at(0).telemetry.clock_minimum_hz, 3.0e9);
  EXPECT_EQ(read.cases.at(5).status, measure::Status::wrong);
  EXPECT_EQ(read.cases.at(5).check->after, false);
}

TEST_F(Reading, GivesBackWhatWasReadBesideEachSample) {
  const auto read = parse_document(serialise(sample_document()), "document");
  const auto& record = read.cases.at(10);
  const auto& samples = *record.telemetry.samples;
  ASSERT_EQ(samples.power_w.size(), 3u);
  EXPECT_EQ(samples.power_w[0], 449.5);
  EXPECT_TRUE(std::isnan(samples.power_w[1]));
  EXPECT_EQ(samples.power_w[2], 450.25);
  EXPECT_EQ(samples.clock_events, (std::vector<std::uint64_t>{0, 4, 4100})) << "4096: no event yet";
  EXPECT_EQ(samples.moving, (std::vector<bool>{true, false, false}));
  EXPECT_EQ(record.parameters.variant, sample_gpu_cases().at(0).parameters.variant);
  EXPECT_EQ(record.input, "random bits");
  EXPECT_EQ(read.cases.at(11).work.steps, 512);
  EXPECT_EQ(read.cases.at(11).parameters.numa_node, -1);
  EXPECT_EQ(read.cases.at(13).parameters.numa_node, 0);
  EXPECT_EQ(read.facts.cuda.peers.at(0).to, 2);
  EXPECT_EQ(read.facts.cuda.devices.at(0).warnings.at(1).kind,
            probe::WarningKind::power_limit_below_default);
  EXPECT_TRUE(read.facts.cuda.nvml.loaded);
}

TEST_F(Reading, RefusesWhatIsNoFile) {
  EXPECT_EQ(
      message(path_),
      "cannot read " + name_ + ": No such file or directory; give a document that assay run wrote");
  EXPECT_EQ(message(folder_.path()), "cannot read " + folder_.path().string() +
                                         ": Is a directory; give a document that assay run wrote");
  EXPECT_EQ(message_for(""),
            "cannot read " + name_ + ": it is empty; give a document that assay run wrote");
  EXPECT_EQ(message_for(" \n\t "),
            "cannot read " + name_ + ": it is empty; give a document that assay run wrote");
}

TEST_F(Reading, RefusesForeignBytesFromTheFirst) {
  const auto expected =
      "cannot read " + name_ +
      ": byte 1 is 0x7f where a JSON object begins with '{'; give a document that assay run wrote";
  EXPECT_EQ(message_for("\n\x7f"
                        "ELF"),
            expected);
  // Two gigabytes, sparse: refused by its first bytes, before anything else is read.
  std::filesystem::resize_file(path_, std::uint64_t{2} << 30);
  EXPECT_EQ(message(path_), expected);
}

TEST_F(Reading, RefusesWhatIsTooLarge) {
  write_file(path_, "{");
  std::filesystem::resize_file(path_, assay::json::kMaximumFileBytes + 1);
  EXPECT_EQ(message(path_), "cannot read " + name_ +
                                ": it is larger than 256MiB, and nothing of ours is; give a "
                                "document that assay run wrote");
}

TEST_F(Reading, ReadsAPipe) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  std::thread feeder([&] { write_file(path_, serialise(sample_document())); });
  EXPECT_EQ(read_document(path_).cases.size(), 26u);
  feeder.join();
}

TEST_F(Reading, ReadsStandardInput) {
  write_document(sample_document(), path_);
  const int saved = dup(STDIN_FILENO);
  ASSERT_NE(freopen(path_.c_str(), "r", stdin), nullptr);
  EXPECT_EQ(read_document("-").cases.size(), 26u);
  EXPECT_EQ(message("-"),
            "cannot read standard input: it is empty; give a document that assay run wrote");
  dup2(saved, STDIN_FILENO);
  close(saved);
}

TEST_F(Reading, RefusesForeignDocuments) {
  const auto no_name = name_ +
                       " is not a result document of assay (it has no tool.name \"assay\"); give "
                       "one that assay run wrote";
  EXPECT_EQ(message_for("{}"), no_name);
  EXPECT_EQ(message_for(R"({"tool": "assay"})"), no_name);
  EXPECT_EQ(message_for(R"({"context": {"date": ""}, "benchmarks": []})"), no_name);
  EXPECT_EQ(message_for(R"({"tool": {"name": "other"}, "schema_version": "1.0.0"})"), no_name);
  EXPECT_EQ(message_for(R"({"tool": {"name": "assay"}})"),
            name_ +
                " is not a result document of assay (it has no schema_version); give one that "
                "assay run wrote");
}

TEST_F(Reading, RefusesOtherVersions) {
  EXPECT_EQ(message_after("/schema_version", "2.0.0"),
            name_ +
                " was written by a newer assay (schema 2.0.0, this one reads 1.x): use that "
                "version or newer to read it");
  EXPECT_EQ(message_after("/schema_version", "0.9.0"),
            name_ +
                " was written by an older assay (schema 0.9.0, this one reads 1.x): use that "
                "version to read it, or repeat the run");
  EXPECT_EQ(message_after("/schema_version", "1.0"),
            name_ +
                ": /schema_version: \"1.0\" is not MAJOR.MINOR.PATCH; give a document as assay run "
                "wrote it");
  EXPECT_EQ(message_after("/schema_version", "99999999999.0.0"),
            name_ +
                ": /schema_version: \"99999999999.0.0\" is not MAJOR.MINOR.PATCH; give a document "
                "as assay run wrote it");
}

TEST_F(Reading, ReadsANewerMinorVersionThatAddsNothing) {
  EXPECT_EQ(message_after("/schema_version", "1.7.0"), "accepted");
  EXPECT_EQ(message_after("/schema_version", "1.0.9"), "accepted");
  json document = json::parse(schema_test_file("valid.json"));
  document["schema_version"] = "1.7.0";
  document["verdicts"] = json::array();
  EXPECT_EQ(message_for(document.dump()), name_ +
                                              " is not a valid result document: top level: has the "
                                              "unknown key verdicts (it is object of 14); it was "
                                              "written by a newer assay (schema 1.7.0, this one "
                                              "knows 1.5.0): use that version or newer to read it; "
                                              "assay validate lists all");
}

TEST_F(Reading, NamesTheFirstProblemAndCountsTheRest) {
  EXPECT_EQ(message_after("/run/complete", 1),
            name_ +
                " is not a valid result document: /run/complete: has the wrong type (it is 1); "
                "assay validate lists all");
  json document = json::parse(schema_test_file("valid.json"));
  document["plan"]["seed"] = -1;
  document["run"]["id"] = 7;
  const auto said = message_for(document.dump());
  EXPECT_NE(said.find(" (and 1 more); assay validate lists all"), std::string::npos) << said;
  const auto problems = find_problems(path_);
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0], name_ + ": /plan/seed: must be greater than or equal to 0 (it is -1)");
  EXPECT_EQ(problems[1], name_ + ": /run/id: has the wrong type (it is 7)");
}

TEST_F(Reading, ChecksWhatNoSchemaCan) {
  const auto prefix = name_ + " is not a valid result document: ";
  EXPECT_EQ(message_after("/run/started_at", "2026-02-30T00:00:00Z"),
            prefix + "/run/started_at: there is no such day; assay validate lists all");
  EXPECT_EQ(message_after("/plan/case_count", 7),
            prefix + "/plan/case_count: is 7, but cases holds 26; assay validate lists all");
  EXPECT_EQ(
      message_after("/cases/0/statistics/count", 2),
      prefix +
          "/cases/0/statistics/count: is 2, but there are 3 samples; assay validate lists all");
  EXPECT_EQ(message_after("/cuda/available", true), "accepted");
  json document = json::parse(schema_test_file("valid.json"));
  document["devices"].erase(0);
  EXPECT_EQ(message_for(document.dump()),
            prefix + "/devices: must hold exactly one cpu; assay validate lists all");
}

// A GPU in the list and "available": false would be read as no GPU by one reader and as one by
// another.
TEST_F(Reading, AvailableAgreesWithDevices) {
  json document = json::parse(schema_test_file("valid.json"));
  document["cuda"]["available"] = false;
  document["cuda"]["reason"] = "no driver";
  EXPECT_EQ(message_for(document.dump()),
            name_ +
                " is not a valid result document: /cuda/available: is false, but of the GPUs in "
                "devices 1 can be used; assay validate lists all");
}

TEST_F(Reading, FindProblemsNeverThrows) {
  EXPECT_EQ(find_problems(path_).size(), 1u);
  write_file(path_, "{");
  EXPECT_EQ(find_problems(path_).at(0), "cannot read " + name_ +
                                            ": it is truncated, it ends inside the document at "
                                            "byte 1; copy it again, or repeat the run");
}

}  // namespace
}  // namespace assay::document
