// Brings what is known of a connection up to date after the rules were asked.
#pragma once

#include "harness/judge/arrival.h"
#include "harness/judge/emission.h"

namespace synspect::judge {

void follow_arrival(Scene& scene, const Arrival& in);        // follow_arrival.cc
void follow_emission(Scene& scene, const Emission& out);     // follow_emission.cc
void follow_time(Scene& scene);                              // follow_time.cc: TIME-WAIT runs out
void follow_call(Endpoint& endpoint, const CallSeen& seen);  // follow_call.cc

// follow_end_call.cc. Shutdown of the sending side, CLOSE (3.10.4), ABORT (3.10.5).
void follow_shutdown(Endpoint& endpoint, Connection& conn);
void follow_close(Endpoint& endpoint, Connection& conn);
void follow_abort(Endpoint& endpoint, Connection& conn);
// Either, of a handle whose connection is not known.
void close_perhaps(Endpoint& endpoint, const Socket& socket);
// `rule` speaks of the port from now on.
void stop_listening(Endpoint& endpoint, Handle handle, Rule rule);
// No life that the listener completed waits for an ACCEPT any more.
void nothing_waits(Endpoint& endpoint, Handle listener);

// follow_timers.cc. Before SND.NXT, or SND.UNA, moves.
void follow_sent(Scene& scene, Offset seq, Offset end);
void follow_acked(Scene& scene, Offset ack, bool sure);

// lives.cc. The user was told that what the handle named is over, and so it is, certainly: by a
// reset (3.10.7.4, second check), by the user timeout (9293-3.10.8-a).
void end_told(Scene& scene);
// The same of a name, whatever was bound to it: the name opens nothing any more.
void end_name(Endpoint& endpoint, Handle handle);
// Starts a new life of a four-tuple.
void reincarnate(Endpoint& endpoint, Connection& conn, StateSet states, Origin origin);
// A SYN,ACK answered the SYN that opens the four-tuple anew (MAY-2).
void adopt(Scene& scene, Candidate candidate);
// ... which came to nothing if `seg`, about to be judged, is that of the life in TIME-WAIT.
void resume_earlier(Scene& scene, const DecodedSegment& seg);
// The connection must be gone, because of `rule`; a listener may be there instead.
void end_for(Scene& scene, Rule rule, std::optional<Rule> by_state = std::nullopt);

}  // namespace synspect::judge
