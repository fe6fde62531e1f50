#include "harness/gate/refusal.h"

#include "harness/gate/encoding.h"

namespace synspect::gate {

worker::Refused refusal_of(const CannotLoad& error) {
  Encoder to;
  to.put(error.why);
  to.put(std::string_view{error.what()});
  to.put(error.hint);
  return worker::Refused{to.octets()};
}

void throw_refused(const worker::Refused& refused) {
  Decoder from{refused.payload()};
  const auto why = from.one_of(CannotLoad::Why::kEnvironment);
  const std::string what = from.text();
  const std::string hint = from.text();
  if (!from.at_end()) throw std::runtime_error{"a worker refused to work and does not say why"};
  throw CannotLoad{why, what, hint};
}

}  // namespace synspect::gate
