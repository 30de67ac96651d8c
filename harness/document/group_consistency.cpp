// What no schema can say of a case that several devices or hosts share.
#include "harness/document/group_consistency.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/document/device_name.hpp"

namespace assay::document {
namespace {

using Problems = std::vector<std::string>;

void check_devices(const CaseRecord& record, const std::string& at,
                   const std::set<std::string>& devices, Problems& problems) {
  const auto& group = record.group;
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (record.status == measure::Status::skipped || devices.contains(group[i])) continue;
    problems.push_back(fmt::format("{}/group/{}: {} is not listed in devices", at, i, group[i]));
  }
  if (group.empty()) return;
  if (group.front() != record.device) {
    problems.push_back(fmt::format("{}/device: is {}, but the group begins with {}", at,
                                   record.device, group.front()));
  }
  const auto stated = record.parameters.devices;
  if (stated != 0 && stated != group.size()) {
    problems.push_back(fmt::format("{}/parameters/devices: is {}, but the group holds {}", at,
                                   stated, group.size()));
  }
}

void check_peer(const CaseRecord& record, const std::string& at,
                const std::set<std::string>& devices, Problems& problems) {
  if (record.parameters.peer < 0) return;
  const auto path = at + "/parameters/peer";
  const auto peer = cuda_id(record.parameters.peer);
  if (peer == record.device) {
    problems.push_back(fmt::format("{}: {} is no peer of itself", path, peer));
  } else if (record.status != measure::Status::skipped && !devices.contains(peer)) {
    problems.push_back(fmt::format("{}: {} is not listed in devices", path, peer));
  }
  const auto& group = record.group;
  if (!group.empty() && (group.size() != 2 || group.back() != peer)) {
    problems.push_back(fmt::format("{}: is {}, but the group is not these two", path, peer));
  }
}

// How many ranks the case has; 0: it does not say.
std::size_t ranks_of(const CaseRecord& record) {
  return record.group.empty() ? record.parameters.ranks : record.group.size();
}

void check_ranks(const CaseRecord& record, const std::string& at, Problems& problems) {
  const auto& ranks = record.ranks;
  if (ranks.empty()) return;
  const auto count = ranks_of(record);
  if (count != 0 && ranks.size() != count) {
    problems.push_back(
        fmt::format("{}/ranks: holds {}, but {} take part", at, ranks.size(), count));
    return;
  }
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (ranks[i].rank != i) {
      problems.push_back(fmt::format("{}/ranks/{}/rank: is {}", at, i, ranks[i].rank));
    }
    if (i < record.group.size() && ranks[i].device != record.group[i]) {
      problems.push_back(fmt::format("{}/ranks/{}/device: is {}, but {} has that rank", at, i,
                                     ranks[i].device, record.group[i]));
    }
  }
}

void check_pairs(const CaseRecord& record, const std::string& at, Problems& problems) {
  const auto count = ranks_of(record);
  for (std::size_t i = 0; i < record.pairs.size(); ++i) {
    const auto& pair = record.pairs[i];
    const auto path = fmt::format("{}/pairs/{}", at, i);
    if (pair.from_rank == pair.to_rank) {
      problems.push_back(fmt::format("{}: rank {} is no pair with itself", path, pair.from_rank));
    } else if (count != 0 && std::max(pair.from_rank, pair.to_rank) >= count) {
      problems.push_back(fmt::format("{}: rank {} does not take part", path,
                                     std::max(pair.from_rank, pair.to_rank)));
    }
  }
}

void check_hang(const CaseRecord& record, const std::string& at, Problems& problems) {
  if (!record.hang) return;
  const auto& hang = *record.hang;
  const auto path = at + "/hang";
  if (hang.missing_names.size() != hang.missing.size()) {
    problems.push_back(fmt::format("{}/missing_names: holds {}, but {} are missing", path,
                                   hang.missing_names.size(), hang.missing.size()));
  }
  const auto count = ranks_of(record);
  for (std::size_t i = 0; i < hang.missing.size(); ++i) {
    if (count == 0 || hang.missing[i] < count) continue;
    problems.push_back(
        fmt::format("{}/missing/{}: rank {} does not take part", path, i, hang.missing[i]));
  }
  const auto is_missing = [&](std::uint32_t rank) {
    return std::find(hang.missing.begin(), hang.missing.end(), rank) != hang.missing.end();
  };
  if (hang.rank && is_missing(*hang.rank)) {
    problems.push_back(fmt::format("{}/rank: rank {} is missing itself", path, *hang.rank));
  }
}

}  // namespace

void check_group(const CaseRecord& record, const std::string& at,
                 const std::set<std::string>& devices, Problems& problems) {
  check_devices(record, at, devices, problems);
  check_peer(record, at, devices, problems);
  check_ranks(record, at, problems);
  check_pairs(record, at, problems);
  check_hang(record, at, problems);
}

}  // namespace assay::document
