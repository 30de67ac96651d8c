// What no schema can say, because it relates one number to another.
#include "harness/document/consistency.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "harness/document/case_consistency.hpp"
#include "harness/document/group_consistency.hpp"
#include "harness/document/roofline.hpp"

namespace assay::document {
namespace {

using Problems = std::vector<std::string>;

std::set<std::string> check_devices(const Document& document, Problems& problems) {
  std::set<std::string> ids{"cpu"};
  for (const auto& gpu : document.facts.cuda.devices) {
    const auto id = fmt::format("cuda:{}", gpu.index);
    if (!ids.insert(id).second) problems.push_back(fmt::format("/devices: {} is there twice", id));
  }
  return ids;
}

// Peers by index, of which one reaches the other.
void check_peers(const Document& document, const std::set<std::string>& devices,
                 Problems& problems) {
  std::set<std::pair<int, int>> pairs;
  const auto& peers = document.facts.cuda.peers;
  for (std::size_t i = 0; i < peers.size(); ++i) {
    const auto at = fmt::format("/cuda/peers/{}", i);
    for (const int index : {peers[i].from, peers[i].to}) {
      const auto id = fmt::format("cuda:{}", index);
      if (!devices.contains(id)) {
        problems.push_back(fmt::format("{}: {} is not listed in devices", at, id));
      }
    }
    if (peers[i].from == peers[i].to) {
      problems.push_back(fmt::format("{}: cuda:{} is no peer of itself", at, peers[i].from));
    } else if (!pairs.insert({peers[i].from, peers[i].to}).second) {
      problems.push_back(fmt::format("{}: the pair is there twice", at));
    }
  }
}

void check_world(const std::vector<probe::WorldRank>& world, Problems& problems) {
  for (std::size_t i = 0; i < world.size(); ++i) {
    if (world[i].rank == i) continue;
    problems.push_back(fmt::format("/world/{}/rank: is {}", i, world[i].rank));
  }
}

void check_run(const RunInfo& run, Problems& problems) {
  if (run.finished_at && *run.finished_at < run.started_at) {
    problems.push_back(fmt::format("/run/finished_at: is {}, before started_at {}",
                                   to_string(*run.finished_at), to_string(run.started_at)));
  }
}

}  // namespace

std::vector<std::string> inconsistencies(const Document& document) {
  Problems problems;
  check_run(document.run, problems);
  const auto devices = check_devices(document, problems);
  check_peers(document, devices, problems);
  check_world(document.facts.world, problems);
  std::set<std::string> names;
  for (std::size_t i = 0; i < document.cases.size(); ++i) {
    const CaseRecord& record = document.cases[i];
    const auto at = fmt::format("/cases/{}", i);
    if (!names.insert(record.name).second) {
      problems.push_back(fmt::format("{}/name: {} is there twice", at, record.name));
    }
    if (record.status != measure::Status::skipped && !devices.contains(record.device)) {
      problems.push_back(fmt::format("{}/device: {} is not listed in devices", at, record.device));
    }
    if (document.run.complete && is_unfinished(record)) {
      problems.push_back(
          fmt::format("{}/reason: is \"{}\", but the run is complete", at, record.reason));
    }
    check_case(record, at, problems);
    check_group(record, at, devices, problems);
  }
  check_rooflines(document, problems);
  check_peer_matrices(document, problems);
  return problems;
}

}  // namespace assay::document
