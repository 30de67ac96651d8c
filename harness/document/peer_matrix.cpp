// Sorts cases by what they have in common, and their results into cells.
#include "harness/document/peer_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "harness/document/device_name.hpp"
#include "harness/document/document.hpp"
#include "harness/document/standing.hpp"

namespace assay::document {
namespace {

constexpr double kNotMeasured = std::numeric_limits<double>::quiet_NaN();

Parameters common_to_pairs(Parameters parameters) {
  parameters.peer = -1;
  parameters.devices = 0;
  return parameters;
}

struct Cases {
  std::vector<const CaseRecord*> list;

  bool hold(const CaseRecord& record) const {
    const CaseRecord& first = *list.front();
    return first.kernel == record.kernel && first.quantity == record.quantity &&
           common_to_pairs(first.parameters) == common_to_pairs(record.parameters);
  }
  bool measured() const {
    return std::any_of(list.begin(), list.end(), [](const auto* one) { return one->statistics; });
  }
};

std::vector<Cases> sorted_by_what_they_share(const Document& document) {
  std::vector<Cases> all;
  for (const auto& record : document.cases) {
    if (!is_of_a_pair(record)) continue;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.hold(record); });
    (found == all.end() ? all.emplace_back() : *found).list.push_back(&record);
  }
  return all;
}

PeerLinks links_of(const Document& document, int index) {
  PeerLinks links{.device = cuda_id(index)};
  const auto* facts = facts_of(document, links.device);
  if (!facts) return links;
  links.active = facts->nvlink_links_active;
  if (!facts->nvlinks) return links;
  std::uint32_t active = 0;
  double together = 0;
  for (const auto& link : *facts->nvlinks) {
    if (!link.active) continue;
    ++active;
    together += link.rate.value_or(kNotMeasured);
  }
  links.active = active;
  if (active != 0 && !std::isnan(together)) links.ceiling = together;
  return links;
}

void fill(PeerMatrix& matrix, const Cases& cases, const std::set<int>& indices) {
  const auto place_of = [&](int index) {
    return static_cast<std::size_t>(std::distance(indices.begin(), indices.find(index)));
  };
  const std::size_t count = indices.size();
  matrix.values.assign(count, std::vector<double>(count, kNotMeasured));
  for (const CaseRecord* record : cases.list) {
    const auto from = place_of(cuda_index(record->device)), to = place_of(record->parameters.peer);
    if (record->statistics && from != to) matrix.values[from][to] = record->statistics->median;
  }
  if (!is_mutual(*cases.list.front())) return;
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < count; ++j) {
      if (std::isnan(matrix.values[i][j])) matrix.values[i][j] = matrix.values[j][i];
    }
  }
}

PeerMatrix matrix_of(const Document& document, const Cases& cases) {
  const CaseRecord& first = *cases.list.front();
  std::set<int> indices;
  for (const CaseRecord* record : cases.list) {
    indices.insert({cuda_index(record->device), record->parameters.peer});
  }
  PeerMatrix matrix{.kernel = first.kernel,
                    .quantity = first.quantity,
                    .parameters = common_to_pairs(first.parameters),
                    .devices = {},
                    .values = {}};
  for (const int index : indices) {
    matrix.devices.push_back(cuda_id(index));
    matrix.links.push_back(links_of(document, index));
  }
  fill(matrix, cases, indices);
  return matrix;
}

}  // namespace

bool is_of_a_pair(const CaseRecord& record) {
  const auto& p = record.parameters;
  return p.pattern == Pattern::pair && p.peer >= 0 && record.device.starts_with(kCudaPrefix) &&
         (record.quantity == Quantity::bandwidth || record.quantity == Quantity::latency);
}

bool is_mutual(const CaseRecord& record) {
  return record.parameters.direction == Direction::both || record.quantity == Quantity::latency;
}

std::vector<PeerMatrix> peer_matrices_of(const Document& document) {
  std::vector<PeerMatrix> matrices;
  for (const auto& cases : sorted_by_what_they_share(document)) {
    if (cases.measured()) matrices.push_back(matrix_of(document, cases));
  }
  return matrices;
}

}  // namespace assay::document
