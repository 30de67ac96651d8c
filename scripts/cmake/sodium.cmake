# libsodium, for hashes and seals, as the imported target sodium::sodium. It must be a static library: the binary is
# self-contained. Its own build is no CMake, so where it is not installed its release is built as it wants to be.
find_path(ASSAY_SODIUM_INCLUDE sodium.h)
find_library(ASSAY_SODIUM_LIBRARY libsodium.a)
mark_as_advanced(ASSAY_SODIUM_INCLUDE ASSAY_SODIUM_LIBRARY)

add_library(sodium::sodium STATIC IMPORTED GLOBAL)
if(ASSAY_SODIUM_INCLUDE AND ASSAY_SODIUM_LIBRARY)
  set_target_properties(sodium::sodium PROPERTIES IMPORTED_LOCATION ${ASSAY_SODIUM_LIBRARY}
                        INTERFACE_INCLUDE_DIRECTORIES ${ASSAY_SODIUM_INCLUDE})
elseif(ASSAY_FETCH)
  include(ExternalProject)
  set(sodium_prefix ${CMAKE_BINARY_DIR}/_deps/sodium)
  file(MAKE_DIRECTORY ${sodium_prefix}/include)
  ExternalProject_Add(assay_sodium
    URL ${ASSAY_SODIUM_URL}
    URL_HASH SHA256=${ASSAY_SODIUM_SHA256}
    DOWNLOAD_EXTRACT_TIMESTAMP OFF
    CONFIGURE_COMMAND <SOURCE_DIR>/configure --prefix=${sodium_prefix} --disable-shared --enable-static --with-pic
    BUILD_COMMAND make
    INSTALL_COMMAND make install
    BUILD_BYPRODUCTS ${sodium_prefix}/lib/libsodium.a
    LOG_CONFIGURE ON LOG_BUILD ON LOG_INSTALL ON)
  set_target_properties(sodium::sodium PROPERTIES IMPORTED_LOCATION ${sodium_prefix}/lib/libsodium.a
                        INTERFACE_INCLUDE_DIRECTORIES ${sodium_prefix}/include)
  add_dependencies(sodium::sodium assay_sodium)
else()
  message(FATAL_ERROR "libsodium's static library is not installed: run scripts/setup, or configure with "
                      "-DASSAY_FETCH=ON to build its release.")
endif()
