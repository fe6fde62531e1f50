// The user interface of a TCP as it is asked and as it answers, in two dialects: non-blocking
// sockets, and the calls of RFC 9293 3.9.1. One vocabulary for scripts, adapters and the judge.
//
// All spans are views: data of a call is owned by the caller until the call returns; data of a
// result is owned by the stack until its next operation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "harness/history/address.h"
#include "harness/history/time.h"

namespace synspect {

// A stack's own name for a socket (socket dialect) or a local connection name (RFC dialect).
// Non-negative; the two dialects share one number space. Not reused within a run while live.
enum class Handle : std::int32_t { kNone = -1 };

// The states of RFC 9293 3.3.2, by which STATUS and info answer.
enum class TcpState : std::uint8_t {
  kClosed,
  kListen,
  kSynSent,
  kSynReceived,
  kEstablished,
  kFinWait1,
  kFinWait2,
  kCloseWait,
  kClosing,
  kLastAck,
  kTimeWait,
};
inline constexpr int kTcpStateCount = 11;
[[nodiscard]] std::string_view to_string(TcpState state);  // the RFC's spelling: "SYN-SENT"

// Why a call failed. Sockets: the POSIX name is given. RFC dialect: the RFC's error text. Numbers
// are ours, so that recorded runs are the same on every platform; a number once given stays (they
// are part of the plug-in interface and of recorded runs).
enum class CallError : std::uint8_t {
  kNone = 0,
  kNotSupported = 1,  // the stack has no such call or option: see Controls
  // --- socket dialect
  kWouldBlock = 16,        // EAGAIN
  kInProgress,             // EINPROGRESS
  kAlready,                // EALREADY
  kIsConnected,            // EISCONN
  kNotConnected,           // ENOTCONN
  kConnectionRefused,      // ECONNREFUSED
  kConnectionReset,        // ECONNRESET
  kConnectionAborted,      // ECONNABORTED
  kTimedOut,               // ETIMEDOUT
  kBrokenPipe,             // EPIPE
  kInvalid,                // EINVAL
  kBadDescriptor,          // EBADF
  kAddressInUse,           // EADDRINUSE
  kAddressNotAvailable,    // EADDRNOTAVAIL
  kNoBuffers,              // ENOBUFS
  kOperationNotSupported,  // EOPNOTSUPP
  kNoProtocolOption,       // ENOPROTOOPT
  kHostUnreachable,        // EHOSTUNREACH
  kNetworkUnreachable,     // ENETUNREACH
  kMessageSize,            // EMSGSIZE
  kFault,                  // EFAULT
  kDestinationRequired,    // EDESTADDRREQ
  // --- RFC dialect
  kIllegal = 128,          // "connection illegal for this process"
  kDoesNotExist,           // "connection does not exist"
  kAlreadyExists,          // "connection already exists"
  kInsufficientResources,  // "insufficient resources"
  kRemoteUnspecified,      // "remote socket unspecified"
  kClosing,                // "connection closing"
  kReset,                  // "connection reset"
  kRefused,                // "connection refused"
  kUserTimeout,            // "connection aborted due to user timeout"
};
[[nodiscard]] std::string_view to_string(CallError error);  // "ECONNREFUSED", "connection closing"

namespace call {

// ---- Sockets. Every call returns at once: what would block answers kWouldBlock or kInProgress.
struct Socket {
  IpVersion version{};
};
struct Bind {
  Handle socket{};
  SocketAddress address{};  // port 0: the stack chooses
};
struct Listen {
  Handle socket{};
  std::int32_t backlog{};
};
struct Accept {  // result: a new handle in `value`, the peer in `peer`
  Handle socket{};
};
struct Connect {
  Handle socket{};
  SocketAddress remote{};
};
struct Send {  // result: octets taken
  Handle socket{};
  std::span<const std::byte> data{};
  std::optional<SocketAddress> to{};  // sendto(): opens actively where the socket is not connected
  bool fast_open{};                   // MSG_FASTOPEN: data on the SYN
  bool urgent{};                      // MSG_OOB: the last octet of `data` is urgent
  bool more{};                        // MSG_MORE: more follows, no need to push
};
struct Receive {  // result: octets delivered, 0 at end of stream
  Handle socket{};
  std::size_t max{};
  bool peek{};  // MSG_PEEK
};
enum class ShutdownHow : std::uint8_t { kRead, kWrite, kBoth };
struct Shutdown {
  Handle socket{};
  ShutdownHow how{};
};
struct Close {  // the handle is gone afterwards; the connection may live on
  Handle socket{};
};
enum class Option : std::uint8_t {  // a number once given stays
  kReuseAddress,                    // SO_REUSEADDR
  kError,                           // SO_ERROR: get only; value is a CallError, reading clears it
  kLinger,                          // SO_LINGER: value -1 off, else seconds
  kReceiveBuffer,                   // SO_RCVBUF, octets
  kSendBuffer,                      // SO_SNDBUF, octets
  kKeepAlive,                       // SO_KEEPALIVE
  kNoDelay,                         // TCP_NODELAY
  kCork,                            // TCP_CORK
  kMaxSegment,                      // TCP_MAXSEG, octets
  kKeepIdle,                        // TCP_KEEPIDLE, seconds
  kKeepInterval,                    // TCP_KEEPINTVL, seconds
  kKeepCount,                       // TCP_KEEPCNT
  kUserTimeout,                     // TCP_USER_TIMEOUT, milliseconds (this is R2, MUST-21)
  kDiffserv,                        // IP_TOS / IPV6_TCLASS
  kTtl,                             // IP_TTL / IPV6_UNICAST_HOPS
  kFastOpen,                        // TCP_FASTOPEN: pending connections of a listener; 0: off
};
[[nodiscard]] std::string_view to_string(Option option);  // "SO_REUSEADDR"
struct SetOption {
  Handle socket{};
  Option option{};
  std::int64_t value{};
};
struct GetOption {
  Handle socket{};
  Option option{};
};
struct Name {  // getsockname() and getpeername() in one: result in `connection`
  Handle socket{};
};
// What can be waited for, as bits with the values of Linux.
enum Readiness : std::uint16_t {
  kPollIn = 0x1,       // POLLIN: a read, or on a listener accept(), returns at once
  kPollPri = 0x2,      // POLLPRI: urgent data are ahead
  kPollOut = 0x4,      // POLLOUT: there is room for text
  kPollErr = 0x8,      // POLLERR: SO_ERROR has something to tell; asked for or not
  kPollHup = 0x10,     // POLLHUP: both directions are over, or there was none; asked for or not
  kPollRdNorm = 0x40,  // POLLRDNORM, POLLWRNORM: as POLLIN and POLLOUT
  kPollWrNorm = 0x100,
  kPollRdHup = 0x2000,  // POLLRDHUP: nothing comes any more
};
struct Poll {  // of one socket, without waiting; result: what of `events` is there
  Handle socket{};
  std::uint16_t events{};
};

// ---- RFC 9293 3.9.1. RECEIVE is polled: kWouldBlock stands for "the request would wait".
// A passive OPEN names one connection, as the RFC has it: the same name goes LISTEN, SYN-RECEIVED,
// ESTABLISHED. There is no accept in this dialect.
struct Open {             // result: the local connection name in `value`
  SocketAddress local{};  // port 0: the stack chooses; all-zero address: unspecified
  std::optional<SocketAddress> remote{};  // empty: fully unspecified (passive only)
  bool active{};
  std::optional<Duration> timeout{};       // R2; empty: the default
  std::optional<std::uint8_t> diffserv{};  // six bits
  Handle existing{Handle::kNone};          // set: OPEN on an existing name (9293-3.10.1-f, -h)
};
struct RfcSend {
  Handle connection{};
  std::span<const std::byte> data{};
  bool push{};
  bool urgent{};  // the whole buffer is urgent: the pointer marks its end (MUST-62)
  std::optional<Duration> timeout{};
};
struct RfcReceive {
  Handle connection{};
  std::size_t max{};
};
struct RfcClose {
  Handle connection{};
};
struct Abort {  // RFC dialect; in the socket dialect: close with a RST (SO_LINGER 0)
  Handle connection{};
};
struct Status {
  Handle connection{};
};

}  // namespace call

using UserCall =
    std::variant<call::Socket, call::Bind, call::Listen, call::Accept, call::Connect, call::Send,
                 call::Receive, call::Shutdown, call::Close, call::SetOption, call::GetOption,
                 call::Name, call::Open, call::RfcSend, call::RfcReceive, call::RfcClose,
                 call::Abort, call::Status, call::Poll>;
[[nodiscard]] std::string_view name_of(const UserCall& call);  // "connect", "OPEN", ...
// The handle that the call acts on; kNone for socket() and a fresh OPEN.
[[nodiscard]] Handle handle_of(const UserCall& call);

struct CallResult {
  std::int64_t value{};  // as documented at each call; -1 whenever error is set
  CallError error{CallError::kNone};
  std::span<const std::byte> data{};  // what Receive or RfcReceive delivered
  // Whose connection it is: Accept, Connect, Open, Name, Status; empty where not known.
  std::optional<FourTuple> connection{};
  std::optional<TcpState> state{};              // Status
  bool end_of_stream{};                         // Receive: the peer's FIN was reached
  bool push{};                                  // RfcReceive: the buffer ended by a PUSH (MAY-17)
  std::optional<std::uint32_t> urgent_ahead{};  // octets up to the urgent mark (MUST-33)

  [[nodiscard]] static CallResult of(std::int64_t value) {
    CallResult result;
    result.value = value;
    return result;
  }
  [[nodiscard]] static CallResult failed(CallError error) {
    CallResult result;
    result.value = -1;
    result.error = error;
    return result;
  }
};

// What a stack tells its user without being asked.
enum class Signal : std::uint8_t {  // a number once given stays
  kReadable,                        // data or end of stream can be read
  kWritable,                        // send space is there again
  kAcceptable,                      // a connection waits in the listener's queue
  kConnected,                       // an active open completed
  kPeerClosed,                      // the peer's FIN was taken ("connection closing", MUST-12)
  kReset,                           // the peer's RST ended the connection (MUST-12)
  kRefused,                         // the open attempt was reset
  kTimedOut,                        // R2 or the user timeout ended it
  kUrgent,                          // urgent data became pending or the mark moved on (MUST-32)
  kSoftError,                       // an ICMP soft error or R1 was reached (MUST-47, SHLD-9)
  kClosed,                          // the connection is gone after a normal close
};
[[nodiscard]] std::string_view to_string(Signal signal);

}  // namespace synspect
