// A file that stays open until the next reset.
// SPDX-License-Identifier: Apache-2.0
#include "tests/nccl/log.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace assay::fake_nccl {
namespace {

struct Log {
  bool read = false, on = false;
  std::FILE* file = stdout;

  void open() {
    read = true;
    const char* level = std::getenv("NCCL_DEBUG");
    const char* subsystem = std::getenv("NCCL_DEBUG_SUBSYS");
    on = level != nullptr && std::strcmp(level, "INFO") == 0 && subsystem != nullptr &&
         std::strcmp(subsystem, "TUNING") == 0;
    const char* path = std::getenv("NCCL_DEBUG_FILE");
    if (!on || path == nullptr) return;
    if (std::FILE* const opened = std::fopen(path, "w")) file = opened;
    setlinebuf(file);
  }
};

Log& log() {
  static Log log;
  return log;
}

}  // namespace

void write_log(const std::string& line) {
  if (!log().read) log().open();
  if (log().on) std::fprintf(log().file, "host:1:2 [0] NCCL INFO %s\n", line.c_str());
}

void reset_log() {
  if (log().file != stdout) std::fclose(log().file);
  log() = {};
}

}  // namespace assay::fake_nccl
