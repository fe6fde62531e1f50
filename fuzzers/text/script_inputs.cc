#include "fuzzers/text/script_inputs.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "fuzzers/inputs.h"
#include "harness/network/prng.h"
#include "harness/script/generator.h"
#include "harness/script/script.h"

namespace synspect::text {
namespace {

using network::Prng;

// Made of script_parser_fuzzer.dict.
constexpr std::string_view kWords[] = {
#include <script_words.inc>
};

std::string as_text(std::span<const std::uint8_t> octets) {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

// With their newlines, so that they add up to the text.
std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t size = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.emplace_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}
std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

// Between two words more often than within one.
std::size_t a_place(std::string_view text, Prng& chance) {
  const std::size_t any = chance.below(text.size() + 1);
  const std::size_t space = text.find_first_of(" \n(),:<>", any);
  return chance.one_in(4) || space == text.npos ? any : space;
}

void change_lines(std::string& text, Prng& chance) {
  std::vector<std::string> lines = lines_of(text);
  if (lines.empty()) return;
  const std::size_t one = chance.below(lines.size()), other = chance.below(lines.size());
  const auto at = [&](std::size_t i) { return lines.begin() + static_cast<std::ptrdiff_t>(i); };
  switch (chance.below(3)) {
    case 0:
      lines.erase(at(one));
      break;
    case 1:
      lines.insert(at(other), std::string{lines[one]});
      break;
    default:  // of three numbers
      std::swap(lines[one], lines[other]);
  }
  text = joined(lines);
}

void change_number(std::string& text, Prng& chance) {
  static constexpr std::string_view kNumbers[] = {"0",          "1",
                                                  "-1",         "255",
                                                  "65535",      "65536",
                                                  "2147483647", "2147483648",
                                                  "4294967295", "4294967296",
                                                  "0x7f",       "0.000001",
                                                  "1e9",        "99999999999999999999"};
  const std::size_t from = text.find_first_of("0123456789", chance.below(text.size() + 1));
  if (from == text.npos) return;
  const std::size_t to = std::min(text.find_first_not_of("0123456789", from), text.size());
  text.replace(from, to - from, kNumbers[chance.below(std::size(kNumbers))]);
}

void change_octets(std::string& text, Prng& chance) {
  if (text.empty()) return;
  const std::size_t at = chance.below(text.size());
  switch (chance.below(3)) {
    case 0:
      text.erase(at, 1 + chance.below(8));
      break;
    case 1:
      text[at] = static_cast<char>(chance.below(256));
      break;
    default:  // of three numbers
      text.insert(at, 1 + chance.below(4), static_cast<char>(chance.below(128)));
  }
}

void change(std::string& text, Prng& chance) {
  switch (chance.below(6)) {
    case 0:
      return change_lines(text, chance);
    case 1:
      return change_number(text, chance);
    case 2:
      return change_octets(text, chance);
    default: {  // of six numbers
      const std::string_view word = kWords[chance.below(std::size(kWords))];
      const std::size_t at = a_place(text, chance);
      const std::size_t over = chance.one_in(2) ? 0 : std::min(word.size(), text.size() - at);
      text.replace(at, over, word);
    }
  }
}

}  // namespace

std::size_t mutate_script(std::span<std::uint8_t> lent, std::size_t size, std::uint64_t seed) {
  Prng chance{seed};
  if (size == 0 || chance.one_in(16)) {
    return put(script::print(script::generate_script(chance.next())), lent);
  }
  std::string text = as_text(lent.first(std::min(size, lent.size())));
  for (std::uint64_t left = 1 + chance.below(4); left > 0; --left) change(text, chance);
  return put(text, lent);
}

std::size_t cross_scripts(std::span<const std::uint8_t> first, std::span<const std::uint8_t> second,
                          std::span<std::uint8_t> out, std::uint64_t seed) {
  Prng chance{seed};
  std::vector<std::string> lines = lines_of(as_text(first)), others = lines_of(as_text(second));
  lines.resize(chance.below(lines.size() + 1));
  const std::size_t from = chance.below(others.size() + 1);
  lines.insert(lines.end(), others.begin() + static_cast<std::ptrdiff_t>(from), others.end());
  return put(joined(lines), out);
}

}  // namespace synspect::text
