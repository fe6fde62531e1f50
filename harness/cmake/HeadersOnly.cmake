# SYNSPECT_TARGETS_ONLY: what other builds take from libraries comes from their headers here, compiled
# with this compiler and its C++ library. So the targets run where nothing is installed.
function(synspect_headers_only name)
  add_library(${name} INTERFACE IMPORTED GLOBAL)
  target_compile_definitions(${name} INTERFACE ${ARGN})
endfunction()
synspect_headers_only(fmt::fmt FMT_HEADER_ONLY=1)
synspect_headers_only(PkgConfig::xxhash XXH_INLINE_ALL=1)
synspect_headers_only(nlohmann_json::nlohmann_json)
