#include "harness/history/user_call.h"

namespace synspect {
namespace {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

}  // namespace

std::string_view to_string(TcpState state) {
  switch (state) {
    case TcpState::kClosed:
      return "CLOSED";
    case TcpState::kListen:
      return "LISTEN";
    case TcpState::kSynSent:
      return "SYN-SENT";
    case TcpState::kSynReceived:
      return "SYN-RECEIVED";
    case TcpState::kEstablished:
      return "ESTABLISHED";
    case TcpState::kFinWait1:
      return "FIN-WAIT-1";
    case TcpState::kFinWait2:
      return "FIN-WAIT-2";
    case TcpState::kCloseWait:
      return "CLOSE-WAIT";
    case TcpState::kClosing:
      return "CLOSING";
    case TcpState::kLastAck:
      return "LAST-ACK";
    case TcpState::kTimeWait:
      return "TIME-WAIT";
  }
  return "unknown state";  // a number from a plug-in or a recorded run: not ours to trust
}

std::string_view to_string(CallError error) {
  switch (error) {
    case CallError::kNone:
      return "ok";
    case CallError::kNotSupported:
      return "not supported";
    case CallError::kWouldBlock:
      return "EAGAIN";
    case CallError::kInProgress:
      return "EINPROGRESS";
    case CallError::kAlready:
      return "EALREADY";
    case CallError::kIsConnected:
      return "EISCONN";
    case CallError::kNotConnected:
      return "ENOTCONN";
    case CallError::kConnectionRefused:
      return "ECONNREFUSED";
    case CallError::kConnectionReset:
      return "ECONNRESET";
    case CallError::kConnectionAborted:
      return "ECONNABORTED";
    case CallError::kTimedOut:
      return "ETIMEDOUT";
    case CallError::kBrokenPipe:
      return "EPIPE";
    case CallError::kInvalid:
      return "EINVAL";
    case CallError::kBadDescriptor:
      return "EBADF";
    case CallError::kAddressInUse:
      return "EADDRINUSE";
    case CallError::kAddressNotAvailable:
      return "EADDRNOTAVAIL";
    case CallError::kNoBuffers:
      return "ENOBUFS";
    case CallError::kOperationNotSupported:
      return "EOPNOTSUPP";
    case CallError::kNoProtocolOption:
      return "ENOPROTOOPT";
    case CallError::kHostUnreachable:
      return "EHOSTUNREACH";
    case CallError::kNetworkUnreachable:
      return "ENETUNREACH";
    case CallError::kMessageSize:
      return "EMSGSIZE";
    case CallError::kFault:
      return "EFAULT";
    case CallError::kDestinationRequired:
      return "EDESTADDRREQ";
    case CallError::kIllegal:
      return "connection illegal for this process";
    case CallError::kDoesNotExist:
      return "connection does not exist";
    case CallError::kAlreadyExists:
      return "connection already exists";
    case CallError::kInsufficientResources:
      return "insufficient resources";
    case CallError::kRemoteUnspecified:
      return "remote socket unspecified";
    case CallError::kClosing:
      return "connection closing";
    case CallError::kReset:
      return "connection reset";
    case CallError::kRefused:
      return "connection refused";
    case CallError::kUserTimeout:
      return "connection aborted due to user timeout";
  }
  return "unknown error";
}

std::string_view call::to_string(Option option) {
  switch (option) {
    case Option::kReuseAddress:
      return "SO_REUSEADDR";
    case Option::kError:
      return "SO_ERROR";
    case Option::kLinger:
      return "SO_LINGER";
    case Option::kReceiveBuffer:
      return "SO_RCVBUF";
    case Option::kSendBuffer:
      return "SO_SNDBUF";
    case Option::kKeepAlive:
      return "SO_KEEPALIVE";
    case Option::kNoDelay:
      return "TCP_NODELAY";
    case Option::kCork:
      return "TCP_CORK";
    case Option::kMaxSegment:
      return "TCP_MAXSEG";
    case Option::kKeepIdle:
      return "TCP_KEEPIDLE";
    case Option::kKeepInterval:
      return "TCP_KEEPINTVL";
    case Option::kKeepCount:
      return "TCP_KEEPCNT";
    case Option::kUserTimeout:
      return "TCP_USER_TIMEOUT";
    case Option::kDiffserv:
      return "IP_TOS";
    case Option::kTtl:
      return "IP_TTL";
    case Option::kFastOpen:
      return "TCP_FASTOPEN";
  }
  return "unknown option";
}

std::string_view to_string(Signal signal) {
  switch (signal) {
    case Signal::kReadable:
      return "readable";
    case Signal::kWritable:
      return "writable";
    case Signal::kAcceptable:
      return "acceptable";
    case Signal::kConnected:
      return "connected";
    case Signal::kPeerClosed:
      return "peer closed";
    case Signal::kReset:
      return "reset";
    case Signal::kRefused:
      return "refused";
    case Signal::kTimedOut:
      return "timed out";
    case Signal::kUrgent:
      return "urgent";
    case Signal::kSoftError:
      return "soft error";
    case Signal::kClosed:
      return "closed";
  }
  return "unknown signal";
}

std::string_view name_of(const UserCall& call) {
  constexpr std::string_view kNames[] = {
      // in the order of UserCall
      "socket",   "bind",  "listen",     "accept",     "connect",     "send", "recv",
      "shutdown", "close", "setsockopt", "getsockopt", "getsockname", "OPEN", "SEND",
      "RECEIVE",  "CLOSE", "ABORT",      "STATUS",     "poll"};
  static_assert(std::size(kNames) == std::variant_size_v<UserCall>);
  return kNames[call.index()];
}

Handle handle_of(const UserCall& call) {
  return std::visit(Overloaded{
                        [](const call::Socket&) { return Handle::kNone; },
                        [](const call::Open& open) { return open.existing; },
                        [](const call::RfcSend& c) { return c.connection; },
                        [](const call::RfcReceive& c) { return c.connection; },
                        [](const call::RfcClose& c) { return c.connection; },
                        [](const call::Abort& c) { return c.connection; },
                        [](const call::Status& c) { return c.connection; },
                        [](const auto& socket_call) { return socket_call.socket; },
                    },
                    call);
}

}  // namespace synspect
