#include "fuzzers/codec/datagram_inputs.h"
#include "fuzzers/inputs.h"

synspect::Inputs synspect::target_inputs() {
  return {codec::mutate_datagram, codec::cross_datagrams};
}
