// Does reading and linting a gates file hold its promises for any bytes?
#include <cstdint>
#include <string>

#include "harness/catalogue/catalogue.hpp"
#include "harness/judge/gates/gates.hpp"
#include "harness/judge/lint/lint.hpp"
#include "tests/fuzz/properties.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;
  static const catalogue::Catalogue kCatalogue = catalogue::embedded_catalogue();
  const std::string text(reinterpret_cast<const char*>(data), size);
  // There is no writer of gates files: what was read is what is read again.
  fuzz::require_reader_holds(text, [](std::string_view given) {
    const auto gates = judge::parse_gates(given, "the input");
    for (const auto& finding : judge::lint_gates(kCatalogue, gates)) {
      fuzz::require(!finding.what.empty(), "a finding says what is wrong");
    }
    return std::string(given);
  });
  return 0;
}
