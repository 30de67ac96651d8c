// PEM: RFC 8410 puts a constant before the 32 bytes that matter.
// SPDX-License-Identifier: Apache-2.0
#include "harness/document/key_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium/utils.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>

#include "kernels/error.hpp"

namespace assay::document {
namespace {

constexpr std::size_t kKeyBytes = std::tuple_size_v<KeyBytes>;

/// What surrounds the bytes of a key in its file.
struct Wrapping {
  const char* label;
  const char* words;
  std::array<unsigned char, 16> prefix;
  std::size_t prefix_bytes;
  const char* made_by;
};

// RFC 8410, sections 4 and 7: version, algorithm 1.3.101.112, and the lengths of what follows.
constexpr Wrapping kSecret{"PRIVATE KEY",
                           "private key",
                           {0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70,
                            0x04, 0x22, 0x04, 0x20},
                           16,
                           "'assay seal-key FILE' makes one"};
constexpr Wrapping kPublic{"PUBLIC KEY",
                           "public key",
                           {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00},
                           12,
                           "it is the FILE.pub that 'assay seal-key FILE' left"};

const Wrapping& wrapping_of(KeyKind kind) {
  return kind == KeyKind::secret ? kSecret : kPublic;
}

std::string begin_line(const Wrapping& wrapping) {
  return fmt::format("-----BEGIN {}-----", wrapping.label);
}

std::string end_line(const Wrapping& wrapping) {
  return fmt::format("-----END {}-----", wrapping.label);
}

std::string pem_of(const Wrapping& wrapping, const KeyBytes& key) {
  std::array<unsigned char, 16 + kKeyBytes> bytes{};
  std::copy_n(wrapping.prefix.begin(), wrapping.prefix_bytes, bytes.begin());
  std::copy_n(key.begin(), kKeyBytes,
              bytes.begin() + static_cast<std::ptrdiff_t>(wrapping.prefix_bytes));
  std::array<char, sodium_base64_ENCODED_LEN(16 + kKeyBytes, sodium_base64_VARIANT_ORIGINAL)>
      text{};
  sodium_bin2base64(text.data(), text.size(), bytes.data(), wrapping.prefix_bytes + kKeyBytes,
                    sodium_base64_VARIANT_ORIGINAL);
  std::string pem =
      fmt::format("{}\n{}\n{}\n", begin_line(wrapping), text.data(), end_line(wrapping));
  sodium_memzero(bytes.data(), bytes.size());
  sodium_memzero(text.data(), text.size());
  return pem;
}

[[noreturn]] void refuse(const std::filesystem::path& path, const Wrapping& wrapping) {
  throw Error(ErrorKind::usage, fmt::format("{}: is not an Ed25519 {} in PEM; {}", path.string(),
                                            wrapping.words, wrapping.made_by));
}

KeyBytes key_from(std::string_view text, const Wrapping& wrapping,
                  const std::filesystem::path& path) {
  const std::string begin = begin_line(wrapping), end = end_line(wrapping);
  const auto from = text.find(begin), to = text.find(end);
  if (from == std::string_view::npos || to == std::string_view::npos || to < from) {
    refuse(path, wrapping);
  }
  const auto body = text.substr(from + begin.size(), to - from - begin.size());
  std::array<unsigned char, 16 + kKeyBytes> bytes{};
  std::size_t count = 0;
  const bool decoded =
      sodium_base642bin(bytes.data(), bytes.size(), body.data(), body.size(), "\r\n \t", &count,
                        nullptr, sodium_base64_VARIANT_ORIGINAL) == 0;
  const bool fits =
      decoded && count == wrapping.prefix_bytes + kKeyBytes &&
      std::equal(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(wrapping.prefix_bytes),
                 wrapping.prefix.begin());
  if (!fits) refuse(path, wrapping);
  KeyBytes key;
  std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(wrapping.prefix_bytes), kKeyBytes,
              key.begin());
  sodium_memzero(bytes.data(), bytes.size());
  return key;
}

[[noreturn]] void fail_writing(const std::filesystem::path& path, int error) {
  const char* const more = error == EEXIST ? "; keys are not overwritten: name another file" : "";
  throw Error(ErrorKind::usage,
              fmt::format("writing the key {}: {}{}", path.string(), std::strerror(error), more));
}

void write_new(const std::filesystem::path& path, std::string_view text, mode_t mode) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
  if (file < 0) fail_writing(path, errno);
  const auto written = ::write(file, text.data(), text.size());
  const int error = written < 0 ? errno : ENOSPC;
  const bool whole = std::cmp_equal(written, text.size()) && fsync(file) == 0;
  close(file);
  if (whole) return;
  unlink(path.c_str());
  fail_writing(path, error);
}

void require_private(const std::filesystem::path& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return;
  if ((found.st_mode & (S_IRWXG | S_IRWXO)) == 0) return;
  throw Error(ErrorKind::usage,
              fmt::format("{}: others than its owner can use this secret key; chmod 600 it, and "
                          "make a new one if somebody may have read it",
                          path.string()));
}

// A key is short, and whatever names none of ours is not read further.
std::string read_short_text(const std::filesystem::path& path) {
  constexpr std::size_t kLongest = 4096;
  std::string text(kLongest, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || !file.is_open()) {
    throw Error(ErrorKind::usage,
                fmt::format("cannot read the key {}: {}", path.string(), std::strerror(errno)));
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

}  // namespace

KeyBytes read_key(const std::filesystem::path& path, KeyKind kind) {
  if (kind == KeyKind::secret) require_private(path);
  std::string text = read_short_text(path);
  const KeyBytes key = key_from(text, wrapping_of(kind), path);
  sodium_memzero(text.data(), text.size());
  return key;
}

void write_key(const std::filesystem::path& path, KeyKind kind, const KeyBytes& key) {
  std::string text = pem_of(wrapping_of(kind), key);
  constexpr mode_t kOwner = S_IRUSR | S_IWUSR;
  write_new(path, text, kind == KeyKind::secret ? kOwner : kOwner | S_IRGRP | S_IROTH);
  sodium_memzero(text.data(), text.size());
}

}  // namespace assay::document
