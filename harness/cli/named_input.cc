#include "harness/cli/named_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string_view>
#include <system_error>

#include "harness/cli/options.h"
#include "harness/cli/output_file.h"
#include "harness/scenario/encoding.h"
#include "harness/scenario/generate.h"

namespace synspect::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kGenerated = "fuzz/";
constexpr std::size_t kEvents = 40;  // of a generated scenario
constexpr std::uintmax_t kLongest = 1U << 20U;

std::vector<std::uint8_t> octets_of(const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) {
    throw UsageError(fmt::format("{}: no such input", file.string()));
  }
  if (fs::file_size(file, error) > kLongest) {
    throw UsageError(fmt::format("{}: longer than any input of a target: more than {} octets",
                                 file.string(), kLongest));
  }
  const std::string text = read_file(file);
  return {text.begin(), text.end()};
}

// What is known of a kept finding; an empty object where there is none.
nlohmann::json finding_beside(const fs::path& folder) {
  std::error_code error;
  const fs::path file = folder / "finding.json";
  if (!fs::is_regular_file(file, error)) return nlohmann::json::object();
  nlohmann::json finding = nlohmann::json::parse(read_file(file), nullptr, false);
  if (!finding.is_object()) throw UsageError(fmt::format("{}: not an object", file.string()));
  return finding;
}

std::string text_in(const nlohmann::json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string{};
}

// The option, else what the finding says, else what is usual.
void ask(NamedInput& input, const nlohmann::json& finding, const po::variables_map& options) {
  const auto choose = [&](const char* option, const char* key, const char* usual) {
    const bool given = options.contains(option) && !options[option].defaulted();
    if (given) return text_of(options, option);
    const std::string said = text_in(finding, key);
    return said.empty() ? std::string{usual} : said;
  };
  input.question.stack = choose("stack", "stack", "reference");
  input.question.other_stack = choose("other-stack", "other_stack", "reference");
  if (input.question.target.empty()) input.question.target = choose("target", "target", "");
  input.identity = text_in(finding, "identity");
  if (input.question.target.empty()) {
    throw UsageError(fmt::format("{}: of which target? --target T", input.shown),
                     "synspect list targets");
  }
}

}  // namespace

void add_input_options(po::options_description& options) {
  options.add_options()  //
      ("target", po::value<std::string>()->value_name("T"),
       "of an input of a fuzz target (FILE.bin): which one")  //
      ("other-stack", po::value<std::string>()->value_name("S"),
       "of an input of `differential`: the second stack; default reference");
}

bool names_input(const std::string& word) {
  return word.starts_with(kGenerated) || word.ends_with(".bin");
}

std::vector<std::uint8_t> generated_input(const std::string& target, std::uint64_t seed) {
  const auto shape =
      target == "endpoints" ? scenario::Shape::kTwoEndpoints : scenario::Shape::kOneEndpoint;
  return scenario::encode(scenario::generate(seed, shape, kEvents));
}

NamedInput input_named(const std::string& word, const po::variables_map& options) {
  NamedInput input;
  input.shown = word;
  std::error_code error;
  if (word.starts_with(kGenerated) && !fs::exists(word, error)) {
    const std::string_view rest = std::string_view{word}.substr(kGenerated.size());
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const std::string_view number = rest.substr(std::min(slash + 1, rest.size()));
    std::uint64_t seed = 0;
    const auto [end, why] = std::from_chars(number.begin(), number.end(), seed);
    if (number.empty() || why != std::errc{} || end != number.end()) {
      throw UsageError(fmt::format("{}: expected fuzz/TARGET/SEED", word));
    }
    input.question.target = rest.substr(0, slash);
    input.seed = seed;
    ask(input, nlohmann::json::object(), options);
    input.octets = generated_input(input.question.target, seed);
    return input;
  }
  input.octets = octets_of(word);
  const fs::path folder = fs::path{word}.parent_path();
  ask(input, finding_beside(folder.empty() ? "." : folder), options);
  return input;
}

std::optional<NamedInput> input_of_finding(const std::string& folder,
                                           const po::variables_map& options) {
  std::error_code error;
  const fs::path file = fs::path{folder} / "input.bin";
  if (!fs::is_regular_file(file, error)) return std::nullopt;
  return input_named(file.string(), options);
}

}  // namespace synspect::cli
