# Where do packages come from that the distribution does not have? Upstream's release archives, each
# held to its hash. The versions are Debian 12's, so both roads build the same program.
set(ASSAY_SOURCES
  # package        archive                                       SHA-256
  "fmt|fmtlib/fmt/archive/9.1.0|5dea48d1fcddc3ec571ce2058e13910a0d4a6bab4cc09a809d8b1dd1c88ae6f2"
  "nlohmann_json|nlohmann/json/archive/v3.11.2|d69f9deb6a75e2580465c6c4c5111b89c4dc2fa94e3a85fcd2ffcd9a143d9273"
  "CLI11|CLIUtils/CLI11/archive/v2.1.2|26291377e892ba0e5b4972cdfd4a2ab3bf53af8dac1f4ea8fe0d1376b625c8cb"
  "valijson|tristanpenman/valijson/archive/v1.0|6b9f0bc89880feb3fe09aa469cd81f6168897d2fbb4e715853da3b94afd3779a"
  "benchmark|google/benchmark/archive/v1.7.1|6430e4092653380d9dc4ccb45a1e2dc9259d581f4866dc0759713126056bc1d7"
  "GTest|google/googletest/archive/release-1.12.1|81964fe578e9bd7c94dfdb09c8e4d6e6759e19967e397dbea48d1c10e45d0df2")

function(assay_fetch package)
  foreach(row IN LISTS ASSAY_SOURCES)
    if(row MATCHES "^${package}\\|([^|]+)\\|([^|]+)$")
      # Only the libraries of these projects are wanted: no tests, no install rules, static.
      set(BUILD_SHARED_LIBS OFF)
      set(BUILD_TESTING OFF)
      set(BENCHMARK_ENABLE_TESTING OFF)
      set(BENCHMARK_ENABLE_INSTALL OFF)
      set(BENCHMARK_ENABLE_WERROR OFF)
      set(INSTALL_GTEST OFF)
      set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)  # they honour the lines above
      set(CMAKE_POLICY_VERSION_MINIMUM 3.5)  # valijson asks for less than CMake 4 accepts
      include(FetchContent)
      FetchContent_Declare(${package} URL https://github.com/${CMAKE_MATCH_1}.tar.gz
                           URL_HASH SHA256=${CMAKE_MATCH_2} DOWNLOAD_EXTRACT_TIMESTAMP OFF SYSTEM)
      FetchContent_MakeAvailable(${package})
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "No pinned source for ${package} in scripts/cmake/pinned_sources.cmake")
endfunction()

set(ASSAY_SODIUM_URL https://github.com/jedisct1/libsodium/releases/download/1.0.18-RELEASE/libsodium-1.0.18.tar.gz)
set(ASSAY_SODIUM_SHA256 6f504490b342a4f8a4c4a02fc9b866cbef8622d5df4e5452b46be121e46636c1)

set(ASSAY_SQLITE_URL https://www.sqlite.org/2022/sqlite-amalgamation-3400100.zip)
set(ASSAY_SQLITE_SHA256 49112cc7328392aa4e3e5dae0b2f6736d0153430143d21f69327788ff4efe734)

set(ASSAY_ZSTD_URL https://github.com/facebook/zstd/releases/download/v1.5.4/zstd-1.5.4.tar.gz)
set(ASSAY_ZSTD_SHA256 0f470992aedad543126d06efab344dc5f3e171893810455787d38347343a4424)
