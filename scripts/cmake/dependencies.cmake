# Third-party packages, as imported targets. fmt is header-only, Google Benchmark static.
include(pinned_sources)
if(EXISTS /etc/debian_version)
  set(ASSAY_FETCH_DEFAULT OFF)  # scripts/setup installs the distribution's packages
else()
  set(ASSAY_FETCH_DEFAULT ON)
endif()
option(ASSAY_FETCH "Download pinned sources of packages that are not installed" ${ASSAY_FETCH_DEFAULT})

macro(assay_dependency package)
  find_package(${package} QUIET)
  if(NOT ${package}_FOUND)
    if(NOT ASSAY_FETCH)
      message(FATAL_ERROR "${package} is not installed: run scripts/setup (scripts/setup --tests for the "
                          "test suite), or configure with -DASSAY_FETCH=ON to download its sources.")
    endif()
    assay_fetch(${package})
  endif()
endmacro()

assay_dependency(fmt)
assay_dependency(nlohmann_json)
assay_dependency(CLI11)
assay_dependency(valijson)
include(sodium)
include(sqlite)
include(zstd)

# The binary is self-contained, so a shared Google Benchmark (Debian's package) is as good as none.
# It is recognised by its file before find_package: once imported, its target would stand in the way
# of a downloaded one.
set(ASSAY_BUILT_BENCHMARK ${PROJECT_SOURCE_DIR}/build/deps/benchmark)
if(EXISTS ${ASSAY_BUILT_BENCHMARK})
  unset(benchmark_DIR CACHE)
  find_package(benchmark QUIET NO_DEFAULT_PATH PATHS ${ASSAY_BUILT_BENCHMARK})
else()
  file(GLOB assay_shared_benchmark /usr/lib*/cmake/benchmark/benchmarkTargets.cmake
       /usr/lib/*/cmake/benchmark/benchmarkTargets.cmake)
  if(assay_shared_benchmark)
    list(GET assay_shared_benchmark 0 assay_shared_benchmark)
    file(STRINGS ${assay_shared_benchmark} assay_shared_benchmark REGEX "benchmark::benchmark SHARED")
  endif()
  if(NOT assay_shared_benchmark)
    find_package(benchmark QUIET)
  endif()
endif()
if(NOT benchmark_FOUND AND ASSAY_FETCH)
  assay_fetch(benchmark)
endif()
set(assay_benchmark_kind "none or a shared one")
if(TARGET benchmark::benchmark)
  get_target_property(assay_benchmark_kind benchmark::benchmark TYPE)
endif()
if(NOT assay_benchmark_kind STREQUAL "STATIC_LIBRARY")
  unset(benchmark_DIR CACHE)
  message(FATAL_ERROR "Google Benchmark must be a static library; found: ${assay_benchmark_kind}. "
                      "Run scripts/setup, which builds one into build/deps/benchmark.")
endif()

if(ASSAY_TESTS)
  assay_dependency(GTest)
endif()
