#include "fuzzers/standalone/arguments.h"

#include <charconv>
#include <map>
#include <string_view>

namespace synspect::standalone {
namespace {

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// False: there is no such flag, or not with such a value.
bool set(Arguments& arguments, std::string_view name, std::uint64_t value) {
  const std::map<std::string_view, std::uint64_t&> numbers{
      {"seed", arguments.seed},
      {"max_len", arguments.max_len},
      {"timeout", arguments.timeout},
      {"rss_limit_mb", arguments.rss_limit_mb},
  };
  const std::map<std::string_view, std::optional<std::uint64_t>&> bounds{
      {"runs", arguments.runs}, {"max_total_time", arguments.max_total_time}};
  const std::map<std::string_view, bool&> switches{
      {"reload", arguments.reload}, {"print_final_stats", arguments.print_final_stats}};
  if (const auto found = numbers.find(name); found != numbers.end()) {
    found->second = value;
  } else if (const auto bound = bounds.find(name); bound != bounds.end()) {
    bound->second = value;
  } else if (const auto on = switches.find(name); on != switches.end() && value <= 1) {
    on->second = value == 1;
  } else {
    return false;
  }
  return true;
}

std::string refuse(std::string_view word, std::string_view why) {
  return std::string{word} + ": " + std::string{why};
}

}  // namespace

std::expected<Arguments, std::string> parse(std::span<const char* const> words) {
  Arguments arguments;
  for (const std::string_view word : words) {
    if (!word.starts_with('-')) {
      if (word.empty()) return std::unexpected("an empty word is no file");
      arguments.paths.emplace_back(word);
      continue;
    }
    const std::size_t equals = word.find('=');
    if (equals == word.npos)
      return std::unexpected(refuse(word, "no such flag; they have the form -NAME=VALUE"));
    const std::string_view name = word.substr(1, equals - 1), text = word.substr(equals + 1);
    if (name == "artifact_prefix") {
      arguments.artifact_prefix = text;
      continue;
    }
    const auto value = number(text);
    if (!set(arguments, name, value.value_or(0)))
      return std::unexpected(refuse(word, "no such flag"));
    if (!value) return std::unexpected(refuse(word, "its value must be a whole number"));
  }
  if (arguments.max_len == 0 || arguments.max_len > Arguments::kMostOctets) {
    return std::unexpected("-max_len: from 1 to " + std::to_string(Arguments::kMostOctets));
  }
  return arguments;
}

}  // namespace synspect::standalone
