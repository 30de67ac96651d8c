// Plain descriptors: nothing is left in a buffer for the end of the process to lose.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/console.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "kernels/error.hpp"

namespace assay::cli {
namespace {

// Zero, or the errno of the failure.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno != EINTR) return errno;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace

void print(std::string_view text) {
  const int code = write_all(STDOUT_FILENO, text);
  if (code == 0 || code == EPIPE) return;
  throw Error(
      ErrorKind::usage,
      fmt::format("cannot write to standard output: {}; send it elsewhere", std::strerror(code)));
}

void complain(std::string_view message) {
  std::string line = fmt::format("assay: {}", message);
  while (line.back() == '\n') line.pop_back();
  std::replace(line.begin(), line.end(), '\n', ' ');
  write_all(STDERR_FILENO, line + '\n');
}

void print_error(std::string_view text) {
  write_all(STDERR_FILENO, text);
}

bool output_is_terminal() {
  return isatty(STDOUT_FILENO) == 1;
}
bool errors_are_a_terminal() {
  return isatty(STDERR_FILENO) == 1;
}

std::size_t terminal_columns() {
  struct winsize size {};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 40) return 80;
  return size.ws_col;
}

std::size_t terminal_rows() {
  struct winsize size {};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0) return 24;
  return size.ws_row;
}

}  // namespace assay::cli
