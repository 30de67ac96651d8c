// SPDX-License-Identifier: Apache-2.0
#include "tests/source_folder.hpp"

namespace assay {

std::string source_folder() {
  return ASSAY_SOURCE_DIR;
}

}  // namespace assay
