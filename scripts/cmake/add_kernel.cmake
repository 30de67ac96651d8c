# How a kernel file becomes a row of the kernel table.
#
# Each .cu file is compiled once per target (kernels/machine/machine.hpp): by the host compiler for every
# instruction set of the CPU, and by nvcc where there is one. There is no static registration: the table is
# a generated file that names every kernel, so the linker cannot drop one in silence.

set(ASSAY_CPU_TARGETS cpu_baseline)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  list(APPEND ASSAY_CPU_TARGETS cpu_avx2 cpu_avx512)
endif()
set_property(GLOBAL PROPERTY ASSAY_CPU_TARGETS ${ASSAY_CPU_TARGETS})  # for folders beside kernels/
set(ASSAY_FLAGS_cpu_baseline "")
# Just what harness/probe/instruction_set.cpp asks the processor for, and nothing beside it.
set(ASSAY_FLAGS_cpu_avx2 -mavx2 -mfma -mf16c)
set(ASSAY_FLAGS_cpu_avx512 -mavx2 -mfma -mf16c -mavx512f -mavx512bw -mavx512dq -mavx512vl
                           -mprefer-vector-width=512)

# add_kernel(name [PTX words...] [SASS words...]): what the PTX and the machine code for sm_90a must hold
function(add_kernel name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "PTX;SASS")
  set_property(DIRECTORY APPEND PROPERTY ASSAY_KERNELS ${name})
  set_property(GLOBAL APPEND PROPERTY ASSAY_KERNELS ${name})
  cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME folder)
  set_property(GLOBAL PROPERTY ASSAY_FOLDER_${name} ${folder})
  set_property(GLOBAL PROPERTY ASSAY_PTX_${name} "${arg_PTX}")
  set_property(GLOBAL PROPERTY ASSAY_SASS_${name} "${arg_SASS}")
endfunction()

# One object library of every kernel for one CPU target. A .cu file has one language per folder in CMake,
# so the host compiler gets a generated file that includes it.
function(assay_add_cpu_objects target kernels)
  set(sources)
  foreach(kernel ${kernels})
    set(source ${CMAKE_CURRENT_BINARY_DIR}/${target}/${kernel}.cpp)
    get_property(folder GLOBAL PROPERTY ASSAY_FOLDER_${kernel})
    file(CONFIGURE OUTPUT ${source} CONTENT "#include \"@folder@/@kernel@.cu\"\n" @ONLY)
    list(APPEND sources ${source})
  endforeach()
  add_library(assay_kernels_${target} OBJECT ${sources})
  target_link_libraries(assay_kernels_${target} PRIVATE assay_flags)
  target_compile_definitions(assay_kernels_${target} PRIVATE ASSAY_TARGET=${target})
  # ISO mode turns contraction off in g++, and with it the fused multiply-add.
  target_compile_options(assay_kernels_${target} PRIVATE -O3 -ffp-contract=fast -fno-exceptions
                                                         ${ASSAY_FLAGS_${target}})
endfunction()

function(assay_write_kernel_table kernels output)
  set(declarations "")
  set(entries "")
  foreach(target ${ASSAY_CPU_TARGETS} gpu)
    if(target STREQUAL "gpu" AND NOT ASSAY_HAVE_CUDA)
      continue()
    endif()
    string(APPEND declarations "namespace ${target} {\nextern const Kernel ")
    list(JOIN kernels ", " names)
    string(APPEND declarations "${names};\n}\n")
  endforeach()
  list(LENGTH kernels count)
  foreach(kernel ${kernels})
    string(APPEND entries "    {{")
    foreach(target cpu_baseline cpu_avx2 cpu_avx512 gpu)
      if(target IN_LIST ASSAY_CPU_TARGETS OR (target STREQUAL "gpu" AND ASSAY_HAVE_CUDA))
        string(APPEND entries "&${target}::${kernel}, ")
      else()
        string(APPEND entries "nullptr, ")
      endif()
    endforeach()
    string(APPEND entries "}},\n")
  endforeach()
  file(CONFIGURE OUTPUT ${output} @ONLY CONTENT
"// Generated from kernels/CMakeLists.txt and collectives/CMakeLists.txt.
#include \"kernels/kernel.hpp\"

namespace assay {
@declarations@
namespace {
constexpr KernelEntry kEntries[] = {
@entries@};
}  // namespace

KernelTable kernel_table() { return {kEntries, @count@}; }

}  // namespace assay
")
endfunction()

# The library of all kernels added so far, those of this folder first, with the files that are not kernels.
function(add_kernel_library library)
  get_property(kernels DIRECTORY PROPERTY ASSAY_KERNELS)
  get_property(all GLOBAL PROPERTY ASSAY_KERNELS)
  list(APPEND kernels ${all})
  list(REMOVE_DUPLICATES kernels)
  set(table ${CMAKE_CURRENT_BINARY_DIR}/kernel_table.cpp)
  assay_write_kernel_table("${kernels}" ${table})
  add_library(${library} STATIC ${table} ${ARGN})
  target_link_libraries(${library} PUBLIC assay_flags)
  foreach(target ${ASSAY_CPU_TARGETS})
    assay_add_cpu_objects(${target} "${kernels}")
    target_sources(${library} PRIVATE $<TARGET_OBJECTS:assay_kernels_${target}>)
  endforeach()
  if(ASSAY_HAVE_CUDA)
    set(cuda_sources)
    foreach(kernel ${kernels})
      get_property(folder GLOBAL PROPERTY ASSAY_FOLDER_${kernel})
      list(APPEND cuda_sources ${PROJECT_SOURCE_DIR}/${folder}/${kernel}.cu)
    endforeach()
    add_library(assay_kernels_gpu OBJECT ${cuda_sources})
    target_link_libraries(assay_kernels_gpu PRIVATE assay_flags)
    target_compile_definitions(assay_kernels_gpu PRIVATE ASSAY_TARGET=gpu)
    # Warnings, so errors with ASSAY_WERROR: kernels live in registers.
    target_compile_options(assay_kernels_gpu PRIVATE
      $<$<COMPILE_LANGUAGE:CUDA>:-Xptxas=--warn-on-spills,--warn-on-local-memory-usage>)
    target_sources(${library} PRIVATE $<TARGET_OBJECTS:assay_kernels_gpu>)
    target_link_libraries(${library} PUBLIC CUDA::cudart_static)
  endif()
endfunction()
