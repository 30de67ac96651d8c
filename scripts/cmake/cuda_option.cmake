# ASSAY_CUDA=AUTO|ON|OFF. Architectures must be set before a language is enabled, or CMake picks its own.
set(ASSAY_CUDA AUTO CACHE STRING "Build the GPU kernels: AUTO (where a CUDA compiler is found), ON, OFF")
set_property(CACHE ASSAY_CUDA PROPERTY STRINGS AUTO ON OFF)
set(ASSAY_CUDA_ROOT "" CACHE PATH "CUDA toolkit to use and no other; empty: build/cuda, PATH, /usr/local/cuda")

# Real code for A100-class and Hopper parts, PTX for later ones. 90a carries the Hopper-only instructions
# and is not forward compatible, so the PTX is that of compute_90.
set(ASSAY_CUDA_GENCODE
    -gencode=arch=compute_80,code=sm_80
    -gencode=arch=compute_90a,code=sm_90a
    -gencode=arch=compute_90,code=compute_90)
set(CMAKE_CUDA_ARCHITECTURES OFF)

# What a build folder found first stays: CMake remembers its compiler.
macro(assay_find_nvcc)
  if(ASSAY_CUDA_ROOT)
    find_program(ASSAY_NVCC nvcc PATHS ${ASSAY_CUDA_ROOT}/bin NO_DEFAULT_PATH)
  else()
    # scripts/setup --cuda puts a pinned compiler into build/cuda.
    find_program(ASSAY_NVCC nvcc
                 HINTS ${PROJECT_SOURCE_DIR}/build/cuda/bin ENV CUDA_HOME ENV CUDA_PATH
                 PATHS /usr/local/cuda/bin /opt/cuda/bin)
  endif()
  if(ASSAY_NVCC)
    set(CMAKE_CUDA_COMPILER ${ASSAY_NVCC})
  endif()
endmacro()

macro(assay_enable_cuda)
  set(ASSAY_HAVE_CUDA OFF)
  if(NOT ASSAY_CUDA STREQUAL "OFF")
    if(NOT CMAKE_CUDA_COMPILER)
      assay_find_nvcc()
    endif()
    if(CMAKE_CUDA_COMPILER)
      enable_language(CUDA)
      if(CMAKE_CUDA_COMPILER_VERSION VERSION_LESS 12.0)
        message(FATAL_ERROR "${CMAKE_CUDA_COMPILER} is CUDA ${CMAKE_CUDA_COMPILER_VERSION}, too old for C++20: "
                            "run scripts/setup --cuda, or configure with -DASSAY_CUDA=OFF.")
      endif()
      find_package(CUDAToolkit REQUIRED)
      set(ASSAY_HAVE_CUDA ON)
    elseif(ASSAY_CUDA STREQUAL "ON")
      message(FATAL_ERROR "ASSAY_CUDA=ON, but no CUDA compiler was found. "
                          "Run scripts/setup --cuda, or configure with -DASSAY_CUDA=OFF.")
    endif()
  endif()
  if(ASSAY_HAVE_CUDA)
    message(STATUS "assay: GPU kernels with ${CMAKE_CUDA_COMPILER} ${CMAKE_CUDA_COMPILER_VERSION}")
  else()
    message(STATUS "assay: no GPU kernels (ASSAY_CUDA=${ASSAY_CUDA})")
  endif()
endmacro()
