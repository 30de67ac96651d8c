// Is what each version of the schema added read again, and are older documents read without it?
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "harness/document/reader.hpp"
#include "harness/document/writer.hpp"
#include "tests/harness/document/sample_document.hpp"

namespace assay::document {
namespace {

// As assay wrote it before schema 1.2.0.
TEST(Versions, ReadsAnOlderMinorVersion) {
  const auto read = parse_document(schema_test_file("valid-1.1.0.json"), "document");
  EXPECT_EQ(read.schema_version, "1.1.0");
  EXPECT_EQ(read.cases.size(), 10u);
  EXPECT_EQ(read.cases.at(0).input, "");
  EXPECT_EQ(read.cases.at(0).work.steps, 1);
  EXPECT_EQ(read.cases.at(0).parameters.cache, Cache::none);
  EXPECT_EQ(read.cases.at(0).parameters.variant, Variant{});
  EXPECT_FALSE(read.cases.at(0).stopping->level || read.cases.at(0).telemetry.samples);
  EXPECT_FALSE(read.facts.cuda.nvml.loaded || read.facts.cuda.devices.at(0).processes);
  EXPECT_EQ(parse_document(serialise(read), "again").cases.size(), 10u);
}

// As assay wrote it before schema 1.3.0.
TEST(Versions, ReadsTheMinorVersionBefore) {
  const auto read = parse_document(schema_test_file("valid-1.2.0.json"), "document");
  EXPECT_EQ(read.schema_version, "1.2.0");
  EXPECT_EQ(read.cases.size(), 14u);
  const auto& record = read.cases.at(7);
  EXPECT_EQ(record.parameters.layout, Layout::none);
  EXPECT_EQ(record.parameters.path, Path::none);
  EXPECT_EQ(record.instruction, "");
  EXPECT_FALSE(record.check->exact || record.corruption || record.reference || record.processors ||
               record.curve);
  EXPECT_EQ(record.check->repeats, 0u);
  EXPECT_TRUE(read.rooflines.empty());
  EXPECT_EQ(parse_document(serialise(read), "again").cases.size(), 14u);
}

// As assay wrote it before schema 1.4.0.
TEST(Versions, ReadsDocumentsWithoutGroups) {
  const auto read = parse_document(schema_test_file("valid-1.3.0.json"), "document");
  EXPECT_EQ(read.schema_version, "1.3.0");
  EXPECT_EQ(read.cases.size(), 19u);
  const auto& record = read.cases.at(15);
  EXPECT_TRUE(record.group.empty() && record.ranks.empty() && record.pairs.empty());
  EXPECT_FALSE(record.hang || record.library);
  EXPECT_TRUE(record.reference->others.empty());
  EXPECT_EQ(record.parameters.peer, -1);
  EXPECT_EQ(read.rooflines.size(), 1u);
  EXPECT_TRUE(read.peer_matrices.empty() && read.facts.world.empty());
  EXPECT_FALSE(read.facts.cuda.devices.at(0).multicast);
  EXPECT_EQ(parse_document(serialise(read), "again").cases.size(), 19u);
}

// As assay wrote it before schema 1.5.0.
TEST(Versions, ReadsDocumentsWithoutSupervision) {
  const auto read = parse_document(schema_test_file("valid-1.4.0.json"), "document");
  EXPECT_EQ(read.schema_version, "1.4.0");
  EXPECT_TRUE(read.run.injected.empty() && read.run.resumed_at.empty());
  EXPECT_FALSE(read.run.parallel || read.run.nonce || read.plan.budget);
  EXPECT_TRUE(read.libraries.empty());
  EXPECT_FALSE(read.seal);
  for (const auto& record : read.cases) {
    EXPECT_FALSE(record.unfinished || record.first) << record.name;
    EXPECT_TRUE(!record.check || record.check->digest.empty()) << record.name;
  }
  EXPECT_EQ(parse_document(serialise(read), "again").cases.size(), read.cases.size());
}

TEST(Versions, GivesBackWhatASealedRunLeaves) {
  const auto expected = sample_document();
  const auto read = parse_document(serialise(expected), "document");
  EXPECT_EQ(read.run.nonce, expected.run.nonce);
  EXPECT_EQ(read.cases.front().check->digest, expected.cases.front().check->digest);
  ASSERT_EQ(read.libraries.size(), 2u);
  EXPECT_EQ(read.libraries[0].path, expected.libraries[0].path);
  EXPECT_EQ(read.libraries[0].size_bytes, expected.libraries[0].size_bytes);
  EXPECT_EQ(read.libraries[0].sha256, expected.libraries[0].sha256);
  EXPECT_FALSE(read.libraries[1].size_bytes);
  ASSERT_TRUE(read.seal);
  EXPECT_EQ(read.seal->public_key, expected.seal->public_key);
  EXPECT_EQ(read.seal->signature, expected.seal->signature);
}

TEST(Versions, GivesBackWhatGroupsLeave) {
  const auto expected = sample_group_cases();
  const auto read = parse_document(serialise(sample_document()), "document");
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(read.cases.at(19 + i).parameters, expected[i].parameters) << i;
    EXPECT_EQ(read.cases.at(19 + i).group, expected[i].group) << i;
  }
  const auto& ours = read.cases.at(21);
  EXPECT_EQ(ours.ranks.at(1).device, "cuda:2");
  EXPECT_EQ(ours.ranks.at(1).sample_s, 0.00048828125);
  EXPECT_EQ(ours.reference->others.at(0).algorithm, "ring");
  const auto& library = *read.cases.at(22).library;
  EXPECT_EQ(library.name + library.version + library.algorithm + library.protocol,
            "NCCL2.27.7RINGSIMPLE");
  EXPECT_EQ(library.channels, 24u);
  const auto& hang = *read.cases.at(23).hang;
  EXPECT_EQ(hang.missing, std::vector<std::uint32_t>{1});
  EXPECT_EQ(hang.missing_names, std::vector<std::string>{"cuda:2"});
  EXPECT_EQ(hang.phase, "line");
  EXPECT_EQ(hang.rank, 0u);
  EXPECT_EQ(hang.block, 3u);
  EXPECT_EQ(hang.expected, 7u);
  EXPECT_EQ(hang.seen, 6u);
  const auto& hosts = read.cases.at(24);
  EXPECT_EQ(hosts.ranks.at(3).host, "node18");
  EXPECT_EQ(hosts.pairs.at(1).to_rank, 3u);
  EXPECT_EQ(hosts.pairs.at(1).bytes_per_s, 536870912);
  EXPECT_EQ(read.facts.world.at(0).devices, (std::vector<std::string>{"cuda:0", "cuda:2"}));
  EXPECT_EQ(read.facts.world.at(0).nccl_version, "2.27.7");
  EXPECT_EQ(read.facts.cuda.devices.at(0).multicast, true);
  ASSERT_EQ(read.peer_matrices.size(), 2u);
  EXPECT_EQ(read.peer_matrices.at(0).parameters.operation, Operation::read);
}

TEST(Versions, GivesBackWhatMatrixKernelsLeave) {
  const auto read = parse_document(serialise(sample_document()), "document");
  const auto expected = sample_gemm_cases();
  const auto& compared = read.cases.at(15);
  EXPECT_EQ(compared.parameters.layout, Layout::row_column);
  EXPECT_EQ(compared.parameters.load, Load::sustained);
  EXPECT_EQ(compared.parameters.variant, expected.at(1).parameters.variant);
  EXPECT_EQ(compared.instruction, "wgmma.m64n256k16.f32.bf16.bf16");
  EXPECT_EQ(compared.check->exact, true);
  EXPECT_EQ(compared.check->repeats, 3u);
  EXPECT_EQ(compared.reference->version, "13.0.2");
  EXPECT_EQ(compared.reference->algorithms, 8u);
  EXPECT_EQ(compared.reference->by_default->ratio->median, 1.5);
  EXPECT_EQ(compared.reference->best->algorithm, "66: tile 256x128, stages 5");
  EXPECT_EQ(compared.reference->best->samples, expected.at(1).reference->best->samples);
  EXPECT_EQ(compared.curve->at_s, (std::vector<double>{0, 1, 2}));
  EXPECT_TRUE(std::isnan(compared.curve->clock_hz.at(2)));
  EXPECT_TRUE(compared.curve->temperature_c.empty());
  EXPECT_EQ(compared.curve->clock_events, (std::vector<std::uint64_t>{0, 4, 4}));
  const auto& fallen_back = read.cases.at(16);
  EXPECT_EQ(fallen_back.parameters.accumulation, Accumulation::promoted);
  EXPECT_EQ(fallen_back.parameters.path, Path::fallback);
  EXPECT_EQ(fallen_back.reference->unavailable,
            "libcublasLt.so.13: cannot open shared object file");
  EXPECT_EQ(read.cases.at(17).parameters.sparsity, Sparsity::dense);
  EXPECT_EQ(read.cases.at(17).parameters.operands, Operands::shared);
  EXPECT_EQ(read.cases.at(17).processors->number, (std::vector<std::uint64_t>{0, 1, 57}));
  EXPECT_EQ(read.cases.at(17).processors->minimum, 4000);
  EXPECT_EQ(read.cases.at(18).corruption->processor, 57u);
  EXPECT_EQ(read.cases.at(18).corruption->column, 2560u);
  EXPECT_EQ(read.cases.at(18).reference->right, false);
  ASSERT_EQ(read.rooflines.size(), 1u);
  EXPECT_EQ(read.rooflines.at(0).memory.rate, 1099511627776);
}

}  // namespace
}  // namespace assay::document
