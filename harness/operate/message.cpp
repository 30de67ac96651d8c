// Facts and records as they stand in a document.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/message.hpp"

#include <fmt/format.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "harness/document/archive.hpp"
#include "harness/document/case_fields.hpp"
#include "harness/document/facts_fields.hpp"
#include "harness/document/gpu_fields.hpp"
#include "harness/document/library_fields.hpp"
#include "harness/json/tree.hpp"

namespace assay::operate {
namespace {

using Json = nlohmann::ordered_json;

Json facts_json(const probe::Facts& facts) {
  return {{"host", document::host_to_json(facts.host)},
          {"devices", document::devices_to_json(facts)},
          {"cuda", document::cuda_to_json(facts.cuda)}};
}

probe::Facts facts_from(const nlohmann::json& json) {
  probe::Facts facts;
  const json::Tree tree(json);
  const auto root = tree.root();
  document::host_from_json(root.at("host"), facts.host);
  document::cuda_from_json(root.at("cuda"), facts.cuda);
  document::devices_from_json(root.at("devices"), facts);
  return facts;
}

// Whoever sent it may have run wild.
template <typename Read>
auto checked(const nlohmann::json& message, Read read) {
  try {
    return read();
  } catch (const std::exception& error) {
    throw Error(ErrorKind::input, fmt::format("message '{}' of another process of this run: {}",
                                              word_of(message), error.what()));
  } catch (const document::Misfit& misfit) {
    throw Error(ErrorKind::input, fmt::format("message '{}' of another process of this run: {}: {}",
                                              word_of(message), misfit.path, misfit.what));
  }
}

constexpr const char* kWord = "message";
constexpr const char* kLibraries = "libraries";

}  // namespace

Json probe_message() {
  return {{kWord, "probe"}};
}

Json hash_message(const std::vector<std::string>& paths) {
  return {{kWord, "hash"}, {kLibraries, paths}};
}

Json measure_message(const Order& order) {
  return {{kWord, "measure"},
          {"seed", order.seed},
          {"facts", facts_json(order.facts)},
          {"cases", order.cases},
          {"names", order.names}};
}

Json next_message() {
  return {{kWord, "next"}};
}

Json facts_message(const probe::Facts& facts) {
  return {{kWord, "facts"}, {"facts", facts_json(facts)}};
}

Json started_message(std::size_t index) {
  return {{kWord, "started"}, {"case", index}};
}

Json finished_message(std::size_t index, const document::CaseRecord& record,
                      const std::vector<std::string>& libraries) {
  return {{kWord, "finished"},
          {"case", index},
          {"record", document::case_to_json(record)},
          {kLibraries, libraries}};
}

Json hashed_message(const std::vector<document::OpenedLibrary>& libraries) {
  return {{kWord, "hashed"}, {kLibraries, document::libraries_to_json(libraries)}};
}

Json done_message() {
  return {{kWord, "done"}};
}

Json failed_message(std::optional<ErrorKind> kind, const std::string& text) {
  const char* const word = kind == ErrorKind::usage   ? "usage"
                           : kind == ErrorKind::input ? "input"
                                                      : "unavailable";
  return {{kWord, "failed"}, {"kind", word}, {"text", document::shortened(text)}};
}

std::string word_of(const nlohmann::json& message) {
  const auto found = message.find(kWord);
  return found != message.end() && found->is_string() ? found->get<std::string>() : "";
}

Order order_of(const nlohmann::json& message) {
  return checked(message, [&] {
    Order order;
    message.at("seed").get_to(order.seed);
    order.facts = facts_from(message.at("facts"));
    message.at("cases").get_to(order.cases);
    message.at("names").get_to(order.names);
    return order;
  });
}

probe::Facts facts_of(const nlohmann::json& message) {
  return checked(message, [&] { return facts_from(message.at("facts")); });
}

std::size_t index_of(const nlohmann::json& message) {
  return checked(message, [&] { return message.at("case").get<std::size_t>(); });
}

document::CaseRecord record_of(const nlohmann::json& message) {
  return checked(message, [&] {
    document::CaseRecord record;
    document::case_from_json(json::Tree(message.at("record")).root(), record);
    return record;
  });
}

std::vector<std::string> paths_of(const nlohmann::json& message) {
  return checked(message, [&] { return message.at(kLibraries).get<std::vector<std::string>>(); });
}

std::vector<document::OpenedLibrary> libraries_of(const nlohmann::json& message) {
  return checked(message, [&] {
    return document::libraries_from_json(json::Tree(message.at(kLibraries)).root());
  });
}

Error failure_of(const nlohmann::json& message) {
  return checked(message, [&] {
    const auto kind = message.at("kind").get<std::string>();
    return Error(kind == "usage"   ? ErrorKind::usage
                 : kind == "input" ? ErrorKind::input
                                   : ErrorKind::unavailable,
                 message.at("text").get<std::string>());
  });
}

}  // namespace assay::operate
