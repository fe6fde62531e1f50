#include "stack/ecn/negotiation.h"

#include "stack/ecn/ecn.h"
#include "stack/profile.h"

namespace synspect::tcp {

void announce_ecn(Tcb& tcb, Segment& syn) {
  Ecn& ecn = tcb.ecn;
  bool setup = false;
  if (syn.ack_flag) {
    // 3168-6.1.1-1. Who has sent a plain SYN has refused already.
    setup =
        tcb.profile->ecn != EcnUse::kOff && ecn.setup_heard && !ecn.plain_heard && !ecn.plain_sent;
  } else {
    // Silence may mean that something on the way drops such SYNs: the next is a plain one
    // (3168-6.1.1.1-1).
    setup = tcb.profile->ecn == EcnUse::kRequest && !ecn.setup_sent && !ecn.plain_sent;
  }
  syn.ece = setup;  // 3168-6.1.1-2; both clear otherwise (3168-6.1.1-6)
  syn.cwr = setup && !syn.ack_flag;
  if (setup) {
    ecn.setup_sent = true;
  } else {
    ecn.plain_sent = true;
  }
}

void hear_ecn(Tcb& tcb, const Segment& syn) {
  // A SYN,ACK with both bits reflects the SYN of somebody who understands neither
  // (3168-6.1.1.2-1); all other forms are plain as well (3168-6.1.1-6).
  const bool setup = syn.ece && syn.cwr != syn.ack_flag;
  if (setup) {
    tcb.ecn.setup_heard = true;
  } else {
    tcb.ecn.plain_heard = true;
    tcb.ecn.echoing = tcb.ecn.unreported = false;
  }
}

}  // namespace synspect::tcp
