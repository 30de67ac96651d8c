// The dynamic linker knows what is open, whoever opened it.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/opened_libraries.hpp"

#include <link.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <system_error>

namespace assay::probe {
namespace {

constexpr std::array<std::string_view, 5> kNames{"libcuda.so", "libnvidia-ml.so", "libnccl.so",
                                                 "libcublasLt.so", "libmpi.so"};
constexpr std::array<std::string_view, 7> kFolders{
    "/usr/lib",       "/lib", "/usr/local/cuda",   "/usr/local/nvidia",
    "/usr/local/lib", "/opt", "/run/opengl-driver"};

int add_name(struct dl_phdr_info* info, std::size_t, void* list) {
  const std::string_view name = info->dlpi_name == nullptr ? "" : info->dlpi_name;
  if (!is_deciding_library(name)) return 0;
  // A link says less than the file behind it, whose name has the version.
  std::error_code error;
  const auto file = std::filesystem::canonical(name, error);
  static_cast<std::set<std::string>*>(list)->insert(error ? std::string(name) : file.string());
  return 0;
}

}  // namespace

std::vector<std::string> opened_libraries() {
  std::set<std::string> found;
  dl_iterate_phdr(add_name, &found);
  return {found.begin(), found.end()};
}

bool is_deciding_library(std::string_view path) {
  const auto slash = path.rfind('/');
  const auto file = slash == std::string_view::npos ? path : path.substr(slash + 1);
  return std::any_of(kNames.begin(), kNames.end(),
                     [&](std::string_view name) { return file.starts_with(name); });
}

bool is_of_the_system(std::string_view path) {
  return std::any_of(kFolders.begin(), kFolders.end(), [&](std::string_view folder) {
    if (!path.starts_with(folder)) return false;
    // "/usr/lib64" and "/usr/local/cuda-12.9" are, "/optional" is not.
    const auto rest = path.substr(folder.size());
    return rest.starts_with('/') || rest.starts_with("64/") || rest.starts_with("32/") ||
           (folder == "/usr/local/cuda" && rest.starts_with('-'));
  });
}

}  // namespace assay::probe
