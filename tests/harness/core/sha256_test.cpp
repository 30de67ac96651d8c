// Are these the hashes that sha256sum prints?
#include "harness/core/sha256.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace assay {
namespace {

// FIPS 180-4's own examples.
constexpr const char* kOfNothing =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr const char* kOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

class FileHashing : public testing::Test {
 protected:
  FileHashing() { folder_ = mkdtemp(pattern_); }
  ~FileHashing() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(const std::string& text) const {
    std::ofstream(folder_ / "file", std::ios::binary) << text;
    return folder_ / "file";
  }
  char pattern_[32] = "/tmp/assay-sha256-XXXXXX";
  std::filesystem::path folder_;
};

TEST(Sha256, KnownTexts) {
  EXPECT_EQ(sha256_hex(std::string_view()), kOfNothing);
  EXPECT_EQ(sha256_hex(std::string_view("abc")), kOfAbc);
}

TEST_F(FileHashing, IsThatOfItsBytes) {
  EXPECT_EQ(hash_of_file(write(""))->sha256, kOfNothing);
  EXPECT_EQ(hash_of_file(write("abc"))->sha256, kOfAbc);
  EXPECT_EQ(hash_of_file(write("abc"))->size_bytes, 3u);
}

TEST_F(FileHashing, LargerThanOnePiece) {
  const std::string text((std::size_t{3} << 20) + 17, 'x');
  const auto hash = hash_of_file(write(text));
  ASSERT_TRUE(hash);
  EXPECT_EQ(hash->size_bytes, text.size());
  EXPECT_EQ(hash->sha256, sha256_hex(std::string_view(text)));
}

TEST_F(FileHashing, WhatIsNoFileHasNone) {
  EXPECT_FALSE(hash_of_file(folder_));
  EXPECT_FALSE(hash_of_file(folder_ / "absent"));
  EXPECT_FALSE(hash_of_file("/dev/zero")) << "it never ends";
}

}  // namespace
}  // namespace assay
