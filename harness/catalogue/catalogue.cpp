// From files to a catalogue.
#include "harness/catalogue/catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "harness/catalogue/catalogue_json.hpp"
#include "harness/json/input_text.hpp"
#include "harness/json/strict_json.hpp"
#include "kernels/error.hpp"

namespace assay::catalogue {
namespace {

void add(Catalogue& catalogue, const nlohmann::json& json) {
  if (json.at("kind") == "part") {
    catalogue.parts.push_back(part_from(json));
  } else {
    catalogue.claims.push_back(claim_from(json));
  }
}

void sort(Catalogue& catalogue) {
  const auto by_id = [](const auto& one, const auto& other) { return one.id < other.id; };
  std::sort(catalogue.parts.begin(), catalogue.parts.end(), by_id);
  std::sort(catalogue.claims.begin(), catalogue.claims.end(), by_id);
}

nlohmann::json checked(const std::filesystem::path& file) {
  const auto name = file.string();
  auto json = json::parse_strict(json::read_text(file, "a file of the catalogue"), name);
  const auto problems = schema_problems(json);
  if (problems.empty()) return json;
  throw Error(ErrorKind::input, fmt::format("{} is not a valid file of the catalogue: {}; assay "
                                            "lint lists all",
                                            name, problems.front()));
}

std::vector<std::filesystem::path> json_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code failure;
  for (std::filesystem::directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    if (entry->path().extension() == ".json") files.push_back(entry->path());
  }
  if (failure) {
    throw Error(ErrorKind::input,
                fmt::format("cannot list {}: {}; a catalogue holds the folders parts and claims",
                            folder.string(), failure.message()));
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string all_ids(const Catalogue& catalogue) {
  std::string list;
  for (const auto& part : catalogue.parts) list += (list.empty() ? "" : ", ") + part.id;
  return list;
}

std::vector<const Part*> parts_with(const Catalogue& catalogue, const auto& presented_so) {
  std::vector<const Part*> found;
  for (const auto& part : catalogue.parts) {
    if (std::any_of(part.devices.begin(), part.devices.end(), presented_so)) {
      found.push_back(&part);
    }
  }
  return found;
}

}  // namespace

const Part* Catalogue::find(std::string_view id) const {
  const auto found =
      std::find_if(parts.begin(), parts.end(), [&](const Part& part) { return part.id == id; });
  return found == parts.end() ? nullptr : &*found;
}

const Part& Catalogue::at(std::string_view id, std::string_view what) const {
  if (const Part* found = find(id)) return *found;
  throw Error(ErrorKind::usage, fmt::format("{} {}: no such part in the catalogue; give one of {}",
                                            what, id, all_ids(*this)));
}

std::vector<const Part*> Catalogue::named(std::string_view name) const {
  const auto whole = name.substr(0, name.find(" MIG "));
  return parts_with(*this, [&](const DeviceName& device) { return device.name == whole; });
}

std::vector<const Part*> Catalogue::with_device_id(std::string_view id) const {
  return parts_with(*this, [&](const DeviceName& device) { return device.device == id; });
}

Catalogue embedded_catalogue() {
  Catalogue catalogue;
  for (const auto& file : embedded_files()) add(catalogue, nlohmann::json::parse(file.text));
  sort(catalogue);
  return catalogue;
}

Catalogue read_catalogue(const std::filesystem::path& directory) {
  Catalogue catalogue;
  for (const char* folder : {"parts", "claims"}) {
    for (const auto& file : json_files(directory / folder)) add(catalogue, checked(file));
  }
  sort(catalogue);
  return catalogue;
}

}  // namespace assay::catalogue
