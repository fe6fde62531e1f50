#include <cstddef>
#include <iostream>
#include <span>

#include "harness/cli/run.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  const std::span<const char* const> all{argv, static_cast<std::size_t>(argc)};
  return synspect::cli::run(all.subspan(all.empty() ? 0 : 1), std::cout, std::cerr);
}
