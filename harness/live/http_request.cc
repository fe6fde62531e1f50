#include "harness/live/http_request.h"

#include <algorithm>
#include <charconv>

namespace synspect::live {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lowered(std::string_view text) {
  std::string result{text};
  std::ranges::transform(result, result.begin(), lower);
  return result;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<std::string> decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result += text[i];
      continue;
    }
    unsigned value = 0;
    if (i + 2 >= text.size()) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16);
    if (error != std::errc{} || end != text.data() + i + 3 || value == 0) return std::nullopt;
    result += static_cast<char>(value);
    i += 2;
  }
  return result;
}

// No component that leads elsewhere than down.
bool goes_down(std::string_view path) {
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    if (part == "." || part == "..") return false;
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  return true;
}

bool read_number(std::string_view text, std::uint64_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && !text.empty();
}

std::optional<BadRequest> read_field(std::string_view line, HttpRequest& request) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return BadRequest{400};
  const std::string name = lowered(line.substr(0, colon));
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (name == "content-length" && !read_number(value, request.content_length)) {
    return BadRequest{400};
  }
  if (name == "transfer-encoding") return BadRequest{501};
  if (name == "connection" && lowered(value) == "close") request.keep_alive = false;
  if (name == "expect" && lowered(value) == "100-continue") request.expects_continue = true;
  return std::nullopt;
}

std::optional<BadRequest> read_request_line(std::string_view line, HttpRequest& request) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return BadRequest{400};
  const std::string_view version = line.substr(last + 1);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return BadRequest{505};
  request.keep_alive = version == "HTTP/1.1";
  request.method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const auto path = decoded(target.substr(0, target.find('?')));
  if (!path || !path->starts_with('/')) return BadRequest{400};
  if (!goes_down(*path)) return BadRequest{404};
  request.path = *path;
  return std::nullopt;
}

}  // namespace

std::optional<BadRequest> parse_request(std::string_view head, HttpRequest& request) {
  request = {};
  bool first = true;
  while (!head.empty()) {
    const std::size_t end = head.find("\r\n");
    if (end == std::string_view::npos) return BadRequest{400};
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(end + 2);
    if (line.empty()) return first ? std::optional{BadRequest{400}} : std::nullopt;
    const auto bad = first ? read_request_line(line, request) : read_field(line, request);
    if (bad) return bad;
    first = false;
  }
  return BadRequest{400};
}

}  // namespace synspect::live
