#include "harness/script/icmp_line.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <span>
#include <string>

namespace synspect::script {
namespace {

constexpr std::uint32_t kMostQuoted = 65'495;  // behind headers of forty octets

struct Code {
  std::string_view word;
  std::uint8_t number;
};
struct Type {
  std::string_view word;
  std::uint8_t number;
  std::span<const Code> codes;
};

constexpr Code kUnreachable4[] = {{"net_unreachable", 0},
                                  {"host_unreachable", 1},
                                  {"protocol_unreachable", 2},
                                  {"port_unreachable", 3},
                                  {"frag_needed", 4},
                                  {"source_route_failed", 5},
                                  {"net_unknown", 6},
                                  {"host_unknown", 7},
                                  {"source_host_isolated", 8},
                                  {"net_prohibited", 9},
                                  {"host_prohibited", 10},
                                  {"net_unreachable_for_tos", 11},
                                  {"host_unreachable_for_tos", 12},
                                  {"packet_filtered", 13},
                                  {"precedence_violation", 14},
                                  {"precedence_cutoff", 15}};
constexpr Code kExceeded4[] = {{"ttl_exceeded_in_transit", 0}, {"frag_reass_exceeded", 1}};
constexpr Type kTypes4[] = {{"unreachable", 3, kUnreachable4},
                            {"source_quench", 4, {}},
                            {"redirect", 5, {}},
                            {"time_exceeded", 11, kExceeded4},
                            {"parameter_problem", 12, {}}};

constexpr Code kUnreachable6[] = {
    {"no_route", 0},      {"net_unreachable", 0},     {"admin_prohibited", 1},
    {"not_neighbour", 2}, {"address_unreachable", 3}, {"port_unreachable", 4}};
constexpr Code kExceeded6[] = {{"exceeded_hop_limit", 0}, {"exceeded_frag_time", 1}};
constexpr Code kProblem6[] = {
    {"header_field", 0}, {"unknown_next_header", 1}, {"unknown_option", 2}};
constexpr Type kTypes6[] = {{"unreachable", 1, kUnreachable6},
                            {"packet_too_big", 2, {}},
                            {"time_exceeded", 3, kExceeded6},
                            {"parameter_problem", 4, kProblem6}};

std::optional<std::uint32_t> number_in(std::string_view text, std::uint32_t most) {
  std::uint32_t value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value > most) return std::nullopt;
  return value;
}

// `type_N`, `code_N`.
std::optional<std::uint8_t> numbered(std::string_view word, std::string_view prefix) {
  if (!word.starts_with(prefix)) return std::nullopt;
  const auto number = number_in(word.substr(prefix.size()), 255);
  if (!number) return std::nullopt;
  return static_cast<std::uint8_t>(*number);
}

// One line from its front to its end, white space between its parts.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_{text} { skip(); }

  [[nodiscard]] bool done() const { return rest_.empty(); }
  [[nodiscard]] bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    skip();
    return true;
  }
  // Letters, digits and underscores; empty where there are none.
  [[nodiscard]] std::string_view word() {
    const auto* const end = std::ranges::find_if_not(rest_, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
    const auto size = static_cast<std::size_t>(std::distance(rest_.begin(), end));
    const std::string_view result = rest_.substr(0, size);
    rest_.remove_prefix(size);
    skip();
    return result;
  }
  [[nodiscard]] std::optional<std::uint32_t> number() { return number_in(word(), 0xffff'ffff); }

 private:
  void skip() {
    const auto first = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(std::min(first, rest_.size()));
  }
  std::string_view rest_;
};

// `[start:end(length)]`, its bracket already taken.
std::optional<IcmpPacket::Quote> quote(Reader& in) {
  const auto start = in.number();
  if (!start || !in.take(':')) return std::nullopt;
  const auto end = in.number();
  if (!end || !in.take('(')) return std::nullopt;
  const auto length = in.number();
  if (!length || *length > kMostQuoted || !in.take(')') || !in.take(']')) return std::nullopt;
  if (*end != *start + *length) return std::nullopt;
  return IcmpPacket::Quote{*start, *length};
}

bool carries_mtu(const IcmpPacket& packet) {
  return packet.code == "frag_needed" || packet.type == "packet_too_big";
}

}  // namespace

std::optional<IcmpNumbers> icmp_numbers(const IcmpPacket& packet, IpVersion version) {
  const std::span<const Type> types =
      version == IpVersion::kV4 ? std::span<const Type>{kTypes4} : std::span<const Type>{kTypes6};
  IcmpNumbers result;
  std::span<const Code> codes;
  if (const auto number = numbered(packet.type, "type_")) {
    result.type = *number;
  } else {
    const auto type = std::ranges::find(types, packet.type, &Type::word);
    if (type == types.end()) return std::nullopt;
    result.type = type->number;
    codes = type->codes;
  }
  if (packet.code.empty()) return result;
  if (const auto number = numbered(packet.code, "code_")) {
    result.code = *number;
    return result;
  }
  const auto code = std::ranges::find(codes, packet.code, &Code::word);
  if (code == codes.end()) return std::nullopt;
  result.code = code->number;
  return result;
}

bool fixes_ip_version(const IcmpPacket& packet) {
  const bool number = numbered(packet.type, "type_") || numbered(packet.code, "code_");
  return number || !icmp_numbers(packet, IpVersion::kV4) || !icmp_numbers(packet, IpVersion::kV6);
}

std::optional<IcmpPacket> icmp_line(std::string_view text) {
  Reader in{text};
  if (!in.take('<') || in.word() != "icmp") return std::nullopt;
  IcmpPacket packet;
  packet.type = in.word();
  std::string_view word = in.word();
  if (!word.empty() && word != "mtu") {
    packet.code = word;
    word = in.word();
  }
  if (word == "mtu") {
    packet.mtu = in.number();
    if (!packet.mtu || !carries_mtu(packet)) return std::nullopt;
    word = in.word();
  }
  if (!word.empty()) return std::nullopt;
  if (in.take('[')) {
    packet.quote = quote(in);
    if (!packet.quote) return std::nullopt;
  }
  const bool known = icmp_numbers(packet, IpVersion::kV4) || icmp_numbers(packet, IpVersion::kV6);
  if (!in.done() || !known) return std::nullopt;
  return packet;
}

}  // namespace synspect::script
