// Which environment variables does NCCL see while it starts?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <string>
#include <vector>

namespace assay {

/// Sets variables of the process for as long as it lives, and then restores what was before. No
/// other thread of ours may read or write the environment meanwhile.
class ScopedEnvironment {
 public:
  ScopedEnvironment() = default;
  ~ScopedEnvironment();
  ScopedEnvironment(const ScopedEnvironment&) = delete;
  ScopedEnvironment& operator=(const ScopedEnvironment&) = delete;

  void set(const char* name, const std::string& value);
  void restore();

 private:
  struct Saved {
    std::string name;
    std::optional<std::string> value;
  };
  std::vector<Saved> saved_;
};

}  // namespace assay
