// The keys of a peer matrix, in the order they are written, and what of it the cases do not bear
// out.
#include "harness/document/peer_matrix_fields.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

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

void parameter_fields(auto& archive, Is<Parameters> auto& parameters) {
  archive("type", parameters.type);
  archive.unless_zero("bytes", parameters.bytes);
  archive.unless_none("direction", parameters.direction);
  archive.unless_none("engine", parameters.engine);
  archive.unless_none("operation", parameters.operation);
  archive.unless_none("cache", parameters.cache);
  archive.unless_none("submission", parameters.submission);
}

Json parameters_to_json(const Parameters& parameters) {
  Writer out;
  parameter_fields(out, parameters);
  const auto& variant = parameters.variant;
  if (variant != Variant{}) out.derived("variant", variant_to_json(variant));
  return std::move(out.json);
}

Json matrix_to_json(const PeerMatrix& matrix) {
  Writer out;
  out("kernel", matrix.kernel);
  out("quantity", matrix.quantity);
  out.derived("unit", unit_of(matrix.quantity, matrix.parameters.type));
  out.derived("parameters", parameters_to_json(matrix.parameters));
  out("devices", matrix.devices);
  auto values = Json::array();
  for (const auto& row : matrix.values) values.push_back(row_to_json(row));
  out.derived("values", values);
  out("links", matrix.links);
  return std::move(out.json);
}

void matrix_from_json(json::Value json, PeerMatrix& matrix) {
  Reader in(json);
  in("kernel", matrix.kernel);
  in("quantity", matrix.quantity);
  const auto parameters = json.at("parameters");
  Reader inner(parameters);
  parameter_fields(inner, matrix.parameters);
  if (const auto variant = parameters.find("variant")) {
    variant_from_json(*variant, matrix.parameters.variant);
  }
  in("devices", matrix.devices);
  for (const auto row : json.at("values").elements())
    matrix.values.push_back(Reader::numbers_or_null(row));
  in("links", matrix.links);
}

}  // namespace

Json peer_matrices_to_json(const std::vector<PeerMatrix>& matrices) {
  auto list = Json::array();
  for (const auto& matrix : matrices) list.push_back(matrix_to_json(matrix));
  return list;
}

void peer_matrices_from_json(json::Value json, std::vector<PeerMatrix>& matrices) {
  for (const auto matrix : json.elements()) matrix_from_json(matrix, matrices.emplace_back());
}

namespace {

bool is_same_row(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double one, double other) {
    return one == other || (std::isnan(one) && std::isnan(other));
  });
}

bool is_same_device(const PeerLinks& a, const PeerLinks& b) {
  // Does not compile once the struct has another member.
  const auto& [device, active, ceiling] = a;
  return std::tie(device, active, ceiling) == std::tie(b.device, b.active, b.ceiling);
}

bool is_same(const PeerMatrix& a, const PeerMatrix& b) {
  const auto& [kernel, quantity, parameters, devices, values, links] = a;
  // Of the parameters only some are written.
  return std::tie(kernel, quantity, devices) == std::tie(b.kernel, b.quantity, b.devices) &&
         parameters_to_json(parameters) == parameters_to_json(b.parameters) &&
         std::equal(values.begin(), values.end(), b.values.begin(), b.values.end(), is_same_row) &&
         std::equal(links.begin(), links.end(), b.links.begin(), b.links.end(), is_same_device);
}

}  // namespace

void check_peer_matrices(const Document& document, std::vector<std::string>& problems) {
  const auto& stated = document.peer_matrices;
  if (stated.empty()) return;
  const auto follow = peer_matrices_of(document);
  // To the last bit: the usual case, and quick. Else JSON tells what differs, and by how much.
  if (std::equal(stated.begin(), stated.end(), follow.begin(), follow.end(), is_same)) return;
  check_derived(peer_matrices_to_json(stated), peer_matrices_to_json(follow), "/peer_matrices",
                problems);
}

}  // namespace assay::document
