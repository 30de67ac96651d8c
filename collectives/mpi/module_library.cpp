// Opens the module at run time.
// SPDX-License-Identifier: Apache-2.0
#include "collectives/mpi/module_library.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <system_error>

#include "kernels/error.hpp"

namespace assay {
namespace {

constexpr const char* kName = "assay_mpi.so";

[[noreturn]] void refuse(const std::string& why) {
  throw Error(
      ErrorKind::unavailable,
      fmt::format("several processes were launched, and assay cannot speak MPI: {}; install "
                  "the development package of the MPI whose mpirun this is (on Debian "
                  "libopenmpi-dev), configure and build assay again, and keep {} beside "
                  "the program; or start one process alone",
                  why, kName));
}

}  // namespace

std::vector<std::string> mpi_module_files(const std::filesystem::path& program) {
  const auto folder = program.parent_path();
  return {(folder / kName).string(),
          (folder.parent_path() / "lib" / "assay" / kName).lexically_normal().string()};
}

std::filesystem::path this_program() {
  return std::filesystem::read_symlink("/proc/self/exe");
}

const MpiFunctions& open_mpi_module(const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    std::error_code none;
    if (!std::filesystem::exists(file, none)) continue;
    // Global: parts of Open MPI that it opens itself expect to see its symbols.
    void* const handle = dlopen(file.c_str(), RTLD_NOW | RTLD_GLOBAL);
    if (handle == nullptr) refuse(fmt::format("{} cannot be opened: {}", file, dlerror()));
    const auto entry = reinterpret_cast<MpiEntry>(dlsym(handle, kMpiEntry));
    if (entry == nullptr) refuse(fmt::format("{} is no module of assay", file));
    const MpiFunctions* const functions = entry();
    if (functions->interface != kMpiInterface) {
      refuse(fmt::format("{} has interface {}, and this assay needs {}", file, functions->interface,
                         kMpiInterface));
    }
    return *functions;
  }
  refuse(fmt::format("there is no {}", fmt::join(files, " and no ")));
}

}  // namespace assay
