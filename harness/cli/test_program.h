// For tests: the program as a function, from the root of the sources.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "harness/cli/run.h"

namespace synspect::cli {

struct Said {
  int code{};
  std::string out;
  std::string err;
};

inline Said say(const std::vector<std::string>& words) {
  Surroundings around;
  around.root = SYNSPECT_SOURCE_DIR;
  around.lwip = SYNSPECT_BINARY_DIR "/stacks/libsynspect_lwip.so";
  std::vector<const char*> args;
  args.reserve(words.size());
  for (const std::string& word : words) args.push_back(word.c_str());
  std::ostringstream out;
  std::ostringstream err;
  const int code = run(args, out, err, around);
  return {code, out.str(), err.str()};
}

}  // namespace synspect::cli
