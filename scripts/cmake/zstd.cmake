# Zstandard, for the documents in an archive, as the imported target assay::zstd; a static library, as all of ours.
find_path(ASSAY_ZSTD_INCLUDE zstd.h)
find_library(ASSAY_ZSTD_LIBRARY libzstd.a)
mark_as_advanced(ASSAY_ZSTD_INCLUDE ASSAY_ZSTD_LIBRARY)

if(ASSAY_ZSTD_INCLUDE AND ASSAY_ZSTD_LIBRARY)
  add_library(assay::zstd STATIC IMPORTED GLOBAL)
  set_target_properties(assay::zstd PROPERTIES IMPORTED_LOCATION ${ASSAY_ZSTD_LIBRARY}
                        INTERFACE_INCLUDE_DIRECTORIES ${ASSAY_ZSTD_INCLUDE})
elseif(ASSAY_FETCH)
  include(FetchContent)
  foreach(unwanted PROGRAMS SHARED TESTS CONTRIB)
    set(ZSTD_BUILD_${unwanted} OFF CACHE BOOL "" FORCE)
  endforeach()
  FetchContent_Declare(zstd URL ${ASSAY_ZSTD_URL} URL_HASH SHA256=${ASSAY_ZSTD_SHA256} SOURCE_SUBDIR build/cmake
                       DOWNLOAD_EXTRACT_TIMESTAMP OFF)
  FetchContent_MakeAvailable(zstd)
  target_include_directories(libzstd_static SYSTEM INTERFACE ${zstd_SOURCE_DIR}/lib)
  add_library(assay::zstd ALIAS libzstd_static)
else()
  message(FATAL_ERROR "Zstandard's static library is not installed: run scripts/setup, or configure with "
                      "-DASSAY_FETCH=ON to build its release.")
endif()
