// The one error type of the project. Libraries throw it; only main prints it and picks the exit
// code.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <stdexcept>
#include <string>

namespace assay {

enum class ErrorKind {
  usage,        ///< the command line asks for something that cannot be: exit 2
  input,        ///< a file cannot be read, or is not what it should be: exit 2
  unavailable,  ///< something planned could not be measured: exit 3
};

/// `what()` says what was being done, on what, and what to do next, in one line.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  ErrorKind kind() const noexcept { return kind_; }

 private:
  ErrorKind kind_;
};

}  // namespace assay
