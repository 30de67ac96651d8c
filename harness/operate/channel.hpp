// How do a supervisor and its worker talk? One JSON object a line, of bounded length, over a
// socket.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "harness/core/seconds.hpp"
#include "harness/operate/descriptor.hpp"

namespace assay::operate {

/// A case of a million samples, with everything that was read beside each, is shorter.
inline constexpr std::size_t kMessageBytesAtMost = std::size_t{256} << 20;

class Channel {
 public:
  explicit Channel(Descriptor socket, std::size_t bytes_at_most = kMessageBytesAtMost);

  /// Two ends that are closed in programs started later. Throws Error(unavailable).
  static std::pair<Descriptor, Descriptor> pair();

  int descriptor() const { return socket_.number(); }

  /// All of it, or Error(unavailable): the other end is gone, or did not read for `patience`. Never
  /// raises SIGPIPE.
  void send(const nlohmann::ordered_json& message, Seconds patience);

  /// Takes in what has arrived, without waiting; then next() until it has none.
  void fill();

  /// The next message that is whole; empty: it has not arrived. Throws Error(input) where what
  /// arrived is no message, and every time from then on: nothing after it can be trusted.
  std::optional<nlohmann::json> next();

  /// The next message, waiting up to `patience` for it; empty: it did not come, or never will.
  std::optional<nlohmann::json> wait(Seconds patience);

  /// The other end is gone, and all that it sent has been taken in.
  bool is_closed() const { return closed_; }

 private:
  Descriptor socket_;
  std::size_t bytes_at_most_;
  std::string buffer_;
  std::size_t searched_ = 0;  ///< of the buffer, without a line's end
  std::string broken_;        ///< not empty: why nothing more is believed
  bool closed_ = false;
};

}  // namespace assay::operate
