// The inputs of a target behind the names that libFuzzer asks for. Our own runner
// (standalone_runner.cc) asks for the same; AFL++ has its own (afl/mutator.cc).
#include <cstddef>
#include <cstdint>

#include "fuzzers/inputs.h"

// libFuzzer's own changes: octets, and what comparisons in the target showed it.
extern "C" [[gnu::weak]] std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size,
                                                      std::size_t max);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max, unsigned seed) {
  const synspect::Inputs inputs = synspect::target_inputs();
  if (inputs.engines_own && LLVMFuzzerMutate != nullptr && seed % 4 == 0) {
    return LLVMFuzzerMutate(data, size, max);
  }
  return inputs.mutate({data, max}, size, seed);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* first, std::size_t first_size,
                                                 const std::uint8_t* second,
                                                 std::size_t second_size, std::uint8_t* out,
                                                 std::size_t max, unsigned seed) {
  return synspect::target_inputs().cross({first, first_size}, {second, second_size}, {out, max},
                                         seed);
}
