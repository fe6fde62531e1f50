// Forming segments (RFC 9293 3.10): every segment of a connection leaves through here.
#pragma once

#include "stack/effects.h"
#include "stack/segment.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

// <SEQ=seq><CTL=RST>: the answer to an acknowledgment of something never sent (9293-3.5.2-b), and
// where a clause names it, never else (9293-3.5.2-d).
[[nodiscard]] Segment reset_at(Seq seq);

// <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>, empty (9293-3.5.2-c).
void send_ack(Tcb& tcb, Effects& effects);

// <SEQ=ISS><CTL=SYN>, or with RCV.NXT known <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>; also repeated.
[[gnu::noinline]] void send_syn(Tcb& tcb, Instant now, Effects& effects);

// New text and FIN, as far as the window, Nagle and silly-window avoidance let them; the timers
// follow. To be called whenever one of these may have changed.
void send_queued(Tcb& tcb, Instant now, Effects& effects);

// The same, and first what silly-window avoidance alone holds back.
[[gnu::cold]] void send_held(Tcb& tcb, Instant now, Effects& effects);

// Text and FIN in [seq, end) once more, in segments cut anew (9293-3.8.6-d): up to one segment, as
// far as the window goes. False when that is nothing.
[[nodiscard, gnu::cold]] bool resend_at(Tcb& tcb, Seq seq, Seq end, Effects& effects);

// <SEQ=SND.NXT-1><ACK=RCV.NXT><CTL=ACK>: nothing that the peer does not have, so it must answer
// (9293-3.8.4-a).
[[gnu::cold]] void send_keep_alive(Tcb& tcb, Effects& effects);

// One number at SND.UNA into a zero window: an octet, new or sent before, or the FIN behind all of
// them (9293-3.8.6.1-a).
[[gnu::cold]] void send_probe(Tcb& tcb, Effects& effects);
// The peer has acknowledged a probe of something new: it counts as sent.
[[gnu::cold]] void probe_taken(Tcb& tcb);

}  // namespace synspect::tcp
