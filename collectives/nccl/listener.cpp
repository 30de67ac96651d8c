// A file in memory that NCCL opens by its path.
// SPDX-License-Identifier: Apache-2.0
#include "collectives/nccl/listener.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace assay {
namespace {

bool user_listens() {
  return std::getenv("NCCL_DEBUG") != nullptr || std::getenv("NCCL_DEBUG_FILE") != nullptr ||
         std::getenv("NCCL_DEBUG_SUBSYS") != nullptr;
}

}  // namespace

NcclListener::NcclListener(const NcclLibrary& library) : library_(library) {
  if (user_listens()) return;
  file_ = memfd_create("nccl_log", MFD_CLOEXEC);
  if (file_ < 0) return;
  environment_.set("NCCL_DEBUG", "INFO");
  environment_.set("NCCL_DEBUG_SUBSYS", "TUNING");
  environment_.set("NCCL_DEBUG_FILE", fmt::format("/proc/self/fd/{}", file_));
  // NCCL reads them when it next has something to say.
  if (library_.functions().reset_debug_init != nullptr) library_.functions().reset_debug_init();
}

NcclListener::~NcclListener() {
  if (file_ < 0) return;
  environment_.restore();
  if (library_.functions().reset_debug_init != nullptr) library_.functions().reset_debug_init();
  close(file_);
}

std::string NcclListener::heard() const {
  std::string text;
  if (file_ < 0) return text;
  std::array<char, 4096> piece{};
  for (;;) {
    const ssize_t read = pread(file_, piece.data(), piece.size(), static_cast<off_t>(text.size()));
    if (read <= 0) return text;
    text.append(piece.data(), static_cast<std::size_t>(read));
  }
}

}  // namespace assay
