// The head of an HTTP/1.1 request, as far as a file server wants to know (RFC 9112 3, 6).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace synspect::live {

struct HttpRequest {
  std::string method;
  std::string path;  // decoded, without query; begins with '/', never goes up
  std::uint64_t content_length{};
  bool keep_alive{true};
  bool expects_continue{};
};

struct BadRequest {
  int status{};  // 400, 404, 411, 414, 501, 505
};

inline constexpr std::size_t kMostHead = 16'384;

// `head` ends with the empty line.
[[nodiscard]] std::optional<BadRequest> parse_request(std::string_view head, HttpRequest& request);

}  // namespace synspect::live
