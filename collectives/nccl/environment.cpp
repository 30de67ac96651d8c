// Sets and restores.
// SPDX-License-Identifier: Apache-2.0
#include "collectives/nccl/environment.hpp"

#include <cstdlib>

namespace assay {

ScopedEnvironment::~ScopedEnvironment() {
  restore();
}

void ScopedEnvironment::set(const char* name, const std::string& value) {
  const char* before = std::getenv(name);
  saved_.push_back({name, before != nullptr ? std::optional<std::string>(before) : std::nullopt});
  setenv(name, value.c_str(), 1);
}

void ScopedEnvironment::restore() {
  for (auto saved = saved_.rbegin(); saved != saved_.rend(); ++saved) {
    if (saved->value) {
      setenv(saved->name.c_str(), saved->value->c_str(), 1);
    } else {
      unsetenv(saved->name.c_str());
    }
  }
  saved_.clear();
}

}  // namespace assay
