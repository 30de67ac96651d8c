// Which algorithm and protocol did NCCL choose, as its log says?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

struct NcclChoice {
  std::string algorithm =
      {};  ///< "RING", "NVLS", or the kernel for symmetric memory; empty: unknown
  std::string protocol = {};  ///< "LL", "LL128", "SIMPLE"; empty: unknown, or it has none
  std::optional<std::uint32_t> channels = {};

  friend bool operator==(const NcclChoice&, const NcclChoice&) = default;
};

/// Of the last operation of that function that the text tells of. `function` as NCCL writes it:
/// "AllReduce". The text is what NCCL_DEBUG=INFO writes; versions before 2.21 do not say.
NcclChoice nccl_choice(std::string_view text, std::string_view function);

}  // namespace assay
