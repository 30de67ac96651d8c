# assay_flags: language, warnings and include root of every target of ours.
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
find_package(Threads REQUIRED)

add_library(assay_flags INTERFACE)
target_include_directories(assay_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_features(assay_flags INTERFACE cxx_std_20)
target_link_libraries(assay_flags INTERFACE Threads::Threads)

# CMake 3.25 knows no C++20 flag for nvcc and drops CMAKE_CUDA_STANDARD 20 in silence.
target_compile_options(assay_flags INTERFACE
  $<$<COMPILE_LANGUAGE:CUDA>:-std=c++20 ${ASSAY_CUDA_GENCODE} --expt-relaxed-constexpr
                              -Xcompiler=-Wall,-Wextra>
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wconversion -Wshadow>)
if(ASSAY_WERROR)
  target_compile_options(assay_flags INTERFACE
    $<$<COMPILE_LANGUAGE:CUDA>:-Werror=all-warnings -Xcompiler=-Werror>
    $<$<COMPILE_LANGUAGE:CXX>:-Werror>)
endif()

if(ASSAY_SANITIZE)
  target_compile_options(assay_flags INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${ASSAY_SANITIZE} -fno-omit-frame-pointer
                              -fno-sanitize-recover=all>)
  target_link_options(assay_flags INTERFACE -fsanitize=${ASSAY_SANITIZE})
else()
  # One self-contained binary: only the C library's own parts stay dynamic.
  target_link_options(assay_flags INTERFACE -static-libstdc++ -static-libgcc)
endif()
