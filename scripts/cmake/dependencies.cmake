# Third-party packages, as imported targets. fmt is header-only, Google Benchmark static.
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(valijson REQUIRED)
find_package(benchmark REQUIRED)
if(ASSAY_TESTS)
  find_package(GTest REQUIRED)
endif()
