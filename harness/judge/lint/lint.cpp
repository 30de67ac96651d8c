// What was asked for, one after the other.
#include "harness/judge/lint/lint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "harness/json/input_text.hpp"
#include "harness/judge/gates/gates_problem.hpp"
#include "harness/judge/lint/lint_catalogue.hpp"
#include "harness/judge/lint/lint_words.hpp"
#include "kernels/error.hpp"

namespace assay::judge {
namespace {

void append(std::vector<Finding>& list, std::vector<Finding> more) {
  list.insert(list.end(), std::make_move_iterator(more.begin()),
              std::make_move_iterator(more.end()));
}

// A file that contradicts itself is still held against the catalogue: one pass shows all.
void lint_file(const catalogue::Catalogue& catalogue, const std::filesystem::path& path,
               std::vector<Finding>& list) {
  const std::string name = json::shown_name(path);
  Findings findings(name, list);
  try {
    std::vector<GatesProblem> problems;
    const GatesFile file = parse_gates(json::read_text(path, "a gates file"), name, problems);
    for (const auto& problem : problems) {
      findings.add(problem.place, problem.check, problem.what,
                   problem.check == "schema" ? Severity::unreadable : Severity::error);
    }
    if (!file.gates.empty()) append(list, lint_gates(catalogue, file));
  } catch (const Error& error) {
    findings.add("", "file", error.what(), Severity::unreadable);
  }
}

}  // namespace

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
    case Severity::unreadable:
      return "unreadable";
  }
  throw std::logic_error("Severity out of range");
}

std::size_t Lint::count(Severity severity) const {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(),
                    [&](const Finding& finding) { return finding.severity == severity; }));
}

int Lint::exit_code() const {
  if (count(Severity::unreadable) != 0) return 2;
  return count(Severity::error) != 0 ? 1 : 0;
}

Lint lint(const std::optional<std::filesystem::path>& directory,
          const std::vector<std::filesystem::path>& gates) {
  Lint result;
  const auto catalogue = read_catalogue_for_lint(directory, result.findings);
  if (directory || gates.empty()) {
    result.checked.push_back(directory ? directory->string() : "the catalogue of this binary");
    if (catalogue) append(result.findings, lint_catalogue(*catalogue));
  }
  if (!catalogue) return result;
  for (const auto& path : gates) {
    result.checked.push_back(json::shown_name(path));
    lint_file(*catalogue, path, result.findings);
  }
  return result;
}

}  // namespace assay::judge
