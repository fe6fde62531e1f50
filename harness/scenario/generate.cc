#include "harness/scenario/generate.h"

#include <algorithm>
#include <array>

#include "harness/scenario/fields.h"

namespace synspect::scenario {
namespace {

using network::Prng;

// What this scenario is like.
struct Swarm {
  std::uint32_t craft{}, replay{}, wait{}, fault{}, noise{};  // permille of the events
  bool options{}, small_windows{}, several_lanes{}, long_texts{};

  explicit Swarm(Prng& chance) {
    const auto share = [&](std::uint32_t most) {
      return chance.one_in(3) ? 0U : static_cast<std::uint32_t>(chance.below(most));
    };
    craft = share(500);
    replay = share(150);
    wait = share(200);
    fault = share(300);
    noise = share(120);
    options = chance.one_in(2);
    small_windows = chance.one_in(4);
    several_lanes = chance.one_in(3);
    long_texts = chance.one_in(4);
  }
};

// Where a lane stands if all goes well. Only a guide for what comes next.
enum class Phase : std::uint8_t { kClosed, kPassive, kActive, kOpen, kHalfClosed, kClosing };

class Generator {
 public:
  Generator(std::uint64_t seed, std::size_t events, Scenario& scenario)
      : chance_{seed}, swarm_{chance_}, most_{events}, to_{scenario} {}

  void one_endpoint() {
    const auto home = static_cast<std::uint8_t>(chance_.below(kLanes));
    while (room()) {
      const std::uint8_t lane = swarm_.several_lanes && chance_.one_in(3) ? any_lane() : home;
      const std::uint64_t what = chance_.below(1000);
      if (what < swarm_.craft) {
        craft(lane);
      } else if (what < swarm_.craft + swarm_.replay) {
        put(Replay{.reflected = chance_.one_in(3), .back = below(4)});
      } else if (what < swarm_.craft + swarm_.replay + swarm_.wait) {
        wait();
      } else if (what < swarm_.craft + swarm_.replay + swarm_.wait + swarm_.noise) {
        put(any_event(chance_, Shape::kOneEndpoint));
      } else {
        polite(lane);
      }
    }
  }

  void two_endpoints() {
    const auto pair = static_cast<std::uint8_t>(2 * chance_.below(2));  // lanes: sockets or RFC's
    open_pair(pair);
    while (room()) {
      const std::uint64_t what = chance_.below(1000);
      const auto lane = static_cast<std::uint8_t>(pair + chance_.below(2));
      if (what < swarm_.fault) {
        fault();
      } else if (what < swarm_.fault + swarm_.noise) {
        put(any_event(chance_, Shape::kTwoEndpoints));
      } else if (chance_.one_in(3)) {
        wait();
      } else {
        user(lane);
      }
    }
  }

 private:
  using Moves = Move::Kind;
  using Calls = Call::Kind;

  [[nodiscard]] bool room() const { return to_.events.size() < most_; }
  void put(const Event& event) {
    if (room()) to_.events.push_back(event);
  }
  std::uint8_t below(std::uint8_t bound) { return static_cast<std::uint8_t>(chance_.below(bound)); }
  std::uint8_t any_lane() { return below(kLanes); }

  void move(Moves kind, std::uint8_t lane) {
    Move next{.kind = kind, .lane = lane};
    if (kind == Moves::kText || kind == Moves::kResend) {
      next.length = below(swarm_.long_texts ? kTextLengths : 8);
    }
    if (swarm_.small_windows && chance_.one_in(3)) next.window = below(kWindows);
    put(next);
  }
  // The window shuts, or opens again: over what is out, or as it is acknowledged.
  void shut_window(std::uint8_t lane) {
    put(Move{.kind = chance_.one_in(2) ? Moves::kWindow : Moves::kAck,
             .lane = lane,
             .window = chance_.one_in(2) ? std::uint8_t{1} : below(kWindows)});
  }
  void call(Calls kind, std::uint8_t lane) {
    Call next{.kind = kind, .lane = lane};
    if (kind == Calls::kSend) next.amount = below(swarm_.long_texts ? kCallLengths : 8);
    if (kind == Calls::kReceive) next.amount = chance_.one_in(2) ? 14 : below(8);
    if (chance_.one_in(4)) next.option = below(kCallOptions);
    put(next);
  }
  void wait() {
    const bool amount = chance_.one_in(2);
    const std::uint8_t kind = amount ? std::uint8_t{0} : below(Wait::kKinds);
    // Short ones more often: an hour leaves nothing alive.
    const std::uint8_t time = chance_.one_in(4) ? below(kDurations) : below(10);
    put(Wait{.kind = static_cast<Wait::Kind>(kind), .amount = time});
  }
  void fault() {
    put(Fault{.kind = static_cast<Fault::Kind>(below(Fault::kKinds)),
              .end = below(2),
              .count = chance_.one_in(2) ? std::uint8_t{0} : below(4),
              .delay = below(12)});
  }
  void craft(std::uint8_t lane) {
    Craft next;
    for (Event event = any_event(chance_, Shape::kOneEndpoint);;
         event = any_event(chance_, Shape::kOneEndpoint)) {
      if (const auto* crafted = std::get_if<Craft>(&event)) {
        next = *crafted;
        break;
      }
    }
    next.lane = lane;
    if (!swarm_.options) next.options = 0;
    put(next);
  }

  // The next step on the way from CLOSED to CLOSED.
  void polite(std::uint8_t lane) {
    Phase& phase = phases_[lane];
    switch (phase) {
      case Phase::kClosed:
        if (chance_.one_in(2)) {
          call(Calls::kOpenPassive, lane);
          phase = Phase::kPassive;
        } else {
          call(Calls::kOpenActive, lane);
          phase = Phase::kActive;
        }
        return;
      case Phase::kPassive:
        return passive(lane, phase);
      case Phase::kActive:
        return active(lane, phase);
      case Phase::kOpen:
        return transfer(lane, phase);
      case Phase::kHalfClosed:
        return half_closed(lane, phase);
      case Phase::kClosing:
        if (chance_.one_in(2)) put(Wait{.kind = Wait::Kind::kTwoMsl});
        phase = Phase::kClosed;
        return;
    }
  }
  void passive(std::uint8_t lane, Phase& phase) {
    switch (chance_.below(12)) {
      case 0:
        call(Calls::kSend, lane);
        return;
      case 1:
        call(chance_.one_in(2) ? Calls::kOpenActive : Calls::kClose, lane);
        return;
      default:
        break;
    }
    move(Moves::kSyn, lane);
    if (chance_.one_in(12)) move(Moves::kRst, lane);
    if (chance_.one_in(12)) call(Calls::kClose, lane);
    if (!chance_.one_in(12)) move(chance_.one_in(8) ? Moves::kFin : Moves::kAck, lane);
    if (!chance_.one_in(8)) call(Calls::kAccept, lane);
    phase = Phase::kOpen;
  }
  void active(std::uint8_t lane, Phase& phase) {
    if (chance_.one_in(10)) call(Calls::kClose, lane);
    if (chance_.one_in(4)) {
      move(Moves::kSynAlone, lane);
      if (chance_.one_in(8)) move(Moves::kRst, lane);
      move(chance_.one_in(2) ? Moves::kAck : Moves::kSynAck, lane);
    } else {
      move(chance_.one_in(12) ? Moves::kRst : Moves::kSynAck, lane);
    }
    phase = Phase::kOpen;
  }
  void transfer(std::uint8_t lane, Phase& phase) {
    switch (chance_.below(10)) {
      case 0:
      case 1:
        return move(Moves::kText, lane);
      case 2:
        return call(Calls::kReceive, lane);
      case 3:
        return call(Calls::kSend, lane);
      case 4:
        return chance_.one_in(4) ? shut_window(lane) : move(Moves::kAck, lane);
      case 5:
        return move(Moves::kResend, lane);
      case 6:
        call(chance_.one_in(2) ? Calls::kClose : Calls::kShutdown, lane);
        phase = Phase::kHalfClosed;
        return;
      case 7:
        move(Moves::kFin, lane);
        phase = Phase::kHalfClosed;
        return;
      case 8:
        call(chance_.one_in(2) ? Calls::kStatus : Calls::kSetOption, lane);
        return;
      default:
        if (chance_.one_in(3)) {
          if (chance_.one_in(2)) {
            move(Moves::kRst, lane);
          } else {
            call(Calls::kAbort, lane);
          }
          phase = Phase::kClosed;
        } else {
          call(Calls::kReceive, lane);
        }
        return;
    }
  }
  // One side has closed; both steps of the other come in either order.
  void half_closed(std::uint8_t lane, Phase& phase) {
    switch (chance_.below(8)) {
      case 0:
        return move(Moves::kAck, lane);
      case 1:
        move(Moves::kFinNoAck, lane);
        if (!chance_.one_in(4)) move(Moves::kAck, lane);
        break;
      case 2:
        return move(Moves::kText, lane);
      case 3:
        return call(Calls::kReceive, lane);
      case 4:
        call(Calls::kClose, lane);
        if (chance_.one_in(4)) move(Moves::kRst, lane);
        move(Moves::kAck, lane);
        break;
      default:
        if (chance_.one_in(2)) move(Moves::kAck, lane);
        move(Moves::kFin, lane);
        call(Calls::kClose, lane);
        if (chance_.one_in(6)) move(Moves::kRst, lane);
        move(Moves::kAck, lane);
        break;
    }
    phase = Phase::kClosing;
  }

  void open_pair(std::uint8_t pair) {
    const auto second = static_cast<std::uint8_t>(pair + 1);
    const bool crossing = chance_.one_in(5);
    call(crossing ? Calls::kOpenActive : Calls::kOpenPassive, second);
    if (chance_.permille(swarm_.fault)) fault();
    call(Calls::kOpenActive, pair);
    put(Wait{.amount = 3});
    if (!crossing) call(Calls::kAccept, second);
  }
  void user(std::uint8_t lane) {
    switch (chance_.below(10)) {
      case 0:
      case 1:
      case 2:
        return call(Calls::kSend, lane);
      case 3:
      case 4:
      case 5:
        return call(Calls::kReceive, lane);
      case 6:
        if (chance_.one_in(3)) return call(Calls::kShutdown, lane);
        return call(Calls::kSend, lane);
      case 7:
        if (chance_.one_in(4)) return call(Calls::kClose, lane);
        return call(Calls::kReceive, lane);
      case 8:
        return call(Calls::kAccept, lane);
      default:
        if (chance_.one_in(8)) return call(Calls::kAbort, lane);
        return call(Calls::kStatus, lane);
    }
  }

  Prng chance_;
  Swarm swarm_;
  std::size_t most_;
  Scenario& to_;
  std::array<Phase, kLanes> phases_{};
};

void choose_setup(Prng& chance, Setup& setup) {
  const auto below = [&](std::uint8_t bound) {
    return static_cast<std::uint8_t>(chance.below(bound));
  };
  setup = {};
  setup.ipv6 = chance.one_in(4);
  setup.stack_isn = below(kIsnBases);
  setup.peer_isn = below(kIsnBases);
  setup.stack_isn_offset = static_cast<std::int8_t>(chance.below(256));
  setup.peer_isn_offset = static_cast<std::int8_t>(chance.below(256));
  if (chance.one_in(3)) setup.mtu = below(kMtus);
  if (chance.one_in(2)) setup.peer_mss = below(kMssValues);
  setup.profile = below(kProfiles);
}

}  // namespace

void generate(std::uint64_t seed, Shape shape, std::size_t events, Scenario& scenario) {
  Prng chance{seed};
  scenario.shape = shape;
  scenario.events.clear();
  choose_setup(chance, scenario.setup);
  Generator generator{chance.next(), std::min(events, kMostEvents), scenario};
  if (shape == Shape::kOneEndpoint) {
    generator.one_endpoint();
  } else {
    generator.two_endpoints();
  }
}

Scenario generate(std::uint64_t seed, Shape shape, std::size_t events) {
  Scenario scenario;
  generate(seed, shape, events, scenario);
  return scenario;
}

}  // namespace synspect::scenario
