// The words of a dying process, made fit for a report.
#include <algorithm>
#include <cctype>
#include <string>

#include "harness/gate/loss.h"

namespace synspect::gate {
namespace {

constexpr std::size_t kMostLines = 12;
constexpr std::size_t kLongestLine = 200;
constexpr std::size_t kMostFrames = 3;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

std::size_t run_of(std::string_view text, std::size_t from, bool (*belongs)(char)) {
  std::size_t end = from;
  while (end < text.size() && belongs(text[end])) ++end;
  return end - from;
}

// "==123==" and "0x7ffc01234560" become "==PID==" and "0x..".
std::string steady(std::string_view line) {
  constexpr std::size_t kShortestAddress = 6;
  std::string clean;
  for (std::size_t i = 0; i < line.size() && clean.size() < kLongestLine;) {
    const std::string_view rest = line.substr(i);
    if (const std::size_t pid = rest.starts_with("==") ? run_of(line, i + 2, is_digit) : 0;
        pid != 0 && line.substr(i + 2 + pid).starts_with("==")) {
      clean += "==PID==";
      i += pid + 4;
    } else if (const std::size_t address = rest.starts_with("0x") ? run_of(line, i + 2, is_hex) : 0;
               address >= kShortestAddress) {
      clean += "0x..";
      i += address + 2;
    } else {
      clean += line[i] >= ' ' && line[i] <= '~' ? line[i] : '?';
      ++i;
    }
  }
  return clean;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end != 0) lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

bool begins_report(std::string_view line) {
  return (line.find("ERROR: ") != std::string_view::npos &&
          line.find("Sanitizer") != std::string_view::npos) ||
         line.find("runtime error: ") != std::string_view::npos;
}

// "    #0 0x55d in frob(int) /src/frob.c:12:3": "frob(int)". Empty: the line is no frame.
std::string function_of(std::string_view line) {
  const std::size_t hash = line.find_first_not_of(' ');
  if (hash == std::string_view::npos || line[hash] != '#') return {};
  const std::size_t in = line.find(" in ", hash);
  if (in == std::string_view::npos) return {};
  std::string_view name = line.substr(in + 4);
  for (const std::string_view tail : {" /", " (/", " ../"}) {
    name = name.substr(0, std::min(name.find(tail), name.size()));
  }
  return steady(name);
}

}  // namespace

std::vector<std::string> lines_that_matter(std::string_view words) {
  const std::vector<std::string_view> lines = lines_of(words);
  auto from = std::ranges::find_if(lines, begins_report);
  if (from == lines.end() && lines.size() > kMostLines) {
    from = lines.end() - static_cast<std::ptrdiff_t>(kMostLines);
  } else if (from == lines.end()) {
    from = lines.begin();
  }
  std::vector<std::string> kept;
  for (; from != lines.end() && kept.size() < kMostLines; ++from) kept.push_back(steady(*from));
  return kept;
}

std::vector<std::string> top_frames(std::string_view words) {
  const std::vector<std::string_view> lines = lines_of(words);
  std::vector<std::string> frames;
  for (auto line = std::ranges::find_if(lines, begins_report); line != lines.end(); ++line) {
    const std::string name = function_of(*line);
    if (name.empty() && !frames.empty()) break;  // the next frames are those of another event
    if (name.empty() || name.starts_with("__interceptor") || name.starts_with("__asan") ||
        name.starts_with("__sanitizer") || name.starts_with("__ubsan")) {
      continue;
    }
    frames.push_back(name);
    if (frames.size() == kMostFrames) break;
  }
  return frames;
}

}  // namespace synspect::gate
