// flock on files that everybody may open.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <set>

#include "kernels/error.hpp"

namespace assay::operate {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRemedy = "--allow-busy measures without a lock";

// Others may write there too: a planted link, pipe or device must do no harm.
constexpr int kFlags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;

[[noreturn]] void fail(const fs::path& file, const char* what) {
  throw Error(
      ErrorKind::unavailable,
      fmt::format("locking {}: {}; name a folder that can be written with --lock-folder, or "
                  "{}",
                  file.string(), what, kRemedy));
}

// First without creating: in a folder with the sticky bit, systems refuse to open the file of
// somebody else for creating.
Descriptor open_file(const fs::path& file) {
  for (int attempt = 0; attempt < 10; ++attempt) {
    Descriptor opened(open(file.c_str(), kFlags));
    if (opened.is_open()) return opened;
    if (errno != ENOENT) fail(file, std::strerror(errno));
    Descriptor created(open(file.c_str(), kFlags | O_CREAT | O_EXCL, 0666));
    if (created.is_open()) {
      fchmod(created.number(), 0666);  // whatever the umask is: others lock it too
      return created;
    }
    if (errno != EEXIST) fail(file, std::strerror(errno));
  }
  fail(file, "it comes and goes");
}

// What whoever holds it has written; digits, or it is not believed.
std::string holder(int file) {
  std::array<char, 16> text{};
  const ssize_t count = pread(file, text.data(), text.size() - 1, 0);
  std::string pid(text.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
  pid = pid.substr(0, pid.find('\n'));
  const bool digits = !pid.empty() && pid.find_first_not_of("0123456789") == std::string::npos;
  return digits ? "process " + pid : "another process";
}

bool everybody_may_write(const fs::path& folder) {
  struct stat found {};
  return stat(folder.c_str(), &found) == 0 && S_ISDIR(found.st_mode) &&
         (found.st_mode & S_IWOTH) != 0;
}

// A UUID is made of letters, digits and dashes; whatever else a driver says must name no folder.
std::string plain(std::string name) {
  for (char& one : name) {
    const bool letter = (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z');
    if (!letter && (one < '0' || one > '9') && one != '-') one = '_';
  }
  return name;
}

std::string name_of(plan::DeviceId device, const probe::Facts& facts) {
  for (const auto& gpu : facts.cuda.devices) {
    if (device == plan::DeviceId{plan::DeviceId::Kind::cuda, gpu.index} && !gpu.uuid.empty()) {
      return plain(gpu.uuid);
    }
  }
  return plain(to_string(device));
}

}  // namespace

fs::path usual_lock_folder() {
  return everybody_may_write("/run/lock") ? "/run/lock" : "/tmp";
}

DeviceLock::DeviceLock(const fs::path& folder, const std::string& name) {
  const fs::path file = folder / fmt::format("assay-{}.lock", name);
  file_ = open_file(file);
  struct stat found {};
  if (fstat(file_.number(), &found) != 0 || !S_ISREG(found.st_mode)) {
    fail(file, "it is no regular file");
  }
  if (flock(file_.number(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) fail(file, std::strerror(errno));
    throw Error(
        ErrorKind::unavailable,
        fmt::format("{} is being measured by {} ({}); wait until it has ended, for two runs "
                    "at once measure each other, or accept that with --allow-busy",
                    name, holder(file_.number()), file.string()));
  }
  const std::string pid = fmt::format("{}\n", getpid());
  // Only for people: the lock holds without it, on a full disk too.
  if (ftruncate(file_.number(), 0) != 0 || pwrite(file_.number(), pid.data(), pid.size(), 0) < 0) {
    return;
  }
}

std::vector<std::string> locked_names(const plan::Plan& plan, const probe::Facts& facts) {
  std::set<std::string> names;
  for (const auto& planned : plan.cases) {
    if (!planned.unavailable.empty()) continue;
    names.insert(name_of(planned.device, facts));
    for (const auto device : planned.group) names.insert(name_of(device, facts));
  }
  return {names.begin(), names.end()};
}

std::vector<DeviceLock> lock_devices(const fs::path& folder,
                                     const std::vector<std::string>& names) {
  std::vector<DeviceLock> locks;
  for (const auto& name : names) locks.emplace_back(folder, name);
  return locks;
}

}  // namespace assay::operate
