// How the host names itself, and how a container shows.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/host_facts.hpp"

#include <sys/utsname.h>
#if defined(__GLIBC__)
#include <gnu/libc-version.h>
#endif

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "harness/probe/text.hpp"

namespace assay::probe {
namespace {

/// os-release(5) follows the shell: a value may be quoted, and a backslash protects what follows
/// it.
std::string unquote(std::string_view value) {
  value = trim(value);
  if (value.size() >= 2 && value.front() == value.back() &&
      (value.front() == '"' || value.front() == '\'')) {
    value = value.substr(1, value.size() - 2);
  }
  std::string plain;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\' && i + 1 < value.size()) ++i;
    plain += value[i];
  }
  return plain;
}

std::optional<std::string> pretty_name(const Tree& tree, const std::string& path) {
  const std::optional<std::string> text = tree.text(path);
  if (!text) return std::nullopt;
  constexpr std::string_view kKey = "PRETTY_NAME=";
  for (const std::string_view line : split(*text, '\n')) {
    if (line.substr(0, kKey.size()) == kKey) return clean_text(unquote(line.substr(kKey.size())));
  }
  return std::nullopt;
}

struct Trace {
  const char* path;
  const char* container;
};
constexpr Trace kFiles[] = {
    {"run/.containerenv", "podman"}, {".dockerenv", "docker"}, {".singularity.d", "apptainer"}};
constexpr Trace kGroups[] = {
    {"/kubepods", "kubernetes"}, {"/docker", "docker"}, {"/libpod", "podman"}, {"/lxc", "lxc"}};

/// Kubernetes first: its containers also leave the traces of the engine below it.
std::optional<std::string> container(const Tree& tree, const Environment& environment) {
  if (environment.count("KUBERNETES_SERVICE_HOST") != 0) return "kubernetes";
  for (const Trace& trace : kFiles) {
    if (tree.exists(trace.path)) return trace.container;
  }
  if (auto manager = tree.line("run/systemd/container")) return manager;
  const std::string groups = tree.text("proc/self/cgroup").value_or("");
  for (const Trace& trace : kGroups) {
    if (groups.find(trace.path) != std::string::npos) return trace.container;
  }
  return std::nullopt;
}

}  // namespace

HostFacts probe_host(const Tree& tree, const Environment& environment) {
  HostFacts host;
  utsname names{};
  if (uname(&names) == 0) {
    host.hostname = clean_text(names.nodename).value_or("");
    host.operating_system = clean_text(names.sysname).value_or("");
    host.kernel = clean_text(names.release).value_or("");
    host.machine = clean_text(names.machine).value_or("");
  }
  for (const char* path : {"usr/lib/os-release", "etc/os-release"}) {
    if (auto name = pretty_name(tree, path)) host.operating_system = *name;
  }
#if defined(__GLIBC__)
  host.c_library = std::string("glibc ") + gnu_get_libc_version();
#endif
  host.container = container(tree, environment);
  for (const auto& [name, value] : recorded_environment(environment)) {
    host.environment.emplace(name, value);
  }
  return host;
}

}  // namespace assay::probe
