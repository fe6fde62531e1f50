// The mutator of scripts behind the names that libFuzzer asks for.
#include <cstddef>
#include <cstdint>

#include "fuzzers/text/script_inputs.h"

// libFuzzer's own changes: octets, and what comparisons in the parser showed it.
extern "C" [[gnu::weak]] std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size,
                                                      std::size_t max);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max, unsigned seed) {
  if (LLVMFuzzerMutate != nullptr && seed % 4 == 0) return LLVMFuzzerMutate(data, size, max);
  return synspect::text::mutate_script({data, max}, size, seed);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* first, std::size_t first_size,
                                                 const std::uint8_t* second,
                                                 std::size_t second_size, std::uint8_t* out,
                                                 std::size_t max, unsigned seed) {
  return synspect::text::cross_scripts({first, first_size}, {second, second_size}, {out, max},
                                       seed);
}
