# Which commit is being built? Runs at every build and touches OUTPUT only where the answer changed.
# cmake -D SOURCE=... -D OUTPUT=... -P write_commit.cmake
set(commit "")
find_program(git git)
if(git AND EXISTS ${SOURCE}/.git)
  execute_process(COMMAND ${git} -C ${SOURCE} describe --always --dirty --abbrev=40 --exclude=*
                  OUTPUT_VARIABLE answer OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE status)
  if(status EQUAL 0 AND answer MATCHES "^[0-9a-f]+(-dirty)?$")
    set(commit ${answer})
  endif()
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT [[
// The commit this was built from; empty: not built from a checkout. Generated at every build.
#pragma once
// SPDX-License-Identifier: Apache-2.0

namespace assay::cli {

inline constexpr const char* kCommit = "@commit@";

}  // namespace assay::cli
]] @ONLY)
