// Hellos become members.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/world/roster.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace assay::measure {
namespace {

std::vector<SeenGpu> gpus_in(const Hello& hello) {
  std::vector<SeenGpu> gpus;
  const std::string text = hello.devices.string();
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    SeenGpu gpu;
    const auto [rest, error] = std::from_chars(text.data() + begin, text.data() + end, gpu.index);
    if (error == std::errc{} && rest != text.data() + end)
      gpu.uuid.assign(rest + 1, text.data() + end);
    gpus.push_back(std::move(gpu));
    begin = end + 1;
  }
  return gpus;
}

bool share_gpus(const Hello& a, const Hello& b) {
  const auto uuids = [](const Hello& hello) {
    std::vector<std::string> list;
    for (auto& gpu : gpus_in(hello)) list.push_back(std::move(gpu.uuid));
    std::sort(list.begin(), list.end());
    return list;
  };
  return a.host.string() == b.host.string() && uuids(a) == uuids(b);
}

/// The piece of the GPUs that all of the sharers see: as even as can be, the first get one more. In
/// the order of the first sharer, for the same device may have another ordinal in another process.
std::vector<int> piece_of(const std::vector<Hello>& hellos, std::size_t rank) {
  std::vector<std::size_t> sharers;
  for (std::size_t other = 0; other < hellos.size(); ++other) {
    if (share_gpus(hellos[other], hellos[rank])) sharers.push_back(other);
  }
  const auto place =
      static_cast<std::size_t>(std::find(sharers.begin(), sharers.end(), rank) - sharers.begin());
  const std::vector<SeenGpu> order = gpus_in(hellos[sharers.front()]), own = gpus_in(hellos[rank]);
  const auto first_of = [&](std::size_t sharer) {
    return (order.size() * sharer + sharers.size() - 1) / sharers.size();
  };
  std::vector<int> piece;
  for (std::size_t i = first_of(place); i < first_of(place + 1); ++i) {
    const auto same = [&](const SeenGpu& gpu) { return gpu.uuid == order[i].uuid; };
    piece.push_back(std::find_if(own.begin(), own.end(), same)->index);
  }
  return piece;
}

}  // namespace

Hello hello_of(const Self& self, std::string_view mpi_version) {
  std::string devices;
  for (const SeenGpu& gpu : self.gpus) devices += fmt::format("{} {}\n", gpu.index, gpu.uuid);
  Hello hello;
  hello.build = Text<192>(self.build);
  hello.host = Text<256>(self.host);
  hello.devices = Text<2048>(devices);
  // "Open MPI v4.1.4, package: ..., ident: ..."
  hello.mpi = Text<128>(mpi_version.substr(0, mpi_version.find(',')));
  hello.nccl_version_code = self.nccl_version_code;
  return hello;
}

std::vector<Member> roster_of(const std::vector<Hello>& hellos) {
  std::vector<Member> members;
  for (std::size_t rank = 0; rank < hellos.size(); ++rank) {
    const Hello& hello = hellos[rank];
    members.push_back({.host = hello.host.string(),
                       .mpi_version = hello.mpi.string(),
                       .gpus = piece_of(hellos, rank),
                       .gpus_seen = static_cast<int>(gpus_in(hello).size()),
                       .nccl_version_code = hello.nccl_version_code});
  }
  return members;
}

std::string build_mismatch(const std::vector<Hello>& hellos) {
  const std::string expected = hellos.front().build.string();
  for (std::size_t rank = 1; rank < hellos.size(); ++rank) {
    const std::string build = hellos[rank].build.string();
    if (build == expected) continue;
    return fmt::format(
        "rank {} on {} is assay {}, and rank 0 on {} is assay {}: start the same "
        "program on every host",
        rank, hellos[rank].host.string(), build, hellos.front().host.string(), expected);
  }
  return {};
}

std::vector<std::string> hosts_of(const std::vector<Member>& members) {
  std::vector<std::string> hosts;
  for (const int rank : leaders_of(members)) {
    hosts.push_back(members[static_cast<std::size_t>(rank)].host);
  }
  return hosts;
}

std::vector<int> leaders_of(const std::vector<Member>& members) {
  std::vector<int> leaders;
  for (std::size_t rank = 0; rank < members.size(); ++rank) {
    const auto same = [&](int leader) {
      return members[static_cast<std::size_t>(leader)].host == members[rank].host;
    };
    if (std::none_of(leaders.begin(), leaders.end(), same))
      leaders.push_back(static_cast<int>(rank));
  }
  return leaders;
}

}  // namespace assay::measure
