// Opens and resolves the library.
// SPDX-License-Identifier: Apache-2.0
#include "collectives/nccl/library.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <link.h>

#include "kernels/error.hpp"

namespace assay {
namespace {

// From here on it can be used without ever waiting for ever, and allocates memory of its own.
constexpr int kOldest = nccl_api::version_code(2, 19, 0);

/// Resolves one function after the other and remembers the first that is missing.
class Resolver {
 public:
  explicit Resolver(void* library) : library_(library) {}
  template <class Function>
  void operator()(Function*& function, const char* name) {
    optional(function, name);
    if (function == nullptr && missing_ == nullptr) missing_ = name;
  }
  template <class Function>
  void optional(Function*& function, const char* name) {
    function = reinterpret_cast<Function*>(dlsym(library_, name));
  }
  const char* missing() const { return missing_; }

 private:
  void* library_;
  const char* missing_ = nullptr;
};

const char* resolve(void* library, nccl_api::Functions& f) {
  Resolver resolve(library);
  resolve(f.get_unique_id, "ncclGetUniqueId");
  resolve(f.comm_init_rank_config, "ncclCommInitRankConfig");
  resolve(f.comm_finalize, "ncclCommFinalize");
  resolve(f.comm_destroy, "ncclCommDestroy");
  resolve(f.comm_abort, "ncclCommAbort");
  resolve(f.comm_get_async_error, "ncclCommGetAsyncError");
  resolve(f.get_error_string, "ncclGetErrorString");
  resolve(f.get_last_error, "ncclGetLastError");
  resolve(f.group_start, "ncclGroupStart");
  resolve(f.group_end, "ncclGroupEnd");
  resolve(f.all_reduce, "ncclAllReduce");
  resolve(f.all_gather, "ncclAllGather");
  resolve(f.reduce_scatter, "ncclReduceScatter");
  resolve(f.broadcast, "ncclBroadcast");
  resolve(f.send, "ncclSend");
  resolve(f.recv, "ncclRecv");
  resolve(f.mem_alloc, "ncclMemAlloc");
  resolve(f.mem_free, "ncclMemFree");
  resolve(f.comm_register, "ncclCommRegister");
  resolve(f.comm_deregister, "ncclCommDeregister");
  resolve.optional(f.comm_window_register, "ncclCommWindowRegister");
  resolve.optional(f.comm_window_deregister, "ncclCommWindowDeregister");
  resolve.optional(f.reset_debug_init, "ncclResetDebugInit");
  return resolve.missing();
}

std::string path_of(void* library, const std::string& asked) {
  link_map* map = nullptr;
  if (dlinfo(library, RTLD_DI_LINKMAP, &map) != 0 || map == nullptr) return asked;
  return map->l_name != nullptr && *map->l_name != '\0' ? map->l_name : asked;
}

}  // namespace

std::vector<std::string> nccl_files() {
  std::vector<std::string> files;
  for (const char* folder : {"", "/usr/local/cuda/lib64/", "/usr/local/cuda/lib/"}) {
    files.push_back(fmt::format("{}libnccl.so.2", folder));
  }
  return files;
}

std::string nccl_version_text(int code) {
  return fmt::format("{}.{}.{}", code / 10000, code / 100 % 100, code % 100);
}

NcclLibrary::NcclLibrary(std::span<const std::string> files) {
  std::string reasons;
  for (const std::string& file : files) {
    const std::string reason = open(file);
    if (reason.empty()) return;
    reasons += (reasons.empty() ? "" : "; ") + reason;
  }
  throw Error(ErrorKind::unavailable,
              fmt::format("NCCL cannot be used: {}; install {} or later (the package libnccl2, or "
                          "PyPI's nvidia-nccl-cu13) and name its folder in LD_LIBRARY_PATH",
                          reasons, nccl_version_text(kOldest)));
}

std::string NcclLibrary::open(const std::string& file) {
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == nullptr) {
    const char* error = dlerror();
    return error != nullptr ? error : fmt::format("{} cannot be opened", file);
  }
  file_ = path_of(library, file);
  // Old versions lack functions too; their version is the better reason.
  Resolver(library).optional(functions_.get_version, "ncclGetVersion");
  if (functions_.get_version == nullptr) return file_ + " has no function ncclGetVersion";
  if (functions_.get_version(&version_) != nccl_api::Result::success) {
    return file_ + " does not say its version";
  }
  if (version_ < kOldest) {
    return fmt::format("{} is version {}, and {} is the oldest that will do", file_, version(),
                       nccl_version_text(kOldest));
  }
  if (const char* missing = resolve(library, functions_)) {
    return fmt::format("{} has no function {}", file_, missing);
  }
  return {};
}

bool NcclLibrary::has_windows() const {
  return functions_.comm_window_register != nullptr && functions_.comm_window_deregister != nullptr;
}

std::string NcclLibrary::explain(nccl_api::Result result) const {
  std::string text = functions_.get_error_string(result);
  // Of the whole process, whichever communicator is named.
  const char* last = functions_.get_last_error(nullptr);
  if (last == nullptr) return text;
  std::string_view detail = last;
  while (detail.ends_with('\n')) detail.remove_suffix(1);
  if (!detail.empty()) text += fmt::format(" ({})", detail);
  return text;
}

void NcclLibrary::check(nccl_api::Result result, std::string_view step) const {
  if (result == nccl_api::Result::success) return;
  throw Error(ErrorKind::unavailable,
              fmt::format("{}: NCCL {} says: {}", step, version(), explain(result)));
}

}  // namespace assay
