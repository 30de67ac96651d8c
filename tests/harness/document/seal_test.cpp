// Does a seal hold what was sealed, and nothing else?
#include "harness/document/seal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>
#include <string>

#include "harness/document/reader.hpp"
#include "harness/document/writer.hpp"
#include "kernels/error.hpp"
#include "tests/harness/document/sample_document.hpp"

namespace assay::document {
namespace {

using testing::HasSubstr;

constexpr const char* kNonce = "acceptance-of-2026-01-31";

class Sealed : public testing::Test {
 protected:
  Sealed() : document_(sample_document()), key_(SecretKey::random()) {
    document_.run.nonce = kNonce;
    document_.plan.seed = seed_of_nonce(kNonce);
    seal(document_, key_);
    text_ = serialise(document_);
  }

  std::string why_broken(const std::string& text) { return why_broken(text, key_.public_key()); }
  std::string why_broken(const std::string& text, const PublicKey& key,
                         const std::optional<std::string>& nonce = {}) {
    write_file(folder_.path() / "sealed.json", text);
    return check_seal(folder_.path() / "sealed.json", key, nonce).broken;
  }
  std::string changed(const std::string& pointer, const nlohmann::json& value) const {
    auto json = nlohmann::json::parse(text_);
    json.at(nlohmann::json::json_pointer(pointer)) = value;
    return json.dump();
  }

  TemporaryFolder folder_;
  Document document_;
  SecretKey key_;
  std::string text_;
};

TEST_F(Sealed, IsGood) {
  EXPECT_EQ(why_broken(text_), "");
  EXPECT_EQ(why_broken(text_, key_.public_key(), kNonce), "");
  EXPECT_EQ(parse_document(text_, "text").seal->public_key, key_.public_key().hex());
}

TEST_F(Sealed, MayBeLaidOutAnew) {
  EXPECT_EQ(why_broken(nlohmann::json::parse(text_).dump()), "") << "keys in another order";
  EXPECT_EQ(why_broken(nlohmann::json::parse(text_).dump(7)), "");
  EXPECT_EQ(why_broken(serialise(parse_document(text_, "text"))), "");
}

TEST_F(Sealed, EveryChangeIsSeen) {
  const std::pair<const char*, nlohmann::json> changes[] = {
      {"/run/id", "8c0e3a9e-6f0b-4d6e-9a3b-0f4c2d1e5a78"},
      {"/run/nonce", "acceptance-of-2026-02-01"},
      {"/plan/seed", 1},
      {"/host/hostname", "another"},
      {"/cases/0/check/digest", std::string(64, 'e')},
      {"/libraries/0/sha256", std::string(64, 'e')},
      {"/libraries/0/size_bytes", 96281137}};
  for (const auto& [pointer, value] : changes) {
    EXPECT_THAT(why_broken(changed(pointer, value)), HasSubstr("something in it was changed"))
        << pointer;
  }
  EXPECT_THAT(why_broken(changed("/seal/signature", std::string(128, '0'))),
              HasSubstr("something in it was changed"));
}

TEST_F(Sealed, ByAnotherKey) {
  const SecretKey other = SecretKey::random();
  EXPECT_THAT(why_broken(text_, other.public_key()),
              HasSubstr("sealed by another key, " + key_.public_key().hex()));
  EXPECT_THAT(why_broken(changed("/seal/public_key", other.public_key().hex()), other.public_key()),
              HasSubstr("something in it was changed"))
      << "a key that is written in is not the one that signed";
}

TEST_F(Sealed, SealingAgainReplacesTheSeal) {
  const SecretKey other = SecretKey::random();
  seal(document_, other);
  EXPECT_EQ(why_broken(serialise(document_), other.public_key()), "");
}

TEST_F(Sealed, WithoutASeal) {
  document_.seal.reset();
  EXPECT_THAT(why_broken(serialise(document_)), HasSubstr("it has no seal"));
}

TEST_F(Sealed, ForAnotherNonce) {
  EXPECT_THAT(why_broken(text_, key_.public_key(), "another-nonce"),
              HasSubstr("its nonce is 'acceptance-of-2026-01-31'"));
  document_.run.nonce.reset();
  seal(document_, key_);
  EXPECT_THAT(why_broken(serialise(document_), key_.public_key(), kNonce),
              HasSubstr("without a nonce"));
}

TEST_F(Sealed, WithASeedThatDoesNotFollow) {
  document_.plan.seed = 17;
  seal(document_, key_);
  EXPECT_THAT(why_broken(serialise(document_), key_.public_key(), kNonce),
              HasSubstr("seed 17 does not follow from its nonce"));
}

TEST_F(Sealed, WhatIsNoDocumentIsAnError) {
  EXPECT_THROW(why_broken("{}"), Error);
  EXPECT_THROW(why_broken(text_.substr(0, text_.size() / 2)), Error);
}

// printf 'assay seed acceptance-of-2026-01-31' | sha256sum
TEST(Nonce, SeedIsThatOfAnyProgram) {
  EXPECT_EQ(seed_of_nonce(kNonce), std::uint64_t{0x52f28862fb3d857f} >> 11);
  EXPECT_LE(seed_of_nonce(kNonce), kMaximumSeed);
  EXPECT_NE(seed_of_nonce(kNonce), seed_of_nonce("acceptance-of-2026-02-01"));
}

TEST(Nonce, WhatIsNoneIsRefused) {
  EXPECT_NO_THROW(require_nonce("12345678", "--nonce"));
  EXPECT_NO_THROW(require_nonce(std::string(128, 'a'), "--nonce"));
  for (const auto& bad :
       {std::string(), std::string("1234567"), std::string(129, 'a'), std::string("with a space"),
        std::string("line\nline"), std::string("null\0null", 9)}) {
    EXPECT_THROW(require_nonce(bad, "--nonce"), Error) << bad;
  }
}

class KeyFiles : public testing::Test {
 protected:
  std::filesystem::path file(const char* name) const { return folder_.path() / name; }
  std::string refusal(const std::filesystem::path& path) {
    try {
      SecretKey::read(path);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      return error.what();
    }
    return {};
  }
  void write_private(const char* name, const std::string& text) {
    write_file(file(name), text);
    chmod(file(name).c_str(), S_IRUSR | S_IWUSR);
  }
  TemporaryFolder folder_;
};

// RFC 8032, section 7.1, test 2, in the file that OpenSSL makes of its secret key.
TEST_F(KeyFiles, SignsAsTheStandardDoes) {
  write_private("key",
                "-----BEGIN PRIVATE KEY-----\n"
                "MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n"
                "-----END PRIVATE KEY-----\n");
  const SecretKey key = SecretKey::read(file("key"));
  EXPECT_EQ(key.public_key().hex(),
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  EXPECT_EQ(key.sign("r"),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  EXPECT_TRUE(is_signed_by(key.public_key(), "r", key.sign("r")));
  EXPECT_FALSE(is_signed_by(key.public_key(), "s", key.sign("r")));
  EXPECT_FALSE(is_signed_by(key.public_key(), "r", ""));
  EXPECT_FALSE(is_signed_by(key.public_key(), "r", std::string(128, 'g')));
}

TEST_F(KeyFiles, ComeBackAsTheyWere) {
  const SecretKey key = SecretKey::random();
  key.write(file("key"));
  write_key(file("key.pub"), KeyKind::open, key.public_key().bytes);
  EXPECT_EQ(SecretKey::read(file("key")).public_key(), key.public_key());
  EXPECT_EQ(PublicKey::read(file("key.pub").string()), key.public_key());
  EXPECT_EQ(PublicKey::read(key.public_key().hex()), key.public_key());
  struct stat found {};
  ASSERT_EQ(stat(file("key").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
}

TEST_F(KeyFiles, AreNotOverwritten) {
  const SecretKey key = SecretKey::random();
  key.write(file("key"));
  const std::string before = read_file(file("key"));
  EXPECT_THROW(SecretKey::random().write(file("key")), Error);
  EXPECT_EQ(read_file(file("key")), before);
}

TEST_F(KeyFiles, ThatOthersCanUseAreRefused) {
  SecretKey::random().write(file("key"));
  chmod(file("key").c_str(), 0640);
  EXPECT_THAT(refusal(file("key")), HasSubstr("chmod 600"));
}

TEST_F(KeyFiles, OfAnotherKindAreRefused) {
  const SecretKey key = SecretKey::random();
  write_key(file("key.pub"), KeyKind::open, key.public_key().bytes);
  chmod(file("key.pub").c_str(), 0600);
  EXPECT_THAT(refusal(file("key.pub")), HasSubstr("is not an Ed25519 private key"));
  for (const char* text :
       {"", "secret", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
        "-----END PRIVATE KEY-----\n-----BEGIN PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1P"
        "uKb7\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1P"
        "uKb7AAAA\n-----END PRIVATE KEY-----\n"}) {
    write_private("other", text);
    EXPECT_THAT(refusal(file("other")), HasSubstr("is not an Ed25519 private key")) << text;
  }
  EXPECT_THAT(refusal(file("absent")), HasSubstr("cannot read the key"));
  EXPECT_THROW(PublicKey::read(std::string(63, 'a')), Error);
}

}  // namespace
}  // namespace assay::document
