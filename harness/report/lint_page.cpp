// One item for each finding, below the file it is about.
#include "harness/report/lint_page.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace assay::report {
namespace {

using judge::Finding;
using judge::Lint;
using judge::Severity;

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string conclusion(const Lint& lint) {
  const std::string looked = fmt::format("{}", fmt::join(lint.checked, ", "));
  const std::size_t unreadable = lint.count(Severity::unreadable),
                    errors = lint.count(Severity::error), warnings = lint.count(Severity::warning);
  if (lint.findings.empty()) return fmt::format("Nothing is wrong with {}.", looked);
  std::string list;
  const auto add = [&](std::size_t count, std::string_view what) {
    if (count != 0) list += (list.empty() ? "" : ", ") + counted(count, what);
  };
  add(unreadable, "unreadable place");
  add(errors, "error");
  add(warnings, "warning");
  return fmt::format("{}: {}.", looked, list);
}

// Files in the order of their first finding.
std::vector<std::string> files_of(const Lint& lint) {
  std::vector<std::string> files;
  for (const auto& finding : lint.findings) {
    if (std::find(files.begin(), files.end(), finding.file) == files.end()) {
      files.push_back(finding.file);
    }
  }
  return files;
}

std::string item_of(const Finding& finding) {
  return fmt::format("{} ({}){}{}: {}", judge::to_string(finding.severity), finding.check,
                     finding.place.empty() ? "" : " ", finding.place, finding.what);
}

}  // namespace

Page lint_page(const Lint& lint) {
  Page page;
  page.heading("Lint").paragraph(conclusion(lint));
  for (const auto& file : files_of(lint)) {
    std::vector<std::string> items;
    for (const auto& finding : lint.findings) {
      if (finding.file == file) items.push_back(item_of(finding));
    }
    page.section(file).bullets(std::move(items));
  }
  return page;
}

}  // namespace assay::report
