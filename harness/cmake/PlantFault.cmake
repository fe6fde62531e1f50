# A mutant of the core: its sources with one passage of one of them replaced (harness/faults/plant.cc).
include_guard()

# synspect_planted_fault(TARGET FAULT_FILE FOLDER): libTARGET.so in FOLDER of the build.
function(synspect_planted_fault target fault_file folder)
  get_filename_component(name ${fault_file} NAME_WE)
  file(STRINGS ${fault_file} file_line REGEX "^file: " LIMIT_COUNT 1)
  string(REPLACE "file: " "" mutated "${file_line}")
  set(copy ${CMAKE_CURRENT_BINARY_DIR}/${name}/${mutated})
  add_custom_command(
    OUTPUT ${copy}
    COMMAND plant_fault ${PROJECT_SOURCE_DIR} ${fault_file} --write ${copy}
    DEPENDS plant_fault ${fault_file} ${PROJECT_SOURCE_DIR}/${mutated}
    COMMENT "Planting ${name}"
    VERBATIM)
  get_filename_component(copy_folder ${copy} DIRECTORY)
  file(MAKE_DIRECTORY ${copy_folder})
  # The changed file comes first: its definitions win over those in the archive.
  add_library(${target} MODULE ${copy} ${PROJECT_SOURCE_DIR}/harness/faults/make_faulty_stack.cc)
  target_link_libraries(${target} PRIVATE synspect_flags synspect_reference)
  target_compile_options(${target} PRIVATE -O0 -g0 -w)
  target_link_options(${target} PRIVATE -Wl,-Bsymbolic -Wl,--exclude-libs,ALL)
  set_target_properties(${target} PROPERTIES
    CXX_VISIBILITY_PRESET hidden
    LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/${folder})
endfunction()
