// The one record type: what was seen of a run. Oracles, reports, ladders and captures are functions
// of a RunHeader and a stream of Observations; nothing in them could be supplied only by our core.
//
// Written by drive/ (replay, fuzz, explore) and by capture readers; read by everything else. An
// Observation owns nothing: its spans live until the sink that is handed it returns. To keep one,
// use History (history.h), which copies the octets into an arena.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/history/address.h"
#include "harness/history/capabilities.h"
#include "harness/history/decode/decoded_segment.h"
#include "harness/history/reset_config.h"
#include "harness/history/time.h"
#include "harness/history/user_call.h"

namespace synspect {

enum class Vantage : std::uint8_t {
  kAtStack,  // seen where datagrams enter and leave the stack: order is the stack's own
  kOnPath,   // seen somewhere on the way, as in a capture: order and loss are only hints
};

struct EndpointHeader {
  bool judged{};  // false: a script, or an end whose conduct nobody asked about
  Vantage vantage{Vantage::kAtStack};        // of what is recorded for this end
  std::optional<Capabilities> capabilities;  // empty: not known, as in a capture
  std::vector<IpAddress> addresses;          // its own addresses; empty: not known
  std::optional<std::uint32_t> mtu;          // octets, IP header included
  std::optional<ResetConfig> reset;          // how the stack was started: what a replay must repeat
  bool checksums_offloaded{};  // wrong TCP checksums of this end mean nothing (captures)
  // Set when all the payload that this end sends is the pattern of pattern.h under this salt, so
  // that octet n of its stream (0 = the one after the SYN's number) must have the value of position
  // n.
  std::optional<std::uint32_t> pattern_salt;
};

struct RunHeader {
  std::string source;                     // script path, capture path, "fuzz seed 17"; for people
  std::vector<EndpointHeader> endpoints;  // index = EndpointId; one or two
  std::optional<std::uint64_t> seed;      // of the driver: network and scenario; empty: no chance
  Duration clock_uncertainty{0};          // of every time in the run; 0 in virtual time
};

using EndpointId = std::uint8_t;  // index into RunHeader::endpoints

enum class Direction : std::uint8_t {
  kFromStack,  // the endpoint emitted it
  kToStack,    // it was on its way to, or was handed to, the endpoint
};

// What became of a datagram. In a single-stack run every emitted datagram is kSent and every
// injected one kDelivered. In a two-endpoint run one emission has kSent at its origin, then one
// record per copy at the other end.
enum class Fate : std::uint8_t {
  kSent,        // emitted by `endpoint`, handed to the network
  kDelivered,   // handed to `endpoint`: the only fate by which a stack learns anything
  kDropped,     // the network lost it
  kDuplicated,  // the network made one more copy; its own delivery follows
  kDelayed,     // the network holds it back; its own delivery follows
  kPassed,      // seen on the path: emitted by `endpoint`, delivery unknown (captures)
};

struct SegmentSeen {
  EndpointId endpoint{};
  Direction direction{};
  Fate fate{};
  std::uint64_t datagram{};           // unique per emission or injection; shared by all its copies
  std::uint16_t copy{};               // 0 for the first copy, 1.. for duplicates
  std::span<const std::byte> octets;  // the IP datagram as seen; a capture may have cut it
  std::uint32_t wire_length{};        // of the whole datagram
  DecodedSegment segment;             // history/decode's reading of `octets`
};

struct CallSeen {  // recorded when it returned; calls do not overlap on one endpoint
  EndpointId endpoint{};
  UserCall call;
  CallResult result;
};

struct SignalSeen {  // readiness, urgent data, asynchronous errors
  EndpointId endpoint{};
  Handle handle{Handle::kNone};
  Signal signal{};
  CallError reason{CallError::kNone};  // of kSoftError and of the kinds that end a connection
};

enum class FailureKind : std::uint8_t {
  kSignal,         // killed by a signal
  kEndOfFile,      // the process went away
  kHang,           // an operation did not return in time
  kProtocolError,  // it answered what the interface does not allow
  kSanitizer,      // ASan, UBSan or the like reported
};

// A TCP_INFO-like snapshot; every field is optional, units as named.
struct StackInfo {
  std::optional<TcpState> state;
  std::optional<std::uint8_t>
      options;  // TCPI_OPT_* bits: 1 TS, 2 SACK, 4 WSCALE, 8 ECN, 32 SYN_DATA
  std::optional<std::uint32_t> snd_una;  // wire number
  std::optional<std::uint32_t> snd_nxt;  // wire number
  std::optional<std::uint32_t> rcv_nxt;  // wire number
  std::optional<std::uint32_t> snd_wnd;  // octets, scaled
  std::optional<std::uint32_t> rcv_wnd;  // octets, scaled
  std::optional<std::uint32_t> snd_mss;  // octets
  std::optional<std::uint32_t> rcv_mss;  // octets
  std::optional<std::uint32_t> advmss;   // octets
  std::optional<std::uint32_t> cwnd_segments;
  std::optional<std::uint32_t> ssthresh_segments;
  std::optional<std::uint32_t> unacked_segments;
  std::optional<std::uint32_t> sacked_segments;
  std::optional<std::uint32_t> lost_segments;
  std::optional<std::uint32_t> retransmits;  // of the segment now outstanding
  std::optional<std::uint32_t> total_retransmits;
  std::optional<std::uint32_t> probes;
  std::optional<std::uint32_t> backoff;
  std::optional<std::uint8_t> ca_state;  // 0 Open 1 Disorder 2 CWR 3 Recovery 4 Loss
  std::optional<Duration> rto;
  std::optional<Duration> srtt;
  std::optional<Duration> rttvar;
  std::optional<Duration> min_rtt;
  std::optional<Duration> rcv_rtt;
  std::optional<Duration> busy_time;
  std::optional<Duration> rwnd_limited;
  std::optional<Duration> sndbuf_limited;
  std::optional<Duration> last_data_received;  // since then
  std::optional<std::uint8_t> snd_wscale;
  std::optional<std::uint8_t> rcv_wscale;
  std::optional<std::uint32_t> delivered_segments;
  std::optional<std::uint32_t> reordering;
  std::optional<std::uint32_t> reorderings_seen;
  std::optional<std::uint64_t> bytes_received;
};

struct InfoSeen {
  EndpointId endpoint{};
  Handle handle{Handle::kNone};
  const StackInfo* info{};  // a view like the spans; never null
};

// The stack died or did not come back. Nothing more comes from this endpoint.
struct StackFailed {
  EndpointId endpoint{};
  FailureKind kind{};
  int signal_number{};                // of kSignal
  std::span<const std::byte> report;  // what the process said, cut to 64 KiB
};

// A setting was changed in mid-run.
struct KnobSet {
  EndpointId endpoint{};
  std::string_view name;
  std::string_view value;
};

// The clock moved to Observation::at and the stack was given its due timers. Recorded once per
// advance, so that silence can be judged: nothing was emitted in between unless recorded.
struct TimeAdvanced {};

// The driver's word about the rest of the run, for liveness: from now on no datagram is lost and
// both applications read and close. Rules that need a promise bind only after it.
struct FaultsStopped {};

// The run ended in order at Observation::at. A stream without it was cut off.
struct RunEnded {};

struct Observation {
  Time at{};                    // never decreases within a run; capture readers clamp
  std::uint32_t script_line{};  // of the event that caused it, 1-based; 0: none
  std::variant<SegmentSeen, CallSeen, SignalSeen, InfoSeen, StackFailed, KnobSet, TimeAdvanced,
               FaultsStopped, RunEnded>
      what;
};

// A consumer of runs. The position of an observation is its ordinal within its run, from 0.
class ObservationSink {
 public:
  virtual ~ObservationSink() = default;
  // A run begins; whatever was known of an earlier one is forgotten, memory may be kept.
  virtual void begin(const RunHeader& header) = 0;
  virtual void observe(const Observation& seen) = 0;
};

}  // namespace synspect
