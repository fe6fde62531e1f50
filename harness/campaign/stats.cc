#include "harness/campaign/stats.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>

#include "harness/scenario/triples.h"

namespace synspect::campaign {
namespace {

using Json = nlohmann::ordered_json;

double tenths(double value) { return std::round(value * 10) / 10; }

Json json_of(const TargetStats& target) {
  return {{"target", target.name},
          {"executions", target.counted.executions},
          {"executions_per_s", std::llround(target.executions_per_s)},
          {"coverage", target.coverage},
          {"features", target.features},
          {"triples", target.counted.triples.count()},
          {"triples_of", scenario::kTriples},
          {"triples_unlisted", target.counted.unlisted},
          {"established", target.counted.established},
          {"time_wait", target.counted.time_wait},
          {"objected", target.counted.objected},
          {"corpus_files", target.corpus.files},
          {"corpus_octets", target.corpus.octets},
          {"corpus_unreadable", target.corpus.unreadable},
          {"workers", target.workers},
          {"starts", target.starts},
          {"crashes", target.crashes}};
}

Json json_of(const FindingStats& finding) {
  return {{"identity", finding.identity},
          {"target", finding.target},
          {"folder", finding.folder},
          {"repeats", finding.repeats},
          {"standing", finding.known ? "known" : "new"}};
}

}  // namespace

std::string stats_json(const Stats& stats) {
  Json all = {{"version", kStatsVersion},     {"format", "synspect-fuzz-stats"},
              {"stack", stats.stack},         {"other_stack", stats.other_stack},
              {"seed", stats.seed},           {"state", stats.state},
              {"campaigns", stats.campaigns}, {"elapsed_s", tenths(stats.elapsed_s)}};
  all["since_last_finding_s"] =
      stats.since_last_finding_s ? Json(tenths(*stats.since_last_finding_s)) : Json(nullptr);
  all["targets"] = Json::array();
  for (const TargetStats& target : stats.targets) all["targets"].push_back(json_of(target));
  all["findings"] = Json::array();
  for (const FindingStats& finding : stats.findings) all["findings"].push_back(json_of(finding));
  return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string stats_csv(const Stats& stats) {
  std::string text;
  for (const TargetStats& target : stats.targets) {
    const auto findings = std::ranges::count(stats.findings, target.name, &FindingStats::target);
    text += fmt::format("{:.1f},{},{},{:.0f},{},{},{},{},{},{},{}\n", stats.elapsed_s, target.name,
                        target.counted.executions, target.executions_per_s, target.coverage,
                        target.features, target.counted.triples.count(), target.corpus.files,
                        target.corpus.octets, target.crashes, findings);
  }
  return text;
}

Earlier::Target Earlier::of(const std::string& target) const {
  const auto at = std::ranges::find(targets, target, &Target::name);
  return at == targets.end() ? Target{.name = target} : *at;
}

std::expected<Earlier, std::string> read_stats(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return Earlier{};
  std::ifstream stream{file, std::ios::binary};
  const std::string text{std::istreambuf_iterator<char>{stream}, {}};
  const Json all = Json::parse(text, nullptr, false);
  const auto bad = [&] {
    return std::unexpected(file.string() + ": not statistics of a campaign");
  };
  if (!all.is_object() || all.value("format", Json{}) != "synspect-fuzz-stats" ||
      all.value("version", Json{}) != kStatsVersion) {
    return bad();
  }
  try {
    Earlier earlier;
    earlier.stack = all.at("stack").get<std::string>();
    earlier.campaigns = all.at("campaigns").get<std::uint64_t>();
    earlier.elapsed_s = std::max(0.0, all.at("elapsed_s").get<double>());
    for (const Json& target : all.at("targets")) {
      earlier.targets.push_back({target.at("target").get<std::string>(),
                                 target.at("starts").get<std::uint64_t>(),
                                 target.at("crashes").get<std::uint64_t>()});
    }
    return earlier;
  } catch (const Json::exception&) {
    return bad();
  }
}

}  // namespace synspect::campaign
