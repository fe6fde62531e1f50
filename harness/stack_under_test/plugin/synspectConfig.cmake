# find_package(synspect) gives synspect::stack_abi, the header by which a stack becomes a plug-in.
include("${CMAKE_CURRENT_LIST_DIR}/synspectTargets.cmake")
