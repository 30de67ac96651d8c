// Lines out of a stream socket that never blocks.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/channel.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>

#include "harness/json/strict_json.hpp"
#include "kernels/error.hpp"

namespace assay::operate {
namespace {

using Clock = std::chrono::steady_clock;

// Ready for `events`, or broken; false: neither within the time.
bool ready(int descriptor, short events, Clock::time_point until) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    struct pollfd one {
      .fd = descriptor, .events = events, .revents = 0
    };
    const int found = poll(&one, 1, static_cast<int>(std::clamp<long long>(left, 0, 60'000)));
    if (found > 0) return true;
    if (found < 0 && errno != EINTR) return true;  // the call that follows says why
    if (Clock::now() >= until) return false;
  }
}

Clock::time_point after(Seconds patience) {
  constexpr Seconds kForEver{1e9};
  return Clock::now() + std::chrono::duration_cast<Clock::duration>(std::min(patience, kForEver));
}

[[noreturn]] void fail(const std::string& why) {
  throw Error(ErrorKind::unavailable,
              fmt::format("talking to another process of this run: {}", why));
}

}  // namespace

Channel::Channel(Descriptor socket, std::size_t bytes_at_most)
    : socket_(std::move(socket)), bytes_at_most_(bytes_at_most) {}

std::pair<Descriptor, Descriptor> Channel::pair() {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    fail(fmt::format("socketpair: {}", std::strerror(errno)));
  }
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

void Channel::send(const nlohmann::ordered_json& message, Seconds patience) {
  // Text of libraries may be no UTF-8: a message must come through all the same.
  const std::string line =
      message.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
  const auto until = after(patience);
  for (std::size_t sent = 0; sent < line.size();) {
    const ssize_t written = ::send(socket_.number(), line.data() + sent, line.size() - sent,
                                   MSG_NOSIGNAL | MSG_DONTWAIT);
    if (written > 0) {
      sent += static_cast<std::size_t>(written);
    } else if (written < 0 && errno != EAGAIN && errno != EINTR) {
      fail(std::strerror(errno));
    } else if (!ready(socket_.number(), POLLOUT, until)) {
      fail(fmt::format("it did not read for {:.0f} s", patience.count()));
    }
  }
}

void Channel::fill() {
  std::array<char, 65536> piece;
  while (!closed_ && broken_.empty()) {
    const ssize_t count = recv(socket_.number(), piece.data(), piece.size(), MSG_DONTWAIT);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) {
      closed_ = true;
      return;
    }
    buffer_.append(piece.data(), static_cast<std::size_t>(count));
    // Whole lines are for next() to take, so that a flood of them is not kept either.
    if (buffer_.size() > bytes_at_most_) return;
  }
}

std::optional<nlohmann::json> Channel::next() {
  if (broken_.empty()) {
    const std::size_t end = buffer_.find('\n', searched_);
    if (end == std::string::npos) {
      searched_ = buffer_.size();
      if (buffer_.size() <= bytes_at_most_) return std::nullopt;
      broken_ = fmt::format("a message is longer than {} bytes", bytes_at_most_);
    } else {
      const std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      searched_ = 0;
      try {
        auto message = json::parse_strict(line, "message");
        if (message.is_object()) return message;
        broken_ = "a message is no JSON object";
      } catch (const Error& error) {
        broken_ = error.what();
      }
    }
    buffer_.clear();
  }
  throw Error(ErrorKind::input, broken_);
}

std::optional<nlohmann::json> Channel::wait(Seconds patience) {
  const auto until = after(patience);
  while (true) {
    fill();
    if (auto message = next()) return message;
    if (closed_ || !ready(socket_.number(), POLLIN, until)) return std::nullopt;
  }
}

}  // namespace assay::operate
