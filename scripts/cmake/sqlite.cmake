# SQLite, for the archive, as the imported target assay::sqlite. It must be a static library: the binary is
# self-contained. Where there is none, the one file that SQLite is published as is compiled.
find_path(ASSAY_SQLITE_INCLUDE sqlite3.h)
find_library(ASSAY_SQLITE_LIBRARY libsqlite3.a)
mark_as_advanced(ASSAY_SQLITE_INCLUDE ASSAY_SQLITE_LIBRARY)

if(ASSAY_SQLITE_INCLUDE AND ASSAY_SQLITE_LIBRARY)
  add_library(assay::sqlite STATIC IMPORTED GLOBAL)
  set_target_properties(assay::sqlite PROPERTIES IMPORTED_LOCATION ${ASSAY_SQLITE_LIBRARY}
                        INTERFACE_INCLUDE_DIRECTORIES ${ASSAY_SQLITE_INCLUDE})
  set_target_properties(assay::sqlite PROPERTIES INTERFACE_LINK_LIBRARIES "Threads::Threads;m;${CMAKE_DL_LIBS}")
elseif(ASSAY_FETCH)
  include(FetchContent)
  enable_language(C)
  FetchContent_Declare(sqlite URL ${ASSAY_SQLITE_URL} URL_HASH SHA256=${ASSAY_SQLITE_SHA256}
                       DOWNLOAD_EXTRACT_TIMESTAMP OFF)
  FetchContent_MakeAvailable(sqlite)
  add_library(assay_sqlite STATIC ${sqlite_SOURCE_DIR}/sqlite3.c)
  target_include_directories(assay_sqlite SYSTEM PUBLIC ${sqlite_SOURCE_DIR})
  target_compile_options(assay_sqlite PRIVATE -O2 -w)
  target_compile_definitions(assay_sqlite PRIVATE SQLITE_OMIT_LOAD_EXTENSION SQLITE_DQS=0)
  target_link_libraries(assay_sqlite PUBLIC Threads::Threads m)
  add_library(assay::sqlite ALIAS assay_sqlite)
else()
  message(FATAL_ERROR "SQLite's static library is not installed: run scripts/setup, or configure with "
                      "-DASSAY_FETCH=ON to build its sources.")
endif()
