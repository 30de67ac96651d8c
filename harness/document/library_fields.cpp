// The keys of an opened library, in the order they are written.
#include "harness/document/library_fields.hpp"

#include "harness/document/archive.hpp"

namespace assay::document {

// Not in an unnamed namespace: Writer and Reader find these by argument-dependent lookup.
void fields(auto& archive, Is<OpenedLibrary> auto& library) {
  archive("path", library.path);
  archive("size_bytes", library.size_bytes);
  archive.unless_empty("sha256", library.sha256);
}

nlohmann::ordered_json libraries_to_json(const std::vector<OpenedLibrary>& libraries) {
  return Writer::convert(libraries);
}

std::vector<OpenedLibrary> libraries_from_json(json::Value json) {
  std::vector<OpenedLibrary> libraries;
  Reader::convert(json, libraries);
  return libraries;
}

}  // namespace assay::document
