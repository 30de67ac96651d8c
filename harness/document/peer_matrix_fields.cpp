// The keys of a peer matrix, in the order they are written, and what of it the cases do not bear
// out.
#include "harness/document/peer_matrix_fields.hpp"

#include <cmath>
#include <limits>

#include "harness/document/archive.hpp"
#include "harness/document/case_fields.hpp"
#include "harness/document/derived.hpp"
#include "harness/document/document.hpp"

namespace assay::document {

using Json = nlohmann::ordered_json;

// Not in an unnamed namespace: Writer and Reader find these by argument-dependent lookup.
void fields(auto& archive, Is<PeerLinks> auto& links) {
  archive("device", links.device);
  archive("active", links.active);
  archive("ceiling", links.ceiling);
}

namespace {

Json row_to_json(const std::vector<double>& row) {
  Json list = Json::array();
  for (const double value : row) list.push_back(std::isnan(value) ? Json() : Json(value));
  return list;
}

std::vector<double> row_from_json(const nlohmann::json& json) {
  std::vector<double> row;
  for (const auto& value : json) {
    row.push_back(value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>());
  }
  return row;
}

void parameter_fields(auto& archive, Is<Parameters> auto& parameters) {
  archive("type", parameters.type);
  archive.unless_zero("bytes", parameters.bytes);
  archive.unless_none("direction", parameters.direction);
  archive.unless_none("engine", parameters.engine);
  archive.unless_none("operation", parameters.operation);
  archive.unless_none("cache", parameters.cache);
  archive.unless_none("submission", parameters.submission);
}

Json matrix_to_json(const PeerMatrix& matrix) {
  Writer out;
  out("kernel", matrix.kernel);
  out("quantity", matrix.quantity);
  out.derived("unit", unit_of(matrix.quantity, matrix.parameters.type));
  out.group("parameters", [&](auto& inner) {
    parameter_fields(inner, matrix.parameters);
    const auto& variant = matrix.parameters.variant;
    if (variant != Variant{}) inner.derived("variant", variant_to_json(variant));
  });
  out("devices", matrix.devices);
  auto values = Json::array();
  for (const auto& row : matrix.values) values.push_back(row_to_json(row));
  out.derived("values", values);
  out("links", matrix.links);
  return std::move(out.json);
}

void matrix_from_json(const nlohmann::json& json, PeerMatrix& matrix) {
  const Reader in(json);
  in("kernel", matrix.kernel);
  in("quantity", matrix.quantity);
  const Reader inner(json.at("parameters"));
  parameter_fields(inner, matrix.parameters);
  if (const auto found = json.at("parameters").find("variant");
      found != json.at("parameters").end()) {
    variant_from_json(*found, matrix.parameters.variant);
  }
  in("devices", matrix.devices);
  for (const auto& row : json.at("values")) matrix.values.push_back(row_from_json(row));
  in("links", matrix.links);
}

}  // namespace

Json peer_matrices_to_json(const std::vector<PeerMatrix>& matrices) {
  auto list = Json::array();
  for (const auto& matrix : matrices) list.push_back(matrix_to_json(matrix));
  return list;
}

void peer_matrices_from_json(const nlohmann::json& json, std::vector<PeerMatrix>& matrices) {
  for (const auto& matrix : json) matrix_from_json(matrix, matrices.emplace_back());
}

void check_peer_matrices(const Document& document, std::vector<std::string>& problems) {
  if (document.peer_matrices.empty()) return;
  check_derived(peer_matrices_to_json(document.peer_matrices),
                peer_matrices_to_json(peer_matrices_of(document)), "/peer_matrices", problems);
}

}  // namespace assay::document
