// The mutator of datagrams behind the names that libFuzzer asks for.
#include <cstddef>
#include <cstdint>

#include "fuzzers/codec/datagram_inputs.h"

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max, unsigned seed) {
  return synspect::codec::mutate_datagram({data, max}, size, seed);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* first, std::size_t first_size,
                                                 const std::uint8_t* second,
                                                 std::size_t second_size, std::uint8_t* out,
                                                 std::size_t max, unsigned seed) {
  return synspect::codec::cross_datagrams({first, first_size}, {second, second_size}, {out, max},
                                          seed);
}
