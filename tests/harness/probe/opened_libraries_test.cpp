// Are the libraries found that decide what a node is, wherever they were opened from?
#include "harness/probe/opened_libraries.hpp"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace assay::probe {
namespace {

TEST(OpenedLibraries, ByTheirNameInAnyFolder) {
  for (const char* path : {"/usr/lib/x86_64-linux-gnu/libcuda.so.580.65.06", "libnvidia-ml.so.1",
                           "/home/user/lib/libnccl.so.2", "/opt/x/libcublasLt.so.13.0.0.19",
                           "/usr/lib/libmpi.so.40"}) {
    EXPECT_TRUE(is_deciding_library(path)) << path;
  }
  for (const char* path : {"", "/usr/lib/libc.so.6", "/usr/lib/libcudart.so.13",
                           "/libcuda.so.1/libother.so", "/usr/lib/xlibcuda.so.1"}) {
    EXPECT_FALSE(is_deciding_library(path)) << path;
  }
}

TEST(OpenedLibraries, OfTheSystemOrNot) {
  for (const char* path :
       {"/usr/lib/x86_64-linux-gnu/libcuda.so.1", "/usr/lib64/libcuda.so.1", "/lib/libcuda.so.1",
        "/lib64/libcuda.so.1", "/usr/local/cuda/lib64/libcublasLt.so.13",
        "/usr/local/cuda-13.0/targets/x86_64-linux/lib/libcublasLt.so.13",
        "/usr/local/nvidia/lib64/libnvidia-ml.so.1", "/run/opengl-driver/lib/libcuda.so.1"}) {
    EXPECT_TRUE(is_of_the_system(path)) << path;
  }
  for (const char* path :
       {"/home/user/libcuda.so.1", "/tmp/libnvidia-ml.so.1", "/usr/libexec/libcuda.so.1",
        "/optional/libcuda.so.1", "/libcuda.so.1", "usr/lib/libcuda.so.1"}) {
    EXPECT_FALSE(is_of_the_system(path)) << path;
  }
}

TEST(OpenedLibraries, WithTheirPathOnceTheyAreOpen) {
  const auto is_ours = [](const std::string& path) {
    return std::filesystem::path(path) == std::filesystem::canonical(FAKE_NVML_LIBRARY);
  };
  auto before = opened_libraries();
  EXPECT_TRUE(std::none_of(before.begin(), before.end(), is_ours));
  void* const library = dlopen(FAKE_NVML_LIBRARY, RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(library, nullptr) << dlerror();
  const auto now = opened_libraries();
  EXPECT_EQ(std::count_if(now.begin(), now.end(), is_ours), 1);
  EXPECT_TRUE(
      std::all_of(now.begin(), now.end(), [](const auto& path) { return path.starts_with('/'); }));
  dlclose(library);
}

}  // namespace
}  // namespace assay::probe
