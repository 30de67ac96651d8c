// Files first; what they say of each other only once each can be read.
#include "harness/judge/lint/lint_catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/catalogue/catalogue_json.hpp"
#include "harness/json/input_text.hpp"
#include "harness/json/strict_json.hpp"
#include "harness/judge/lint/lint_claim.hpp"
#include "harness/judge/lint/lint_part.hpp"
#include "harness/judge/lint/lint_source.hpp"
#include "harness/judge/lint/lint_typical.hpp"
#include "kernels/error.hpp"

namespace assay::judge {
namespace {

// Longest list of what is wrong with one file.
constexpr std::size_t kMostProblems = 50;

struct File {
  std::string name;  ///< "parts/h20.json"
  std::string text;
};

std::vector<std::filesystem::path> json_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  std::error_code failure;
  for (std::filesystem::directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    if (entry->path().extension() == ".json") paths.push_back(entry->path());
  }
  if (failure) {
    throw Error(ErrorKind::input,
                fmt::format("cannot list {}: {}; a catalogue holds the folders parts and claims",
                            folder.string(), failure.message()));
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::vector<File> files_of(const std::filesystem::path& directory, std::vector<Finding>& list) {
  std::vector<File> files;
  for (const char* folder : {"parts", "claims"}) {
    for (const auto& path : json_files(directory / folder)) {
      const std::string name = fmt::format("{}/{}", folder, path.filename().string());
      try {
        files.push_back({name, json::read_text(path, "a file of the catalogue")});
      } catch (const Error& error) {
        Findings(name, list).add("", "file", error.what(), Severity::unreadable);
      }
    }
  }
  return files;
}

std::vector<File> embedded_files() {
  std::vector<File> files;
  for (const auto& file : catalogue::embedded_files()) {
    files.push_back({std::string(file.name), std::string(file.text)});
  }
  return files;
}

// "/memory/bandwidth: has the wrong type ..." is how a schema check begins a line.
void add_schema_problem(const std::string& line, Findings& findings) {
  const auto colon = line.find(": ");
  const bool has_place = line.starts_with('/') && colon != line.npos;
  findings.add(has_place ? line.substr(0, colon) : "", "schema",
               has_place ? line.substr(colon + 2) : line, Severity::unreadable);
}

// "parts/h20.json" must be the part of id h20.
void check_name(const nlohmann::json& json, const std::string& name, Findings& findings) {
  const std::string kind = name.starts_with("parts/") ? "part" : "claim";
  if (json.at("kind") != kind) {
    findings.add("/kind", "schema", fmt::format("the file lies among the {}s and is none", kind),
                 Severity::unreadable);
  }
  const auto& id = json.at("id").get_ref<const std::string&>();
  if (name == fmt::format("{}s/{}.json", kind, id)) return;
  findings.error("/id", "name",
                 fmt::format("the file {} holds the id {}; name the file after it", name, id));
}

// Adds what the file holds, where it can be used.
void take(const File& file, catalogue::Catalogue& catalogue, std::vector<Finding>& list) {
  Findings findings(file.name, list);
  try {
    const auto json = json::parse_strict(file.text, file.name);
    const auto problems = catalogue::schema_problems(json, kMostProblems);
    for (const auto& line : problems) add_schema_problem(line, findings);
    if (!problems.empty()) return;
    check_name(json, file.name, findings);
    if (json.at("kind") == "part") {
      catalogue.parts.push_back(catalogue::part_from(json));
    } else {
      catalogue.claims.push_back(catalogue::claim_from(json));
    }
  } catch (const Error& error) {
    findings.add("", "file", error.what(), Severity::unreadable);
  }
}

}  // namespace

std::optional<catalogue::Catalogue> read_catalogue_for_lint(
    const std::optional<std::filesystem::path>& directory, std::vector<Finding>& findings) {
  const std::size_t before = findings.size();
  catalogue::Catalogue catalogue;
  const auto files = directory ? files_of(*directory, findings) : embedded_files();
  for (const auto& file : files) take(file, catalogue, findings);
  if (catalogue.parts.empty() && findings.size() == before) {
    Findings("parts", findings)
        .add("", "file", "the catalogue holds no part at all; put one JSON file for each there",
             Severity::unreadable);
  }
  if (findings.size() != before) return std::nullopt;
  const auto by_id = [](const auto& one, const auto& other) { return one.id < other.id; };
  std::sort(catalogue.parts.begin(), catalogue.parts.end(), by_id);
  std::sort(catalogue.claims.begin(), catalogue.claims.end(), by_id);
  return catalogue;
}

std::vector<Finding> lint_catalogue(const catalogue::Catalogue& catalogue) {
  std::vector<Finding> list;
  for (const auto& part : catalogue.parts) {
    Findings findings(file_of(part), list);
    for (const auto check : {check_units, check_rates, check_bandwidth, check_sparse, check_dense,
                             check_lists, check_typical}) {
      check(part, findings);
    }
  }
  check_devices(catalogue, list);
  check_sources(catalogue, list);
  for (const auto& claim : catalogue.claims) {
    Findings findings("claims/" + claim.id + ".json", list);
    check_claim(catalogue, claim, findings);
  }
  return list;
}

}  // namespace assay::judge
