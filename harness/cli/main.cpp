// The program: hands the command line to its verb, prints errors, picks the exit code.
// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <exception>
#include <string>
#include <vector>

#include "harness/cli/console.hpp"
#include "harness/cli/error_code.hpp"
#include "harness/cli/parser.hpp"
#include "kernels/error.hpp"

int main(int argc, char** argv) {
  // A reader that closes the pipe early is met where the output is written.
  signal(SIGPIPE, SIG_IGN);
  // As is a limit on the size of files.
  signal(SIGXFSZ, SIG_IGN);
  try {
    return assay::cli::dispatch(std::vector<std::string>(argv + (argc > 0), argv + argc));
  } catch (const assay::Error& error) {
    assay::cli::complain(error.what());
    return assay::cli::exit_code_of(error.kind());
  } catch (const std::exception& unforeseen) {
    assay::cli::complain(std::string(unforeseen.what()) + "; this is a bug of assay, report it");
    return 3;
  }
}
