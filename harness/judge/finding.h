// What the judge says: one broken requirement, where, and what would have been right.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/history/address.h"
#include "harness/history/observation.h"

namespace synspect::judge {

// A row of harness/judge/requirements/*.tsv, by its id ("MUST-34", "9293-3.10.7.4-1c"). A literal
// that names no row does not get past the tests: every id used must be in the tables.
class ClauseId {
 public:
  constexpr ClauseId() = default;
  consteval ClauseId(const char* literal) : text_{literal} {}  // NOLINT: ids read as plain words
  // For ids that come from a user or a file; `text` must outlive the id, so pass one of the table.
  [[nodiscard]] static constexpr ClauseId from_table(std::string_view text) {
    ClauseId id;
    id.text_ = text;
    return id;
  }
  [[nodiscard]] constexpr std::string_view text() const { return text_; }
  friend constexpr auto operator<=>(ClauseId, ClauseId) = default;

 private:
  std::string_view text_;
};

enum class Level : std::uint8_t { kMust, kMustNot, kShould, kShouldNot, kMay };
[[nodiscard]] std::string_view to_string(Level level);  // "MUST NOT"

// How the clause was broken: which kind of rule saw it.
enum class FindingKind : std::uint8_t {
  kSafety,        // an observation that no allowed behaviour explains
  kTiming,        // too early or too late by the virtual clock
  kLiveness,      // something that had to happen did not
  kTermination,   // no end: an ACK war, unbounded work
  kEndToEnd,      // octets delivered are not those sent, in order, once
  kMetamorphic,   // a transformation that must not matter did
  kDifferential,  // two stacks disagree where the RFCs leave no choice
  kCrash,         // the stack died
  kHang,          // the stack did not come back
  kInterface,     // the stack does not keep to the interface by which it is driven
};
[[nodiscard]] std::string_view to_string(FindingKind kind);

struct FieldDifference {
  std::string field;     // "seq", "ack", "flags", "window", ...
  std::string expected;  // a value, or a range such as "1001..1461"
  std::string observed;
};

struct Finding {
  ClauseId clause;            // empty for kCrash, kHang, kInterface only
  Level level{Level::kMust};  // of the clause, from the table
  FindingKind kind{FindingKind::kSafety};
  EndpointId endpoint{};                // the accused
  std::optional<FourTuple> connection;  // from the accused's point of view
  std::string state;        // where the stack was, by what the judge can know: the RFC's name; of
                            // several possible states the first in the RFC's order; "-" for none
  std::string all_states;   // every state it may have been in, joined by '|'
  std::string event_class;  // what set it off: "segment:SYN", "call:close", "timer", "silence"
  std::string expected;     // one sentence, numbers included
  std::string observed;     // one sentence
  std::vector<FieldDifference> differences;  // empty where nothing was sent
  std::vector<std::string> frames;           // kCrash: the top frames
  std::vector<std::string> last_words;       // kCrash, kHang: the last lines that it wrote
  std::uint64_t position{};                  // ordinal of the observation
  std::uint64_t cause{};                     // of what set it off: for a silence long before
  std::uint32_t script_line{};               // 1-based; 0: none
  Time at{};

  // Equal for two findings of one fault: clause, kind, state, event class, frames; never numbers.
  [[nodiscard]] std::string identity() const;
};

}  // namespace synspect::judge
