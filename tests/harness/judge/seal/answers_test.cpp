// Which answers are compared, and which may differ?
#include "harness/judge/seal/answers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "harness/judge/seal/seal_report.hpp"

namespace assay::judge {
namespace {

using document::CaseRecord;
using document::Document;
using testing::ElementsAre;
using testing::HasSubstr;

CaseRecord copy_of(std::uint64_t bytes, const std::string& device, char digit) {
  CaseRecord record;
  record.name = "memory.copy/bandwidth [bytes=" + std::to_string(bytes) + "] " + device;
  record.kernel = "memory.copy";
  record.parameters = {.type = DataType::fp32, .bytes = bytes};
  record.device = device;
  record.check.emplace();
  if (digit != ' ') record.check->digest = std::string(64, digit);
  return record;
}

Document with(std::vector<CaseRecord> cases, std::uint64_t seed = 7) {
  Document document;
  document.run.complete = true;
  document.plan.seed = seed;
  document.cases = std::move(cases);
  return document;
}

TEST(CompareAnswers, ByWhatWasComputedWhateverComputedIt) {
  auto shaped = copy_of(64, "cuda:3", 'a');
  shaped.parameters.variant.unroll = 8;
  const auto compared =
      compare_answers(with({copy_of(64, "cuda:0", 'a'), copy_of(128, "cuda:0", 'b')}),
                      with({copy_of(128, "cuda:3", 'c'), shaped}));
  EXPECT_EQ(compared.same, 1u);
  EXPECT_THAT(compared.different, ElementsAre("memory.copy/bandwidth [bytes=128] cuda:0"));
  EXPECT_EQ(compared.reason, "");
}

TEST(CompareAnswers, OtherSeedsAreNotCompared) {
  const auto compared =
      compare_answers(with({copy_of(64, "cpu", 'a')}, 1), with({copy_of(64, "cpu", 'a')}, 2));
  EXPECT_EQ(compared.same, 0u);
  EXPECT_THAT(compared.reason, HasSubstr("seed 1 here and 2 there"));
}

TEST(CompareAnswers, NothingAlikeIsNotTheSame) {
  EXPECT_NE(
      compare_answers(with({copy_of(64, "cpu", ' ')}), with({copy_of(64, "cpu", 'a')})).reason, "");
  EXPECT_NE(compare_answers(with({copy_of(64, "cpu", 'a')}), with({})).reason, "");
  auto in_registers = copy_of(0, "cpu", 'a');
  EXPECT_NE(compare_answers(with({in_registers}), with({in_registers})).reason, "");
}

SealReport report_of(Document document, const std::optional<Document>& other = {},
                     const std::string& broken = {}, bool nonce = true) {
  return seal_report({.document = std::move(document), .broken = broken}, {}, nonce, other);
}

TEST(SealReport, ExitCodesFailClosed) {
  const auto document = with({copy_of(64, "cpu", 'a')});
  EXPECT_EQ(report_of(document).exit_code(), 0);
  EXPECT_EQ(report_of(document, document).exit_code(), 0);
  EXPECT_EQ(report_of(document, document, "it is not").exit_code(), 1);
  EXPECT_EQ(report_of(document, with({copy_of(64, "cpu", 'b')})).exit_code(), 1);
  EXPECT_EQ(report_of(document, with({})).exit_code(), 3);
}

TEST(SealReport, SaysWhatIsLeftToDoubt) {
  auto document = with({copy_of(64, "cpu", 'a'), copy_of(128, "cpu", ' ')});
  EXPECT_THAT(report_of(document).remarks, testing::IsEmpty());
  document.run.complete = false;
  document.run.injected = {"wrong@memory.copy"};
  document.facts.host.environment = {{"LD_LIBRARY_PATH", "/opt/lib"}, {"LD_PRELOAD", "/tmp/x.so"}};
  document.libraries = {{.path = "/usr/lib/libcuda.so.1", .sha256 = std::string(64, 'a')},
                        {.path = "/home/seller/libnvidia-ml.so.1", .sha256 = std::string(64, 'a')},
                        {.path = "/usr/lib/libnccl.so.2"}};
  const auto report = report_of(document, {}, {}, false);
  EXPECT_EQ(report.cases, 2u);
  EXPECT_EQ(report.answers, 1u);
  EXPECT_THAT(report.remarks,
              ElementsAre(HasSubstr("injected"), HasSubstr("not come to its end"),
                          HasSubstr("no nonce was asked for"), HasSubstr("LD_PRELOAD=/tmp/x.so"),
                          HasSubstr("/home/seller"),
                          HasSubstr("/usr/lib/libnccl.so.2 was opened and could not be hashed")));
}

}  // namespace
}  // namespace assay::judge
