#include "harness/live/link.h"

#include <charconv>
#include <set>

namespace synspect::live {
namespace {

constexpr EndpointId kStack = 0, kBeyond = 1;  // the ends of the line
constexpr int kMostAtOnce = 256;

// "12.3": in tenths.
std::optional<std::uint32_t> tenths(std::string_view text) {
  std::uint32_t whole = 0, part = 0;
  const char* const end = text.data() + text.size();
  const auto [point, error] = std::from_chars(text.data(), end, whole);
  if (error != std::errc{} || whole > 1'000'000) return std::nullopt;
  if (point == end) return 10 * whole;
  if (*point != '.' || end - point != 2) return std::nullopt;
  const auto [stop, bad] = std::from_chars(point + 1, end, part);
  if (bad != std::errc{} || stop != end) return std::nullopt;
  return 10 * whole + part;
}

bool read_share(std::string_view text, std::uint32_t& permille) {
  if (!text.ends_with('%')) return false;
  text.remove_suffix(1);
  const auto value = tenths(text);
  if (!value || *value > 1000) return false;
  permille = *value;
  return true;
}

bool read_time(std::string_view text, Duration& duration) {
  if (!text.ends_with("ms")) return false;
  text.remove_suffix(2);
  const auto value = tenths(text);
  if (!value || *value > 600'000) return false;  // a minute
  duration = *value * Duration{100};
  return true;
}

bool read_quality(std::string_view name, std::string_view value, network::LinkQuality& quality) {
  if (name == "loss") return read_share(value, quality.loss_permille);
  if (name == "duplicate") return read_share(value, quality.duplicate_permille);
  if (name == "delay") return read_time(value, quality.delay);
  return name == "jitter" && read_time(value, quality.jitter);
}

}  // namespace

std::optional<network::LinkQuality> parse_link(std::string_view text) {
  network::LinkQuality quality{.delay = Duration{0}};
  std::set<std::string_view> named;
  while (true) {
    const std::string_view part = text.substr(0, text.find(','));
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const std::string_view name = part.substr(0, equals);
    if (!named.insert(name).second) return std::nullopt;
    if (!read_quality(name, part.substr(equals + 1), quality)) return std::nullopt;
    if (part.size() == text.size()) return quality;
    text.remove_prefix(part.size() + 1);
  }
}

void Link::at(Time now) {
  now_ = now;
  for (int taken = 0; taken < kMostAtOnce; ++taken) {
    const std::span<const std::byte> datagram = beyond_.receive();
    if (datagram.empty()) break;
    network_.accept(kBeyond, ++ids_, datagram, decode(datagram), now);
  }
  while (const network::InFlight* const flight = network_.deliver(now)) {
    if (flight->to == kBeyond) {
      beyond_.send(flight->octets);
    } else {
      arrived_.push_back(flight->octets);
    }
  }
}

void Link::send(std::span<const std::byte> datagram) {
  network_.accept(kStack, ++ids_, datagram, decode(datagram), now_);
}

std::span<const std::byte> Link::receive() {
  if (arrived_.empty()) return {};
  current_ = std::move(arrived_.front());
  arrived_.pop_front();
  return current_;
}

}  // namespace synspect::live
