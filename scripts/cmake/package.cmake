# What is installed where, and the packages made of it: cpack -G "DEB;TGZ" in a build folder.
set(ASSAY_MAINTAINER "The assay authors <assay@localhost>" CACHE STRING
    "Who answers for the Debian package, as \"Name <address>\"")

# Manual page and completions are what the program says of itself.
find_program(ASSAY_GZIP gzip REQUIRED)
set(manual ${PROJECT_BINARY_DIR}/manual)
set(manual_files "")
foreach(pair man:assay.1 bash:assay zsh:_assay fish:assay.fish)
  string(REPLACE ":" ";" pair ${pair})
  list(GET pair 0 kind)
  list(GET pair 1 name)
  add_custom_command(OUTPUT ${manual}/${kind}/${name}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${manual}/${kind}
    COMMAND $<TARGET_FILE:assay> manual ${kind} > ${manual}/${kind}/${name}
    DEPENDS assay VERBATIM)
  list(APPEND manual_files ${manual}/${kind}/${name})
endforeach()
foreach(pair ${manual}/man/assay.1:${manual}/man/assay.1.gz ${PROJECT_SOURCE_DIR}/CHANGELOG.md:${manual}/changelog.gz)
  string(REPLACE ":" ";" pair ${pair})
  list(GET pair 0 plain)
  list(GET pair 1 packed)
  add_custom_command(OUTPUT ${packed} COMMAND ${ASSAY_GZIP} -9nc ${plain} > ${packed} DEPENDS ${plain} VERBATIM)
  list(APPEND manual_files ${packed})
endforeach()
add_custom_target(assay_manual ALL DEPENDS ${manual_files})

# The program finds its MPI module in ../lib/assay, whatever the distribution calls its library folder.
install(TARGETS assay RUNTIME DESTINATION bin)
if(TARGET assay_mpi)
  install(TARGETS assay_mpi LIBRARY DESTINATION lib/assay)
endif()
install(FILES ${manual}/man/assay.1.gz DESTINATION share/man/man1)
install(FILES ${manual}/bash/assay DESTINATION share/bash-completion/completions)
install(FILES ${manual}/fish/assay.fish DESTINATION share/fish/vendor_completions.d)
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${manual}/changelog.gz DESTINATION share/doc/assay)
file(GLOB schemas CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/results-schema/*.schema.json)
install(FILES ${schemas} ${PROJECT_SOURCE_DIR}/results-schema/README.md DESTINATION share/doc/assay/results-schema)
install(FILES ${PROJECT_SOURCE_DIR}/results-schema/catalogue/README.md DESTINATION share/doc/assay/results-schema/catalogue)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/results-schema/examples DESTINATION share/doc/assay)
install(PROGRAMS ${PROJECT_SOURCE_DIR}/scripts/nightly/night ${PROJECT_SOURCE_DIR}/scripts/nightly/fleet-night
        DESTINATION lib/assay/nightly)
install(FILES ${PROJECT_SOURCE_DIR}/scripts/nightly/words.sh DESTINATION lib/assay/nightly)

# Debian has a folder of its own for completions of zsh, and keeps licences together.
install(FILES ${manual}/zsh/_assay DESTINATION share/zsh/site-functions COMPONENT elsewhere)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION share/doc/assay COMPONENT elsewhere)
install(FILES ${manual}/zsh/_assay DESTINATION share/zsh/vendor-completions COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES ${PROJECT_SOURCE_DIR}/scripts/packaging/copyright DESTINATION share/doc/assay COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES ${PROJECT_BINARY_DIR}/changelog.Debian.gz DESTINATION share/doc/assay COMPONENT debian EXCLUDE_FROM_ALL)
# They name programs by where the Debian package puts them; nothing starts before somebody enables the timer.
install(FILES ${PROJECT_SOURCE_DIR}/scripts/nightly/systemd/assay-nightly.service
              ${PROJECT_SOURCE_DIR}/scripts/nightly/systemd/assay-nightly.timer
        DESTINATION lib/systemd/system COMPONENT debian EXCLUDE_FROM_ALL)

# The day of the commit, so that the same commit makes the same package.
find_package(Git QUIET)
set(package_date "Thu, 01 Jan 1970 00:00:00 +0000")
if(GIT_FOUND)
  execute_process(COMMAND ${GIT_EXECUTABLE} -C ${PROJECT_SOURCE_DIR} log -1 --format=%cD
                  OUTPUT_VARIABLE date OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  string(REGEX REPLACE " ([0-9]) " " 0\\1 " date "${date}")
  if(date)
    set(package_date ${date})
  endif()
endif()
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/changelog.Debian CONTENT
"assay (${PROJECT_VERSION}-1) unstable; urgency=medium

  * What changed is in changelog.gz.

 -- ${ASSAY_MAINTAINER}  ${package_date}
")
execute_process(COMMAND ${ASSAY_GZIP} -9nc ${PROJECT_BINARY_DIR}/changelog.Debian
                OUTPUT_FILE ${PROJECT_BINARY_DIR}/changelog.Debian.gz COMMAND_ERROR_IS_FATAL ANY)

set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PACKAGE_NAME assay)
set(CPACK_PACKAGE_VENDOR "The assay authors")
set(CPACK_PACKAGE_CONTACT ${ASSAY_MAINTAINER})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "acceptance suite for GPU nodes")
set(CPACK_PACKAGE_DESCRIPTION
"assay measures what the GPUs and processors of a node really deliver, checks
every answer, and judges each device by what is published of it: is this the
part it says it is, does it deliver what was promised, and if not, why?
.
The driver, NCCL, cuBLASLt and MPI are opened at run time; without them
everything that does not need them works.")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_MONOLITHIC_INSTALL OFF)
set(CPACK_DEB_COMPONENT_INSTALL OFF)
set(CPACK_ARCHIVE_COMPONENT_INSTALL OFF)
string(TOLOWER ${CMAKE_SYSTEM_NAME} system)
set(CPACK_PACKAGE_FILE_NAME assay-${PROJECT_VERSION}-${system}-${CMAKE_SYSTEM_PROCESSOR})
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libc6 (>= 2.36)")  # a test holds the program to it
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "openmpi-bin")
set(CPACK_PROJECT_CONFIG_FILE ${PROJECT_SOURCE_DIR}/scripts/packaging/config.cmake)
include(CPack)
