// Reads a file in pieces, stopping as soon as it cannot be a document.
#include "harness/json/input_text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "harness/core/units.hpp"
#include "kernels/error.hpp"

namespace assay::json {
namespace {

constexpr std::size_t kPieceBytes = 1 << 16;
constexpr std::string_view kBlanks = " \t\r\n";

/// The file in hand: how errors call it, and what it should have been.
struct Subject {
  std::string name;
  std::string wanted;
};

[[noreturn]] void fail(const Subject& subject, const std::string& why) {
  throw Error(ErrorKind::input,
              fmt::format("cannot read {}: {}; give {}", subject.name, why, subject.wanted));
}

class Input {
 public:
  Input(const std::filesystem::path& path, Subject subject) : subject_(std::move(subject)) {
    if (path == "-") return;
    descriptor_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    owned_ = true;
    if (descriptor_ < 0) {
      fail(subject_, std::strerror(errno));
    }
  }
  ~Input() {
    if (owned_ && descriptor_ >= 0) close(descriptor_);
  }
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  /// Appends up to a piece; false at the end.
  bool read_piece(std::string& text) const {
    const std::size_t before = text.size();
    text.resize(before + kPieceBytes);
    ssize_t count = 0;
    do count = read(descriptor_, text.data() + before, kPieceBytes);
    while (count < 0 && errno == EINTR);
    if (count < 0) fail(subject_, std::strerror(errno));
    text.resize(before + static_cast<std::size_t>(count));
    return count > 0;
  }

  /// Zero where only reading tells.
  std::uint64_t size() const {
    struct stat status {};
    if (fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) return 0;
    return static_cast<std::uint64_t>(status.st_size);
  }

 private:
  Subject subject_;
  int descriptor_ = STDIN_FILENO;
  bool owned_ = false;
};

void check_first_byte(std::string_view text, const Subject& subject) {
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos || text[first] == '{') return;
  fail(subject, fmt::format("byte {} is 0x{:02x} where a JSON object begins with '{{'", first,
                            static_cast<unsigned char>(text[first])));
}

void check_size(std::uint64_t size, const Subject& subject) {
  if (size <= kMaximumFileBytes) return;
  fail(subject, fmt::format("it is larger than {}, and nothing of ours is",
                            format_bytes(kMaximumFileBytes)));
}

}  // namespace

std::string shown_name(const std::filesystem::path& path) {
  return path == "-" ? "standard input" : path.string();
}

std::string read_text(const std::filesystem::path& path, std::string_view wanted) {
  const Subject subject{.name = shown_name(path), .wanted = std::string(wanted)};
  const Input input(path, subject);
  std::string text;
  bool more = input.read_piece(text);
  check_first_byte(text, subject);
  check_size(input.size(), subject);
  while (more) {
    more = input.read_piece(text);
    check_size(text.size(), subject);
  }
  if (text.find_first_not_of(kBlanks) == std::string::npos) {
    fail(subject, "it is empty");
  }
  check_first_byte(text, subject);
  return text;
}

}  // namespace assay::json
