#include "harness/cli/trace_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "harness/judge/requirements.h"
#include "harness/script/failure.h"
#include "harness/script/preprocess.h"
#include "harness/script/source_map.h"

namespace synspect::cli {
namespace {

using Words = std::vector<std::string>;

Words words_of(const po::variables_map& options, const char* name) {
  return options.contains(name) ? options[name].as<Words>() : Words{};
}

// Letters, digits and underscores, as the words of a script.
bool is_name(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !text.empty() && !is_digit(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return is_letter(c) || is_digit(c); });
}

}  // namespace

void add_trace_options(po::options_description& options) {
  options.add_options()  //
      ("define,D", po::value<Words>()->value_name("NAME=VALUE"),
       "a value for a word of the script; beats its own --define")                           //
      ("clause", po::value<Words>()->value_name("ID"), "only traces that name this clause")  //
      ("output", po::value<std::string>()->value_name("DIR"),
       "keep the report and every finding there");
}

script::Macros macros_of(const po::variables_map& options) {
  script::Macros macros;
  for (const std::string& word : words_of(options, "define")) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos || !is_name(word.substr(0, equals))) {
      throw UsageError(fmt::format("-D {}: expected NAME=VALUE", word));
    }
    const script::Macros one{{word.substr(0, equals), word.substr(equals + 1)}};
    try {
      script::SourceMap unused{""};
      static_cast<void>(script::preprocess("", one, unused));
    } catch (const script::Failure& failure) {
      throw UsageError(fmt::format("-D {}: {}", word, failure.message), failure.hint);
    }
    macros[one.begin()->first] = one.begin()->second;
  }
  return macros;
}

Words clauses_of(const po::variables_map& options) {
  Words clauses = words_of(options, "clause");
  for (std::string& id : clauses) {
    const judge::Requirement* row = judge::find_requirement(id);
    if (row == nullptr) {
      throw UsageError(fmt::format("--clause {}: no such clause", id), "synspect list clauses");
    }
    id = row->id.text();
  }
  return clauses;
}

}  // namespace synspect::cli
