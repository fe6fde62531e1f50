#include "harness/trial/differential.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "harness/scenario/values.h"

namespace synspect::trial {
namespace {

struct Outcome {
  bool opened{}, closed{}, reset{};  // SYN, FIN, RST emitted
  std::vector<std::byte> delivered;
};
using Outcomes = std::map<std::uint16_t, Outcome>;  // by the peer's port

class Reader {
 public:
  Outcomes read(const History& history) {
    for (const Observation& seen : history.observations()) {
      if (const auto* segment = std::get_if<SegmentSeen>(&seen.what)) on(*segment);
      if (const auto* call = std::get_if<CallSeen>(&seen.what)) on(*call);
    }
    return std::move(outcomes_);
  }

 private:
  void on(const SegmentSeen& seen) {
    if (seen.direction != Direction::kFromStack) return;
    Outcome& outcome = outcomes_[seen.segment.destination.port];
    outcome.opened |= seen.segment.has(kSyn);
    outcome.closed |= seen.segment.has(kFin);
    outcome.reset |= seen.segment.has(kRst);
  }
  void on(const CallSeen& seen) {
    if (seen.result.error != CallError::kNone && seen.result.error != CallError::kInProgress)
      return;
    if (const auto* connect = std::get_if<call::Connect>(&seen.call)) {
      peers_[connect->socket] = connect->remote.port;
    } else if (std::holds_alternative<call::Accept>(seen.call) && seen.result.connection) {
      peers_[Handle{static_cast<std::int32_t>(seen.result.value)}] =
          seen.result.connection->remote.port;
    } else if (std::holds_alternative<call::Receive>(seen.call) ||
               std::holds_alternative<call::RfcReceive>(seen.call)) {
      const auto* receive = std::get_if<call::Receive>(&seen.call);
      const auto peer = peers_.find(handle_of(seen.call));
      if (peer == peers_.end() || (receive != nullptr && receive->peek)) return;
      std::vector<std::byte>& all = outcomes_[peer->second].delivered;
      all.insert(all.end(), seen.result.data.begin(), seen.result.data.end());
    }
  }

  Outcomes outcomes_;
  std::map<Handle, std::uint16_t> peers_;
};

bool agree(const std::vector<std::byte>& a, const std::vector<std::byte>& b) {
  const auto both = static_cast<std::ptrdiff_t>(std::min(a.size(), b.size()));
  return std::equal(a.begin(), a.begin() + both, b.begin());
}

std::string difference(const Outcome& a, const Outcome& b) {
  const auto words = [](const char* what, bool first) {
    return fmt::format("only the {} {}", first ? "first" : "second", what);
  };
  if (a.opened != b.opened) return words("sent a SYN", a.opened);
  if (a.closed != b.closed) return words("sent a FIN", a.closed);
  if (a.reset != b.reset) return words("sent a RST", a.reset);
  return agree(a.delivered, b.delivered) ? "" : "their users were given different octets";
}

// Waits for a timer are left out as well: whose timer?
bool in_good_order(const scenario::Event& event) {
  if (const auto* wait = std::get_if<scenario::Wait>(&event)) {
    return wait->kind == scenario::Wait::Kind::kAmount ||
           wait->kind == scenario::Wait::Kind::kFullSecond;
  }
  if (const auto* move = std::get_if<scenario::Move>(&event)) return move->window == 0;
  if (const auto* call = std::get_if<scenario::Call>(&event)) return call->option == 0;
  return false;
}

// The part of it that is run.
scenario::Scenario polite(const scenario::Scenario& scenario) {
  scenario::Scenario part = scenario;
  std::erase_if(part.events, [](const scenario::Event& e) { return !in_good_order(e); });
  // What waits for a retransmission or a delayed ACK comes to pass.
  part.events.push_back(scenario::Wait{.amount = scenario::kDurations - 1});
  return part;
}

}  // namespace

Differential::Differential(const MakeStack& first, const MakeStack& second)
    : first_{first()},
      second_{second()},
      first_run_{*first_, first_tap_},
      second_run_{*second_, second_tap_} {}

bool Differential::objects(const scenario::Scenario& scenario) {
  const scenario::Scenario part = polite(scenario);
  objections_.clear();
  for (const std::string& broken : {first_run_.run(part), second_run_.run(part)}) {
    if (!broken.empty()) objections_.push_back(broken_run(broken));
  }
  if (!objections_.empty()) return true;
  Outcomes first = Reader{}.read(first_history_);
  Outcomes second = Reader{}.read(second_history_);
  for (const auto& [port, outcome] : second) first.try_emplace(port);
  for (const auto& [port, outcome] : first) {
    const std::string what = difference(outcome, second[port]);
    const std::string identity = "differential: " + what;
    if (what.empty() ||
        std::ranges::find(objections_, identity, &Objection::identity) != objections_.end()) {
      continue;
    }
    objections_.push_back({identity, identity, fmt::format("peer's port {}: {}", port, what)});
  }
  return !objections_.empty();
}

void Differential::listen(Listener listener) {
  first_tap_.listen(listener);
  second_tap_.listen(std::move(listener));
}

Kept Differential::keep(const scenario::Scenario& scenario) {
  Kept kept{.history = std::make_unique<History>(), .findings = {}, .broken = {}};
  drive::ScenarioRunner runner{*first_, *kept.history};
  kept.broken = runner.run(polite(scenario));
  return kept;
}

}  // namespace synspect::trial
