#include "harness/live/fetch.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "harness/live/http_request.h"

namespace synspect::live {
namespace {

constexpr std::size_t kPiece = std::size_t{64} << 10U;
constexpr int kPiecesAtOnce = 16;

template <typename Number>
bool read_number(std::string_view text, Number& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

bool same_word(std::string_view a, std::string_view lower) {
  const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, lower, {}, low);
}

}  // namespace

std::optional<ResponseHead> parse_response(std::string_view head) {
  ResponseHead response;
  const std::string_view first = head.substr(0, head.find("\r\n"));
  if (!first.starts_with("HTTP/1.") || first.size() < 12 || first[8] != ' ') return std::nullopt;
  if (!read_number(first.substr(9, 3), response.status)) return std::nullopt;
  head.remove_prefix(std::min(head.size(), first.size() + 2));
  while (true) {
    const std::size_t end = head.find("\r\n");
    if (end == std::string_view::npos) return std::nullopt;
    std::string_view line = head.substr(0, end);
    head.remove_prefix(end + 2);
    if (line.empty()) return response;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    if (!same_word(line.substr(0, colon), "content-length")) continue;
    line.remove_prefix(colon + 1);
    while (line.starts_with(' ')) line.remove_prefix(1);
    while (line.ends_with(' ')) line.remove_suffix(1);
    std::uint64_t length = 0;
    if (!read_number(line, length)) return std::nullopt;
    response.content_length = length;
  }
}

// Version 1.0: the answer comes in one piece, not in chunks.
Fetch::Fetch(const std::string& host, const std::string& path, Keep keep, Outcome& outcome)
    : request_{"GET " + path + " HTTP/1.0\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"},
      keep_{std::move(keep)},
      outcome_{outcome} {}

bool Fetch::take_head() {
  const std::size_t end = head_.find("\r\n\r\n");
  if (end == std::string::npos) return head_.size() <= kMostHead;
  const auto response = parse_response(std::string_view{head_}.substr(0, end + 4));
  if (!response) return false;
  outcome_.status = response->status;
  length_ = response->content_length;
  in_body_ = true;
  const std::string rest = head_.substr(end + 4);
  return take(std::as_bytes(std::span{rest}));
}

// False: it is over.
bool Fetch::take(std::span<const std::byte> octets) {
  if (!in_body_) {
    head_.append(reinterpret_cast<const char*>(octets.data()), octets.size());
    return take_head();
  }
  if (outcome_.status != 200) return false;
  if (length_) {
    const std::uint64_t left = *length_ - outcome_.octets;
    octets = octets.first(static_cast<std::size_t>(std::min<std::uint64_t>(octets.size(), left)));
  }
  if (!octets.empty() && !keep_(octets)) return false;
  outcome_.octets += octets.size();
  outcome_.whole = length_ && outcome_.octets == *length_;
  return !outcome_.whole;
}

bool Fetch::go_on(Socket& socket) {
  more_ = false;
  while (given_ < request_.size()) {
    const std::size_t taken = socket.write(std::as_bytes(std::span{request_}).subspan(given_));
    if (taken == 0) break;
    given_ += taken;
  }
  for (int i = 0; i < kPiecesAtOnce; ++i) {
    const Socket::Reading reading = socket.read(kPiece);
    if (reading.what == Socket::Read::kNothingYet) return true;
    if (reading.what == Socket::Read::kBroken) {
      outcome_.broken = socket.why_broken();
      return false;
    }
    if (reading.what == Socket::Read::kEnd) {
      outcome_.whole = in_body_ && outcome_.status == 200 && (!length_ || outcome_.whole);
      return false;
    }
    if (!take(reading.octets)) return false;
  }
  more_ = true;
  return true;
}

}  // namespace synspect::live
