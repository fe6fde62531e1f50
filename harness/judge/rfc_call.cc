#include "harness/judge/rfc_call.h"

#include <variant>

namespace synspect::judge {
namespace {

using Kind = RfcCall::Kind;

struct Name {
  using Named = std::optional<RfcCall>;
  Named operator()(const call::Listen&) const { return RfcCall{Kind::kOpenPassive, true, 0}; }
  Named operator()(const call::Connect&) const { return RfcCall{Kind::kOpenActive, true, 0}; }
  Named operator()(const call::Send& call) const {
    // sendto() that may open, MSG_FASTOPEN and MSG_OOB are no plain SENDs.
    if (call.to || call.fast_open || call.urgent) return std::nullopt;
    return RfcCall{Kind::kSend, true, call.data.size()};
  }
  Named operator()(const call::Receive& call) const {
    return RfcCall{Kind::kReceive, true, call.max};
  }
  // CLOSE of the RFC means "no more to send": shutdown(), for close() lets go of the handle.
  Named operator()(const call::Shutdown& call) const {
    if (call.how == call::ShutdownHow::kRead) return std::nullopt;
    return RfcCall{Kind::kClose, true, 0};
  }
  Named operator()(const call::Open& call) const {
    return RfcCall{call.active ? Kind::kOpenActive : Kind::kOpenPassive, false, 0};
  }
  Named operator()(const call::RfcSend& call) const {
    if (call.urgent) return std::nullopt;
    return RfcCall{Kind::kSend, false, call.data.size()};
  }
  Named operator()(const call::RfcReceive& call) const {
    return RfcCall{Kind::kReceive, false, call.max};
  }
  Named operator()(const call::RfcClose&) const { return RfcCall{Kind::kClose, false, 0}; }
  Named operator()(const call::Status&) const { return RfcCall{Kind::kStatus, false, 0}; }
  template <typename Other>
  Named operator()(const Other&) const {
    return std::nullopt;
  }
};

}  // namespace

std::optional<RfcCall> rfc_call(const UserCall& call) { return std::visit(Name{}, call); }

}  // namespace synspect::judge
