#include "fuzzers/this_worker.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace synspect {
namespace {

campaign::Worker* make() {
  auto worker = campaign::Worker::from_environment();
  if (!worker) {
    std::fprintf(stderr, "%s\n", worker.error().c_str());
    std::exit(2);
  }
  return new campaign::Worker{*std::move(worker)};
}

}  // namespace

campaign::Worker& this_worker() {
  static campaign::Worker* const worker = make();  // never destroyed: engines exit as they please
  return *worker;
}

}  // namespace synspect
