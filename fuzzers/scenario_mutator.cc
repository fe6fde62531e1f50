// The mutator of scenarios behind the names that libFuzzer asks for. Others have their own names:
// see standalone_runner.cc; AFL++ takes a shared object with afl_custom_fuzz.
#include <cstddef>
#include <cstdint>

#include "fuzzers/scenario_inputs.h"
#include "fuzzers/scenario_target.h"

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max, unsigned seed) {
  return synspect::mutate_input(data, size, max, seed, synspect::target_shape());
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* first, std::size_t first_size,
                                                 const std::uint8_t* second,
                                                 std::size_t second_size, std::uint8_t* out,
                                                 std::size_t max, unsigned seed) {
  return synspect::cross_inputs(first, first_size, second, second_size, out, max, seed,
                                synspect::target_shape());
}
