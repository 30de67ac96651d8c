# What goes into which package? Read by cpack once for each of its generators.
if(CPACK_GENERATOR STREQUAL "DEB")
  set(special debian)
  set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
else()
  set(special elsewhere)
endif()
list(GET CPACK_INSTALL_CMAKE_PROJECTS 0 build_folder)
set(CPACK_INSTALL_CMAKE_PROJECTS
  "${build_folder};assay;Unspecified;/;${build_folder};assay;${special};/")
