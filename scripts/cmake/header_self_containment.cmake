# Does every header compile by itself, and twice? One translation unit each, in an object library that
# is part of the build. A .cuh needs nvcc, and what includes the CUDA
# runtime its headers; where there is no toolkit they are left out.
function(assay_check_headers)
  file(GLOB_RECURSE headers RELATIVE ${PROJECT_SOURCE_DIR}
       ${PROJECT_SOURCE_DIR}/kernels/*.hpp ${PROJECT_SOURCE_DIR}/kernels/*.cuh
       ${PROJECT_SOURCE_DIR}/collectives/*.hpp ${PROJECT_SOURCE_DIR}/collectives/*.cuh
       ${PROJECT_SOURCE_DIR}/harness/*.hpp ${PROJECT_SOURCE_DIR}/tests/*.hpp)
  set(units "")
  foreach(header IN LISTS headers)
    set(language cpp)
    if(header MATCHES "\\.cuh$")
      if(NOT ASSAY_HAVE_CUDA)
        continue()
      endif()
      set(language cu)
    endif()
    file(STRINGS ${PROJECT_SOURCE_DIR}/${header} of_cuda REGEX "#include.*cuda_runtime" LIMIT_COUNT 1)
    if(of_cuda AND NOT ASSAY_HAVE_CUDA)
      continue()
    endif()
    string(MAKE_C_IDENTIFIER ${header} name)
    set(unit ${CMAKE_CURRENT_BINARY_DIR}/headers/${name}.${language})
    file(CONFIGURE OUTPUT ${unit} CONTENT "#include \"${header}\"\n#include \"${header}\"\n" @ONLY)
    list(APPEND units ${unit})
  endforeach()
  add_library(header_self_containment OBJECT ${units})
  target_link_libraries(header_self_containment PRIVATE assay_flags fmt::fmt-header-only CLI11::CLI11
                        nlohmann_json::nlohmann_json valijson benchmark::benchmark GTest::gtest GTest::gmock)
  target_compile_options(header_self_containment PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-O0>)  # nothing of it is ever run
  # What a kernel's headers are compiled for: any one target will do here.
  target_compile_definitions(header_self_containment PRIVATE
    $<IF:$<COMPILE_LANGUAGE:CUDA>,ASSAY_TARGET=gpu,ASSAY_TARGET=cpu_baseline>
    FAKE_NVML_LIBRARY="" FAKE_NCCL="" RECORDINGS="")  # places that the build tells the tests
  if(ASSAY_HAVE_CUDA)
    target_link_libraries(header_self_containment PRIVATE CUDA::cudart_static)
  endif()
endfunction()
