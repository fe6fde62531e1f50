#include "harness/cli/keep_plain.h"

#include <fmt/format.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <system_error>

#include "harness/campaign/corpus_folder.h"
#include "harness/campaign/whole_file.h"
#include "harness/cli/keep_scenario.h"

namespace synspect::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string json_of(const PlainFinding& finding) {
  Json json = {{"version", 1},
               {"format", "synspect-finding"},
               {"stack", finding.stack},
               {"target", finding.target},
               {"identity", finding.identity},
               {"kind", finding.kind},
               {"observed", finding.says},
               {"runs", 1},
               {"last_words", finding.last_words}};
  if (!finding.key.empty()) json["key"] = finding.key;
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string text_of(const PlainFinding& finding) {
  std::string text = fmt::format("{}\n  {}\n  target    {}\n  stack     {}\n", finding.identity,
                                 finding.says, finding.target, finding.stack);
  for (const std::string& line : finding.last_words) text += "  said      " + line + "\n";
  return text;
}

}  // namespace

std::expected<std::filesystem::path, std::string> keep_plain(const PlainFinding& finding,
                                                             std::span<const std::uint8_t> input,
                                                             const std::filesystem::path& output) {
  const std::filesystem::path home = output / "findings" / finding_folder(finding.identity);
  const std::filesystem::path made =
      output / "findings" / fmt::format(".{}.{}", finding_folder(finding.identity), ::getpid());
  std::error_code error;
  if (std::filesystem::exists(home / "finding.json", error)) return home;
  std::filesystem::create_directories(made, error);
  const auto failed = [&](const std::string& what) {
    std::error_code ignored;
    std::filesystem::remove_all(made, ignored);
    return std::unexpected(what);
  };
  if (error) return failed(fmt::format("cannot make {}: {}", made.string(), error.message()));
  const std::string_view octets{reinterpret_cast<const char*>(input.data()), input.size()};
  const std::pair<const char*, std::string> files[] = {
      {"finding.json", json_of(finding)},
      {"finding.txt", text_of(finding)},
      {"input.bin", std::string{octets}},
      {"repro.sh", "#!/bin/sh\n" + finding.repeat + " \"$(dirname \"$0\")/input.bin\"\n"}};
  for (const auto& [name, text] : files) {
    if (auto put = campaign::put_file(made / name, text); !put) return failed(put.error());
  }
  std::filesystem::permissions(made / "repro.sh", std::filesystem::perms{0755}, error);
  std::filesystem::remove_all(home, error);  // one that was left half made
  std::filesystem::rename(made, home, error);
  if (error) return failed(fmt::format("cannot make {}: {}", home.string(), error.message()));
  return home;
}

}  // namespace synspect::cli
