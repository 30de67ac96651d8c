// assay list: what can be measured, and what does each kernel answer?
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "harness/cli/console.hpp"
#include "harness/cli/verbs.hpp"
#include "harness/core/kernel_unit.hpp"
#include "harness/core/words.hpp"
#include "harness/plan/levels.hpp"
#include "harness/report/plain.hpp"
#include "kernels/kernel.hpp"

namespace assay::cli {
namespace {

std::vector<std::string> types_of(const Kernel& kernel) {
  std::vector<std::string> names;
  for (const DataType type : plan::types_of(kernel, plan::Level::standard)) {
    names.emplace_back(to_string(type));
  }
  return names;
}

bool on_cpu(const Kernel& kernel) {
  return kernel.machines == Machines::all;
}

const char* sized_by(const Kernel& kernel) {
  if (kernel.matrix) return "m, n, k";
  const bool takes_bytes = kernel.machines != Machines::gpu && kernel.sized;
  if (kernel.cases != nullptr && !takes_bytes) return "the device";
  return kernel.sized ? "bytes" : "nothing";
}

const char* made_for(const Kernel& kernel) {
  switch (kernel.machines) {
    case Machines::all:
      return "";
    case Machines::gpu:
      return "; GPUs only";
    case Machines::group:
      return "; several GPUs";
  }
  return "";
}

constexpr std::size_t kTypesColumn = 34;

std::string as_text(const KernelTable& table) {
  std::string text;
  for (const auto& entry : table) {
    const Kernel& kernel = entry.description();
    const auto line =
        fmt::format("{:<20}  {:<10}  {}, sized by {}{}", kernel.name, to_string(kernel.quantity),
                    fmt::join(types_of(kernel), " "), sized_by(kernel), made_for(kernel));
    text += report::wrap(line, kTypesColumn) + "  " + report::wrap(kernel.question, 2);
  }
  return text;
}

std::string as_json(const KernelTable& table) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& entry : table) {
    const Kernel& kernel = entry.description();
    list.push_back({{"kernel", kernel.name},
                    {"quantity", to_string(kernel.quantity)},
                    {"unit", unit_of(kernel)},
                    {"types", types_of(kernel)},
                    {"sized_by", sized_by(kernel)},
                    {"question", kernel.question},
                    {"check", kernel.check},
                    {"on_cpu", on_cpu(kernel)},
                    {"on_gpu", entry.for_target(Target::gpu) != nullptr}});
  }
  return list.dump(2) + '\n';
}

}  // namespace

Action add_list(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("list", "Print the kernels and the question each answers");
  verb->footer("Example:\n  assay list --json");
  const auto json = std::make_shared<bool>(false);
  verb->add_flag("--json", *json, "Print JSON instead of text");
  return [json] {
    const KernelTable table = kernel_table();
    print(*json ? as_json(table) : as_text(table));
    return 0;
  };
}

}  // namespace assay::cli
