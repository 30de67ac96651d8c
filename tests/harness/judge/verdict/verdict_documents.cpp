// Simulated documents, and looking verdicts up.
#include "tests/harness/judge/verdict/verdict_documents.hpp"

#include <stdexcept>

namespace assay::judge {

using document::Document;

const catalogue::Catalogue& published() {
  static const catalogue::Catalogue catalogue = catalogue::embedded_catalogue();
  return catalogue;
}

Document simulated(simulate::Options options) {
  options.simulation.noise = 0.02;
  return simulate::simulated_document(published(), options);
}

Document healthy(const std::string& part) {
  return simulated({.simulation = {.part = part}});
}

Document presented(const std::string& part, const std::string& as) {
  return simulated({.simulation = {.part = part, .present_as = as}});
}

DocumentVerdict judged(const Document& document, const VerdictOptions& options) {
  return judge_document(published(), document, "run.json", options);
}

const MetricVerdict& metric(const DocumentVerdict& verdict, const std::string& name,
                            const std::string& type) {
  for (const auto& one : verdict.devices.at(0).metrics) {
    if (one.metric.name == name && one.metric.parameters.type.value_or("") == type) return one;
  }
  throw std::logic_error("no verdict on " + name);
}

document::CaseRecord& record(Document& document, const std::string& kernel) {
  for (auto& one : document.cases) {
    if (one.kernel == kernel) return one;
  }
  throw std::logic_error("no case of " + kernel);
}

std::string why(const DocumentVerdict& verdict) {
  std::string text;
  for (const auto& device : verdict.devices) {
    text += device.headline + '\n';
    for (const auto& one : device.metrics) {
      if (state_of(one) != State::pass) {
        text += "  " + to_string(one.metric) + ": " + one.reason +
                (one.cause ? " | " + one.cause->sentence : "") + '\n';
      }
    }
    for (const auto& one : device.coverage.missing)
      text += "  " + one.what + ": " + one.reason + '\n';
    if (device.identity) text += "  " + device.identity->sentence + '\n';
  }
  return text;
}

}  // namespace assay::judge
