#include "harness/scenario/text.h"

#include <fmt/format.h>

#include <utility>

#include "harness/scenario/values.h"

namespace synspect::scenario {
namespace {

std::string_view name(Edge edge) {
  switch (edge) {
    case Edge::kIss:
      return "ISS";
    case Edge::kSndUna:
      return "SND.UNA";
    case Edge::kSndNxt:
      return "SND.NXT";
    case Edge::kSndWindowEnd:
      return "SND.UNA+SND.WND";
    case Edge::kIrs:
      return "IRS";
    case Edge::kRcvNxt:
      return "RCV.NXT";
    case Edge::kRcvWindowEnd:
      return "RCV.NXT+RCV.WND";
    case Edge::kPeerNext:
      return "peer's next";
  }
  std::unreachable();
}

std::string text(const Point& point) {
  std::string result{name(point.edge)};
  if (point.half_circle) result += "+2^31";
  if (point.offset != 0) result += fmt::format("{:+}", point.offset);
  return result;
}

std::string_view name(Move::Kind kind) {
  switch (kind) {
    case Move::Kind::kSyn:
      return "SYN";
    case Move::Kind::kSynAck:
      return "SYN,ACK";
    case Move::Kind::kAck:
      return "ACK of everything";
    case Move::Kind::kText:
      return "text";
    case Move::Kind::kFin:
      return "FIN,ACK";
    case Move::Kind::kRst:
      return "exact RST";
    case Move::Kind::kFinNoAck:
      return "FIN without a new ACK";
    case Move::Kind::kSynAlone:
      return "crossing SYN";
    case Move::Kind::kResend:
      return "text from RCV.NXT on";
    case Move::Kind::kWindow:
      return "window and nothing else";
  }
  std::unreachable();
}

std::string_view name(Call::Kind kind) {
  switch (kind) {
    case Call::Kind::kOpenPassive:
      return "open passive";
    case Call::Kind::kOpenActive:
      return "open active";
    case Call::Kind::kAccept:
      return "accept";
    case Call::Kind::kSend:
      return "send";
    case Call::Kind::kReceive:
      return "receive";
    case Call::Kind::kClose:
      return "close";
    case Call::Kind::kShutdown:
      return "shutdown";
    case Call::Kind::kAbort:
      return "abort";
    case Call::Kind::kStatus:
      return "status";
    case Call::Kind::kSetOption:
      return "set option";
    case Call::Kind::kCloseListen:
      return "close the listener";
  }
  std::unreachable();
}

std::string_view name(Wait::Kind kind) {
  switch (kind) {
    case Wait::Kind::kAmount:
      return "wait";
    case Wait::Kind::kTimer:
      return "wait for the next timer";
    case Wait::Kind::kBefore:
      return "wait until 1 us before the next timer";
    case Wait::Kind::kPast:
      return "wait until 1 us past the next timer";
    case Wait::Kind::kFullSecond:
      return "wait for the full second";
    case Wait::Kind::kTwoMsl:
      return "wait past 2 MSL";
  }
  std::unreachable();
}

std::string_view name(Fault::Kind kind) {
  switch (kind) {
    case Fault::Kind::kLose:
      return "lose";
    case Fault::Kind::kDuplicate:
      return "duplicate";
    case Fault::Kind::kHold:
      return "hold back";
    case Fault::Kind::kPartition:
      return "partition";
    case Fault::Kind::kHeal:
      return "heal";
  }
  std::unreachable();
}

std::string control_bits(std::uint8_t flags) {
  constexpr std::string_view kNames[] = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
  std::string result;
  for (std::size_t bit = 0; bit < 8; ++bit) {
    if (((flags >> bit) & 1U) == 0) continue;
    if (!result.empty()) result += ',';
    result += kNames[bit];
  }
  return result.empty() ? "no control bits" : result;
}

struct Words {
  std::string operator()(const Move& e) const {
    const bool text = e.kind == Move::Kind::kText || e.kind == Move::Kind::kResend;
    const std::string octets = text ? fmt::format(" {} octets", text_octets(e.length)) : "";
    return fmt::format("lane {}: < {}{} win {}", e.lane, name(e.kind), octets, window(e.window));
  }
  std::string operator()(const Craft& e) const {
    std::string result = fmt::format("lane {}: < crafted {} seq {} ack {} win {} {} octets", e.lane,
                                     control_bits(e.flags), text(e.seq), text(e.ack),
                                     window(e.window), text_octets(e.length));
    if (e.options != 0) result += fmt::format(" <{}>", name_of_options(e.options));
    if (e.urgent_pointer != 0) result += fmt::format(" urg {}", e.urgent_pointer);
    if (e.reserved != 0) result += fmt::format(" rsv {}", e.reserved);
    if (e.bad_checksum) result += " bad checksum";
    if (e.other_text) result += " other text";
    return result;
  }
  std::string operator()(const Replay& e) const {
    return fmt::format("< {} {} again", e.reflected ? "the stack's own datagram" : "datagram",
                       e.back == 0 ? "before" : fmt::format("{} before", e.back + 1));
  }
  std::string operator()(const Call& e) const {
    const bool amount = e.kind == Call::Kind::kSend || e.kind == Call::Kind::kReceive;
    return fmt::format("lane {}: {}{}{}", e.lane, name(e.kind),
                       amount ? fmt::format(" {}", call_octets(e.amount)) : "",
                       e.option == 0 ? "" : fmt::format(" (variant {})", e.option));
  }
  std::string operator()(const Wait& e) const {
    if (e.kind != Wait::Kind::kAmount) return std::string{name(e.kind)};
    return fmt::format("wait {} us", duration(e.amount).count());
  }
  std::string operator()(const Fault& e) const {
    const bool whole = e.kind == Fault::Kind::kPartition || e.kind == Fault::Kind::kHeal;
    if (whole) return fmt::format("network: {}", name(e.kind));
    const std::string delay =
        e.kind == Fault::Kind::kLose ? "" : fmt::format(" by {} us", duration(e.delay).count());
    return fmt::format("network: {} the next {} of endpoint {}{}", name(e.kind), e.count + 1, e.end,
                       delay);
  }
};

std::string_view name_of_extensions(const Setup& setup) {
  if (stack_extends(setup)) return peer_extends(setup) ? "of both" : "of the stack";
  return peer_extends(setup) ? "of the peer" : "of none";
}

}  // namespace

std::string to_text(const Event& event) { return std::visit(Words{}, event); }

std::string to_text(const Scenario& scenario) {
  const Setup& setup = scenario.setup;
  std::string result = fmt::format(
      "{}, IPv{}, ISN {} and {}, MTU {}, MSS option {}, extensions {}\n",
      scenario.shape == Shape::kOneEndpoint ? "one endpoint" : "two endpoints", setup.ipv6 ? 6 : 4,
      stack_isn(setup), peer_isn(setup), mtu(setup), setup.peer_mss, name_of_extensions(setup));
  for (std::size_t i = 0; i < scenario.events.size(); ++i) {
    result += fmt::format("{:4}  {}\n", i + 1, to_text(scenario.events[i]));
  }
  return result;
}

}  // namespace synspect::scenario
