// Which machines do the tests of the probe know?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "tests/harness/probe/fake_tree.hpp"

namespace assay::probe {

inline std::vector<int> processors(int first, int last) {
  std::vector<int> list;
  for (int processor = first; processor <= last; ++processor) list.push_back(processor);
  return list;
}

inline void add_cache(FakeTree& tree, int processor, int index, const std::string& level,
                      const std::string& type, const std::string& size, const std::string& shared) {
  const std::string folder = "sys/devices/system/cpu/cpu" + std::to_string(processor) +
                             "/cache/index" + std::to_string(index) + "/";
  tree.file(folder + "level", level + "\n").file(folder + "type", type + "\n");
  tree.file(folder + "size", size + "\n").file(folder + "shared_cpu_list", shared + "\n");
}

inline void add_cpufreq(FakeTree& tree, int processor) {
  const std::string folder = "sys/devices/system/cpu/cpu" + std::to_string(processor) + "/cpufreq/";
  tree.file(folder + "scaling_governor", "performance\n");
  tree.file(folder + "scaling_cur_freq", "2100000\n");
  tree.file(folder + "cpuinfo_min_freq", "800000\n");
  tree.file(folder + "cpuinfo_max_freq", "3500000\n");
}

/// Two sockets of four cores with two threads each. Socket 0: processors 0-3 and their siblings
/// 8-11; socket 1: 4-7 and 12-15. One NUMA node and one L3 of 30 MiB a socket.
inline void make_server(FakeTree& tree) {
  tree.file("proc/cpuinfo",
            "processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 85\n"
            "model name\t: Intel(R) Xeon(R) Gold 5122 CPU @ 3.60GHz\nstepping\t: 4\n"
            "cpu MHz\t\t: 2100.500\nflags\t\t: fpu sse2 avx2 fma avx512f\n\n"
            "processor\t: 1\nmodel name\t: another\n");
  tree.file("proc/meminfo",
            "MemTotal:       197680128 kB\nMemFree:        1 kB\nMemAvailable:   190000000 kB\n");
  tree.file("sys/devices/system/cpu/online", "0-15\n");
  tree.file("sys/devices/system/node/online", "0-1\n");
  tree.file("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
  for (int socket = 0; socket < 2; ++socket) {
    const std::string low = std::to_string(4 * socket), high = std::to_string(4 * socket + 3);
    const std::string list = low + "-" + high + "," + std::to_string(4 * socket + 8) + "-" +
                             std::to_string(4 * socket + 11);
    const std::string node = "sys/devices/system/node/node" + std::to_string(socket);
    tree.file(node + "/cpulist", list + "\n");
    tree.file(node + "/meminfo",
              "Node " + std::to_string(socket) + " MemTotal:       98840064 kB\n");
    for (int core = 4 * socket; core < 4 * socket + 4; ++core) {
      const std::string siblings = std::to_string(core) + "," + std::to_string(core + 8);
      for (const int processor : {core, core + 8}) {
        const std::string folder =
            "sys/devices/system/cpu/cpu" + std::to_string(processor) + "/topology/";
        tree.file(folder + "thread_siblings_list", siblings + "\n");
        tree.file(folder + "physical_package_id", std::to_string(socket) + "\n");
        add_cache(tree, processor, 0, "1", "Data", "32K", siblings);
        add_cache(tree, processor, 1, "1", "Instruction", "32K", siblings);
        add_cache(tree, processor, 2, "2", "Unified", "1024K", siblings);
        add_cache(tree, processor, 3, "3", "Unified", "30720K", list);
        add_cpufreq(tree, processor);
      }
    }
  }
}

/// Two processors without cpufreq, caches, DMI or NUMA folders, as small virtual machines have it.
inline void make_virtual_machine(FakeTree& tree) {
  tree.file("proc/cpuinfo",
            "processor\t: 0\nvendor_id\t: AuthenticAMD\ncpu family\t: 25\nmodel\t\t: 17\n"
            "model name\t: AMD EPYC-Genoa Processor\nstepping\t: 0\ncpu MHz\t\t: 2445.404\n"
            "flags\t\t: fpu sse2 avx2 hypervisor fma\n\n");
  tree.file("proc/meminfo", "MemTotal:        8000000 kB\nMemAvailable:    7000000 kB\n");
  tree.file("sys/devices/system/cpu/online", "0-1\n");
}

/// Version 2 mounted where systemd mounts it, with this process in /jobs/one.
inline void mount_cgroup_v2(FakeTree& tree) {
  tree.file("proc/self/cgroup", "0::/jobs/one\n");
  tree.file("proc/self/mountinfo",
            "24 1 0:22 / /proc rw,nosuid shared:5 - proc proc rw\n"
            "30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n");
}

/// Version 1 with cpu and cpuacct mounted together, as distributions did.
inline void mount_cgroup_v1(FakeTree& tree) {
  tree.file("proc/self/cgroup", "5:memory:/jobs/one\n4:cpu,cpuacct:/jobs/one\n1:name=systemd:/\n");
  tree.file("proc/self/mountinfo",
            "31 24 0:27 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
            "32 24 0:28 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n");
}

}  // namespace assay::probe
