// Reads a file in pieces, stopping as soon as it cannot be a document.
#include "harness/document/input_text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "harness/core/units.hpp"
#include "kernels/error.hpp"

namespace assay::document {
namespace {

constexpr std::size_t kPieceBytes = 1 << 16;
constexpr std::string_view kBlanks = " \t\r\n";

[[noreturn]] void fail(const std::string& name, const std::string& why) {
  throw Error(ErrorKind::input, fmt::format("cannot read {}: {}", name, why));
}

class Input {
 public:
  explicit Input(const std::filesystem::path& path) : name_(shown_name(path)) {
    if (path == "-") return;
    descriptor_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    owned_ = true;
    if (descriptor_ < 0) {
      fail(name_, fmt::format("{}; give a document that assay run wrote", std::strerror(errno)));
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
    if (count < 0)
      fail(name_, fmt::format("{}; give a document that assay run wrote", std::strerror(errno)));
    text.resize(before + static_cast<std::size_t>(count));
    return count > 0;
  }

  /// Zero where only reading tells.
  std::uint64_t size() const {
    struct stat status {};
    if (fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) return 0;
    return static_cast<std::uint64_t>(status.st_size);
  }

  const std::string& name() const { return name_; }

 private:
  std::string name_;
  int descriptor_ = STDIN_FILENO;
  bool owned_ = false;
};

void check_first_byte(std::string_view text, const std::string& name) {
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos || text[first] == '{') return;
  fail(name,
       fmt::format("byte {} is 0x{:02x} where a JSON object begins with '{{'; give a document that "
                   "assay run wrote",
                   first, static_cast<unsigned char>(text[first])));
}

void check_size(std::uint64_t size, const std::string& name) {
  if (size <= kMaximumDocumentBytes) return;
  fail(name,
       fmt::format("it is larger than {}, and no document is; give a document that assay run wrote",
                   format_bytes(kMaximumDocumentBytes)));
}

}  // namespace

std::string shown_name(const std::filesystem::path& path) {
  return path == "-" ? "standard input" : path.string();
}

std::string read_text(const std::filesystem::path& path) {
  const Input input(path);
  std::string text;
  bool more = input.read_piece(text);
  check_first_byte(text, input.name());
  check_size(input.size(), input.name());
  while (more) {
    more = input.read_piece(text);
    check_size(text.size(), input.name());
  }
  if (text.find_first_not_of(kBlanks) == std::string::npos) {
    fail(input.name(), "it is empty; give a document that assay run wrote");
  }
  check_first_byte(text, input.name());
  return text;
}

}  // namespace assay::document
