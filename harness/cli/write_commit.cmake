# Which commit is being built? Runs at every build and touches OUTPUT only where the answer changed.
# cmake -D SOURCE=... -D OUTPUT=... -P write_commit.cmake
set(commit "")
set(date "")
find_program(git git)
if(git AND EXISTS ${SOURCE}/.git)
  execute_process(COMMAND ${git} -C ${SOURCE} describe --always --dirty --abbrev=40 --exclude=*
                  OUTPUT_VARIABLE answer OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE status)
  if(status EQUAL 0 AND answer MATCHES "^[0-9a-f]+(-dirty)?$")
    set(commit ${answer})
    execute_process(COMMAND ${git} -C ${SOURCE} log -1 --format=%cs
                    OUTPUT_VARIABLE date OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  endif()
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT [[
// The commit this was built from; empty: not built from a checkout. Generated at every build.
#pragma once
// SPDX-License-Identifier: Apache-2.0

namespace assay::cli {

inline constexpr const char* kCommit = "@commit@";
inline constexpr const char* kCommitDate = "@date@";  ///< "2026-11-30"

}  // namespace assay::cli
]] @ONLY)
