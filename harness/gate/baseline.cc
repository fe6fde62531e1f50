#include "harness/gate/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>
#include <utility>

namespace synspect::gate {
namespace {

using nlohmann::json;

constexpr std::string_view kFields[] = {"stack",  "clause", "outcome", "subject",
                                        "reason", "link",   "expires"};

// Reads one entry, field by field; the first error is kept.
class EntryReader {
 public:
  EntryReader(const json& entry, std::size_t ordinal) : entry_{entry}, ordinal_{ordinal} {}

  std::expected<BaselineEntry, std::string> read(Reasons reasons, FindClause find) {
    if (!entry_.is_object())
      return std::unexpected(fmt::format("entry {}: not an object", ordinal_));
    for (const auto& item : entry_.items()) {
      if (std::ranges::find(kFields, item.key()) == std::end(kFields))
        refuse(item.key(), "unknown");
    }
    BaselineEntry entry;
    entry.stack = filled("stack");
    entry.clause = text("clause");
    if (!entry.clause.empty() && find(entry.clause) == nullptr) {
      refuse("clause", "no such clause: " + entry.clause);
    }
    const std::string outcome = filled("outcome");
    if (outcome == to_string(KnownOutcome::kFail)) {
      entry.outcome = KnownOutcome::kFail;
    } else if (outcome != to_string(KnownOutcome::kFinding)) {
      refuse("outcome", fmt::format("expected \"finding\" or \"fail\", got \"{}\"", outcome));
    }
    entry.subject = filled("subject");
    entry.reason = text("reason");
    if (entry.reason.empty() && reasons == Reasons::kRequired) {
      refuse("reason", "fill in the reason");
    }
    entry.link = text("link");
    const std::string expires = filled("expires");
    if (const std::optional<Date> date = parse_date(expires)) {
      entry.expires = *date;
    } else {
      refuse("expires", fmt::format("expected YYYY-MM-DD, got \"{}\"", expires));
    }
    if (!error_.empty()) return std::unexpected(error_);
    return entry;
  }

 private:
  void refuse(std::string_view field, std::string_view why) {
    if (error_.empty()) error_ = fmt::format("entry {}: field \"{}\": {}", ordinal_, field, why);
  }
  std::string text(std::string_view field) {
    const auto found = entry_.find(field);
    if (found == entry_.end()) {
      refuse(field, "missing");
    } else if (!found->is_string()) {
      refuse(field, fmt::format("expected a string, got {}", found->type_name()));
    } else {
      return found->get<std::string>();
    }
    return {};
  }
  std::string filled(std::string_view field) {
    std::string value = text(field);
    if (value.empty()) refuse(field, "is empty");
    return value;
  }

  const json& entry_;
  std::size_t ordinal_;
  std::string error_;
};

}  // namespace

std::string_view to_string(KnownOutcome outcome) {
  switch (outcome) {
    case KnownOutcome::kFinding:
      return "finding";
    case KnownOutcome::kFail:
      return "fail";
  }
  std::unreachable();
}

std::expected<Baseline, std::string> parse_baseline(std::string_view text, Reasons reasons,
                                                    FindClause find) {
  json document;
  try {
    document = json::parse(text);
  } catch (const json::parse_error& error) {
    return std::unexpected(fmt::format("not JSON: at octet {}", error.byte));
  }
  if (!document.is_object()) return std::unexpected(std::string("not a JSON object"));
  for (const auto& item : document.items()) {
    if (item.key() != "version" && item.key() != "entries") {
      return std::unexpected(fmt::format("field \"{}\": unknown", item.key()));
    }
  }
  if (document.value("version", json{}) != json(kBaselineVersion)) {
    return std::unexpected(fmt::format("field \"version\": expected {}", kBaselineVersion));
  }
  const auto entries = document.find("entries");
  if (entries == document.end() || !entries->is_array()) {
    return std::unexpected(std::string("field \"entries\": expected an array"));
  }
  Baseline baseline;
  for (const json& item : *entries) {
    const std::size_t ordinal = baseline.entries.size() + 1;
    std::expected<BaselineEntry, std::string> entry =
        EntryReader{item, ordinal}.read(reasons, find);
    if (!entry) return std::unexpected(entry.error());
    const auto same = std::ranges::find_if(
        baseline.entries, [&](const BaselineEntry& other) { return other.same_subject(*entry); });
    if (same != baseline.entries.end()) {
      return std::unexpected(fmt::format("entry {}: the same subject as entry {}", ordinal,
                                         same - baseline.entries.begin() + 1));
    }
    baseline.entries.push_back(std::move(*entry));
  }
  return baseline;
}

std::string print_baseline(Baseline baseline) {
  std::ranges::sort(baseline.entries, {}, [](const BaselineEntry& entry) {
    return std::tie(entry.stack, entry.clause, entry.outcome, entry.subject);
  });
  nlohmann::ordered_json entries = nlohmann::ordered_json::array();
  for (const BaselineEntry& entry : baseline.entries) {
    entries.push_back({{"stack", entry.stack},
                       {"clause", entry.clause},
                       {"outcome", to_string(entry.outcome)},
                       {"subject", entry.subject},
                       {"reason", entry.reason},
                       {"link", entry.link},
                       {"expires", to_string(entry.expires)}});
  }
  const nlohmann::ordered_json document{{"version", kBaselineVersion}, {"entries", entries}};
  return document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace synspect::gate
