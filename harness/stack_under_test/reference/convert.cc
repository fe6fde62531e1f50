#include "harness/stack_under_test/reference/convert.h"

#include <utility>

namespace synspect::reference {

tcp::IpAddress to_core(const IpAddress& ip) {
  const auto version = ip.version == IpVersion::kV4 ? tcp::IpVersion::kV4 : tcp::IpVersion::kV6;
  return {.version = version, .octets = ip.octets};
}
tcp::Socket to_core(const SocketAddress& socket) {
  return {.ip = to_core(socket.ip), .port = {socket.port}};
}

SocketAddress from_core(const tcp::Socket& socket) {
  const auto version = socket.ip.version == tcp::IpVersion::kV4 ? IpVersion::kV4 : IpVersion::kV6;
  return {.ip = {.version = version, .octets = socket.ip.octets}, .port = socket.port.number};
}
FourTuple from_core(const tcp::SocketPair& sockets) {
  return {.local = from_core(sockets.local), .remote = from_core(sockets.remote)};
}

TcpState from_core(tcp::State state) {
  switch (state) {
    case tcp::State::kClosed:
      return TcpState::kClosed;
    case tcp::State::kListen:
      return TcpState::kListen;
    case tcp::State::kSynSent:
      return TcpState::kSynSent;
    case tcp::State::kSynReceived:
      return TcpState::kSynReceived;
    case tcp::State::kEstablished:
      return TcpState::kEstablished;
    case tcp::State::kFinWait1:
      return TcpState::kFinWait1;
    case tcp::State::kFinWait2:
      return TcpState::kFinWait2;
    case tcp::State::kCloseWait:
      return TcpState::kCloseWait;
    case tcp::State::kClosing:
      return TcpState::kClosing;
    case tcp::State::kLastAck:
      return TcpState::kLastAck;
    case tcp::State::kTimeWait:
      return TcpState::kTimeWait;
  }
  std::unreachable();
}

CallError rfc_error(tcp::CallStatus status) {
  switch (status) {
    case tcp::CallStatus::kOk:
      return CallError::kNone;
    case tcp::CallStatus::kWouldWait:
      return CallError::kWouldBlock;
    case tcp::CallStatus::kIllegal:
      return CallError::kIllegal;
    case tcp::CallStatus::kDoesNotExist:
      return CallError::kDoesNotExist;
    case tcp::CallStatus::kAlreadyExists:
      return CallError::kAlreadyExists;
    case tcp::CallStatus::kRemoteUnspecified:
      return CallError::kRemoteUnspecified;
    case tcp::CallStatus::kInsufficientResources:
      return CallError::kInsufficientResources;
    case tcp::CallStatus::kClosing:
      return CallError::kClosing;
    case tcp::CallStatus::kReset:
      return CallError::kReset;
    case tcp::CallStatus::kRefused:
      return CallError::kRefused;
    case tcp::CallStatus::kAborted:
      return CallError::kUserTimeout;
  }
  std::unreachable();
}

CallError posix_error(tcp::CallStatus status) {
  switch (status) {
    case tcp::CallStatus::kOk:
      return CallError::kNone;
    case tcp::CallStatus::kWouldWait:
      return CallError::kWouldBlock;
    case tcp::CallStatus::kIllegal:
      return CallError::kNetworkUnreachable;
    case tcp::CallStatus::kDoesNotExist:
      return CallError::kNotConnected;
    case tcp::CallStatus::kAlreadyExists:
      return CallError::kAddressInUse;
    case tcp::CallStatus::kRemoteUnspecified:
      return CallError::kDestinationRequired;
    case tcp::CallStatus::kInsufficientResources:
      return CallError::kNoBuffers;
    case tcp::CallStatus::kClosing:
      return CallError::kBrokenPipe;
    case tcp::CallStatus::kReset:
      return CallError::kConnectionReset;
    case tcp::CallStatus::kRefused:
      return CallError::kConnectionRefused;
    case tcp::CallStatus::kAborted:
      return CallError::kTimedOut;
  }
  std::unreachable();
}

Told told(tcp::Notice notice) {
  constexpr CallError kNone = CallError::kNone;
  switch (notice) {
    case tcp::Notice::kFastOpened:  // of a passive OPEN; whoever ACCEPTs is told by the listener
    case tcp::Notice::kConnected:
      return {Signal::kConnected, kNone, kNone};
    case tcp::Notice::kReadable:
      return {Signal::kReadable, kNone, kNone};
    case tcp::Notice::kWritable:
      return {Signal::kWritable, kNone, kNone};
    case tcp::Notice::kAcceptable:
      return {Signal::kAcceptable, kNone, kNone};
    case tcp::Notice::kPeerClosed:
      return {Signal::kPeerClosed, kNone, kNone};
    case tcp::Notice::kUrgent:
      return {Signal::kUrgent, kNone, kNone};
    case tcp::Notice::kReset:
      return {Signal::kReset, CallError::kReset, CallError::kConnectionReset};
    case tcp::Notice::kRefused:
      return {Signal::kRefused, CallError::kRefused, CallError::kConnectionRefused};
    case tcp::Notice::kTimedOut:
      return {Signal::kTimedOut, CallError::kUserTimeout, CallError::kTimedOut};
    case tcp::Notice::kTrouble:
      return {Signal::kSoftError, kNone, kNone};
    case tcp::Notice::kUnreachable:
      return {Signal::kRefused, CallError::kRefused, CallError::kHostUnreachable};
    case tcp::Notice::kNoNetwork:
      return {Signal::kSoftError, CallError::kNetworkUnreachable, CallError::kNetworkUnreachable};
    case tcp::Notice::kNoHost:
      return {Signal::kSoftError, CallError::kHostUnreachable, CallError::kHostUnreachable};
    case tcp::Notice::kBadParameter:
      return {Signal::kSoftError, CallError::kNoProtocolOption, CallError::kNoProtocolOption};
    case tcp::Notice::kNoPort:
      return {Signal::kSoftError, CallError::kConnectionRefused, CallError::kConnectionRefused};
    case tcp::Notice::kPeerTimeout:
      return {std::nullopt, kNone, kNone};  // there is no signal for it
    case tcp::Notice::kClosed:
      return {Signal::kClosed, kNone, kNone};
  }
  std::unreachable();
}

}  // namespace synspect::reference
