# One target per folder, all with the same warnings: synspect_library(), synspect_test().
include_guard()
include(GoogleTest)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(synspect_flags INTERFACE)
target_include_directories(synspect_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(synspect_flags INTERFACE -Wall -Wextra -Wconversion -Wsign-conversion
                       -Wshadow -Wswitch-enum $<$<BOOL:${SYNSPECT_WERROR}>:-Werror>)
if(SYNSPECT_SANITIZE)
  target_compile_options(synspect_flags INTERFACE -fsanitize=${SYNSPECT_SANITIZE}
                         -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(synspect_flags INTERFACE -fsanitize=${SYNSPECT_SANITIZE})
endif()

# synspect_library(NAME SOURCES... [LINK targets...])
function(synspect_library name)
  cmake_parse_arguments(arg "" "" "LINK" ${ARGN})
  add_library(${name} STATIC ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PUBLIC synspect_flags ${arg_LINK})
endfunction()

# synspect_as_one(LIBRARY [SOURCES...]): with SYNSPECT_AS_ONE all its sources, or these, are compiled
# as one translation unit, and what is small is inlined: an observation takes one path through many
# small functions. A tenth of the instructions of a judged execution; with the sanitizers as much.
function(synspect_as_one library)
  if(NOT SYNSPECT_AS_ONE)
    return()
  endif()
  set_target_properties(${library} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 0)
  if(ARGN)
    set_target_properties(${library} PROPERTIES UNITY_BUILD_MODE GROUP)
    set_source_files_properties(${ARGN} PROPERTIES UNITY_GROUP as_one)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(${library} PRIVATE -mllvm -inline-threshold=1500)
  endif()
endfunction()

if(SYNSPECT_TARGETS_ONLY)  # tests are names without a program then
  function(synspect_test name)
    add_custom_target(${name})
  endfunction()
  return()
endif()

# One precompiled GoogleTest for all test programs.
add_executable(synspect_gtest_pch ${PROJECT_SOURCE_DIR}/harness/cmake/gtest_pch.cc)
target_link_libraries(synspect_gtest_pch PRIVATE synspect_flags GTest::gmock GTest::gtest_main)
target_precompile_headers(synspect_gtest_pch PRIVATE <gtest/gtest.h> <gmock/gmock.h>)
target_compile_definitions(synspect_gtest_pch PRIVATE
                           SYNSPECT_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                           SYNSPECT_BINARY_DIR="${PROJECT_BINARY_DIR}")

# synspect_test(NAME SOURCES... LINK targets...): a GoogleTest program, one CTest entry per test.
function(synspect_test name)
  cmake_parse_arguments(arg "" "" "LINK" ${ARGN})
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE synspect_flags ${arg_LINK} GTest::gmock GTest::gtest_main)
  target_precompile_headers(${name} REUSE_FROM synspect_gtest_pch)
  target_compile_definitions(${name} PRIVATE
                             SYNSPECT_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                             SYNSPECT_BINARY_DIR="${PROJECT_BINARY_DIR}")
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60
                       PROPERTIES TIMEOUT 300 ENVIRONMENT "RC_PARAMS=seed=1")
endfunction()
