// Looks at tool.name and schema_version before anything else is asked of a document.
#include "harness/document/identity.hpp"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "harness/document/schema.hpp"
#include "kernels/error.hpp"

namespace assay::document {
namespace {

struct Version {
  int major = 0, minor = 0, patch = 0;
};

std::optional<Version> parse_version(std::string_view text) {
  Version version;
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  for (int* part : {&version.major, &version.minor, &version.patch}) {
    if (part != &version.major && (at == end || *at++ != '.')) return std::nullopt;
    if (at == end || *at < '0' || *at > '9') return std::nullopt;
    const auto [rest, status] = std::from_chars(at, end, *part);
    if (status != std::errc{}) return std::nullopt;
    at = rest;
  }
  if (at != end) return std::nullopt;
  return version;
}

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorKind::input, message);
}

std::string shown(std::string_view text) {
  return nlohmann::json(text.substr(0, 40))
      .dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

bool names_assay(json::Value json) {
  if (!json.is_object()) return false;
  const auto tool = json.find("tool");
  if (!tool || !tool->is_object()) return false;
  const auto name = tool->find("name");
  return name && name->is("assay");
}

}  // namespace

std::string check_identity(json::Value json, const std::string& name) {
  if (!names_assay(json)) {
    refuse(fmt::format(
        "{} is not a result document of assay (it has no tool.name \"assay\"); give one that assay "
        "run wrote",
        name));
  }
  const auto stated = json.find("schema_version");
  if (!stated || !stated->is_string()) {
    refuse(fmt::format(
        "{} is not a result document of assay (it has no schema_version); give one that assay run "
        "wrote",
        name));
  }
  const auto text = stated->text();
  const auto version = parse_version(text);
  const Version known = parse_version(kSchemaVersion).value();
  if (!version) {
    refuse(fmt::format(
        "{}: /schema_version: {} is not MAJOR.MINOR.PATCH; give a document as assay run wrote it",
        name, shown(text)));
  }
  if (version->major > known.major) {
    refuse(
        fmt::format("{} was written by a newer assay (schema {}, this one reads {}.x): use that "
                    "version or newer "
                    "to read it",
                    name, text, known.major));
  }
  if (version->major < known.major) {
    refuse(
        fmt::format("{} was written by an older assay (schema {}, this one reads {}.x): use that "
                    "version to read "
                    "it, or repeat the run",
                    name, text, known.major));
  }
  if (version->minor <= known.minor) return "";
  return fmt::format(
      "; it was written by a newer assay (schema {}, this one knows {}): use that version or newer "
      "to "
      "read it",
      text, kSchemaVersion);
}

}  // namespace assay::document
