// Temporary file beside the target, fsync, rename, fsync of the folder.
#include "harness/document/atomic_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

#include "kernels/error.hpp"

namespace assay::document {
namespace {

namespace fs = std::filesystem;

const char* advice(int code) {
  switch (code) {
    case ENOENT:
      return "create the folder, or name another file with -o";
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return "make room, or name a file on another disk with -o";
    default:
      return "name a file in a folder that can be written with -o";
  }
}

[[noreturn]] void fail(const fs::path& path, int code) {
  throw Error(ErrorKind::usage, fmt::format("cannot write {}: {}; {}", path.string(),
                                            std::strerror(code), advice(code)));
}

/// The temporary file, removed unless it became the target.
class Temporary {
 public:
  // Folder and target are in `path`; errors name `shown`, what the user gave.
  Temporary(const fs::path& path, const fs::path& shown) : shown_(shown) {
    for (int attempt = 0; descriptor_ < 0; ++attempt) {
      const auto name = fmt::format(".{}.{}.{}.tmp", path.filename().string(), getpid(), attempt);
      path_ = path.parent_path() / name;
      descriptor_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (descriptor_ < 0 && (errno != EEXIST || attempt == 99)) fail(shown_, errno);
    }
  }
  ~Temporary() {
    if (descriptor_ >= 0) close(descriptor_);
    if (!renamed_) unlink(path_.c_str());
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  void write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = ::write(descriptor_, text.data(), text.size());
      if (written < 0 && errno != EINTR) fail(shown_, errno);
      if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  void flush_and_close() {
    if (fsync(descriptor_) != 0) fail(shown_, errno);
    const int descriptor = descriptor_;
    descriptor_ = -1;
    if (close(descriptor) != 0) fail(shown_, errno);
  }

  void rename_to(const fs::path& target) {
    if (rename(path_.c_str(), target.c_str()) != 0) fail(shown_, errno);
    renamed_ = true;
  }

 private:
  fs::path shown_, path_;
  int descriptor_ = -1;
  bool renamed_ = false;
};

// Some file systems cannot flush a folder; there the rename is as durable as it gets.
void flush_folder(const fs::path& folder, const fs::path& shown) {
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;  // may be writable and not readable
  const int result = fsync(descriptor);
  const int code = errno;
  close(descriptor);
  if (result != 0 && code != EINVAL && code != ENOTSUP) fail(shown, code);
}

// Renaming over a link would cut it; renaming over a device would remove the device.
fs::path resolve(const fs::path& path) {
  std::error_code error;
  const auto target = fs::is_symlink(path, error) ? fs::weakly_canonical(path, error) : path;
  if (error && error.value() != ENOENT) fail(path, error.value());
  const auto status = fs::status(target, error);
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    throw Error(ErrorKind::usage,
                fmt::format("cannot write {}: it is {}; name a file with -o", path.string(),
                            fs::is_directory(status) ? "a folder" : "not a regular file"));
  }
  return target.has_parent_path() ? target : fs::path(".") / target;
}

}  // namespace

void replace_file(const fs::path& path, std::string_view text) {
  if (path.filename().empty()) fail(path, EISDIR);
  const fs::path target = resolve(path);
  Temporary temporary(target, path);
  temporary.write(text);
  temporary.flush_and_close();
  temporary.rename_to(target);
  flush_folder(target.parent_path(), path);
}

}  // namespace assay::document
