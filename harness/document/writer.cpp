// Documents to text, and text to the disk.
#include "harness/document/writer.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "harness/document/atomic_file.hpp"
#include "harness/document/document_json.hpp"
#include "harness/json/json_text.hpp"
#include "kernels/error.hpp"

namespace assay::document {

std::string serialise(const Document& document) {
  if (document.plan.seed > kMaximumSeed) {
    throw Error(ErrorKind::usage,
                fmt::format("--seed {} does not fit into a result document; give one up to {}",
                            document.plan.seed, kMaximumSeed));
  }
  try {
    return json::to_text(to_json(document));
  } catch (const std::domain_error& not_finite) {
    throw Error(
        ErrorKind::input,
        fmt::format("cannot write the result document: {}, which JSON cannot hold; report this "
                    "as a bug of assay",
                    not_finite.what()));
  }
}

void write_document(const Document& document, const std::filesystem::path& path) {
  replace_file(path, serialise(document));
}

}  // namespace assay::document
