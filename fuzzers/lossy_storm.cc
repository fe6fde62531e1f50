#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fuzzers/judged_storm.h"
#include "harness/drive/session.h"
#include "harness/history/pattern.h"
#include "harness/network/network.h"
#include "harness/stack_under_test/reference/reference_stack.h"

namespace synspect::storm {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint16_t kPort = 80;

// One end of the transfer and its user.
struct End {
  std::unique_ptr<StackUnderTest> stack{make_reference_stack()};
  IpAddress address;
  Handle handle{Handle::kNone};
  std::uint32_t to_send{}, sent{}, received{};
  bool closed{}, ended{};  // closed: the user closed its sending side; ended: end of stream read
  bool lost{};             // the stack told of an error
};

// One bit switches one extension of one end on.
std::vector<std::pair<std::string, std::string>> settings(std::uint32_t mix) {
  constexpr const char* kFields[] = {"window_scale", "timestamps", "sack", "user_timeout_option"};
  static_assert(std::size(kFields) == kMixBits / 2);
  // Long enough for chance to let everything through.
  std::vector<std::pair<std::string, std::string>> all{{"r2_data", "86000 s"},
                                                       {"r2_syn", "86000 s"}};
  for (const char* field : kFields) {
    all.emplace_back(field, (mix & 1) != 0 ? "on" : "off");
    mix >>= 1;
  }
  return all;
}

class Lossy {
 public:
  Lossy(std::uint64_t seed, ObservationSink& sink, std::optional<std::uint32_t> mix = std::nullopt)
      : chance_{seed}, network_{{}, seed}, sink_{sink}, mix_{mix} {
    begin(seed);
  }

  // Three datagrams of ten are lost, and text goes both ways until both ends have closed.
  std::string play_mix() {
    network_.set_quality({.delay = milliseconds{20},
                          .jitter = milliseconds{30},
                          .loss_permille = 300,
                          .duplicate_permille = 50});
    open();
    const Time limit = now_ + seconds{80'000};
    while (now_ < limit && !done()) {
      act(0, true);
      act(1, true);
      step(now_ + milliseconds{200});
    }
    sink_.observe({.at = now_, .script_line = 0, .what = RunEnded{}});
    if (!done()) return "the ends did not come to their end";
    return verdict();
  }

  std::string play() {
    open();
    const network::LinkQuality faulty{.delay = milliseconds{1 + below(50)},
                                      .jitter = milliseconds{below(60)},
                                      .loss_permille = static_cast<std::uint32_t>(below(250)),
                                      .duplicate_permille = static_cast<std::uint32_t>(below(150))};
    network_.set_quality(faulty);
    const Time stop = now_ + milliseconds{500 + below(20'000)};
    while (now_ < stop) {
      step(std::min(stop, now_ + milliseconds{1 + below(400)}));
      act(chance_.one_in(2) ? 0 : 1, false);
    }
    network_.set_quality({.delay = faulty.delay, .jitter = Duration{0}});
    sink_.observe({.at = now_, .script_line = 0, .what = FaultsStopped{}});
    const Time limit = now_ + seconds{1200};
    while (now_ < limit) {
      act(0, true);
      act(1, true);
      step(std::min(limit, now_ + (done() ? Duration{seconds{60}} : Duration{milliseconds{200}})));
    }
    sink_.observe({.at = now_, .script_line = 0, .what = RunEnded{}});
    return verdict();
  }

 private:
  std::uint64_t below(std::uint64_t bound) { return chance_.below(bound); }

  void begin(std::uint64_t seed) {
    const bool v6 = chance_.one_in(2);
    ends_[0].address = *IpAddress::parse(v6 ? "2001:db8::1" : "192.0.2.1");
    ends_[1].address = *IpAddress::parse(v6 ? "2001:db8::2" : "192.0.2.2");
    RunHeader header;
    header.seed = seed;
    for (EndpointId id = 0; id < 2; ++id) {
      End& end = ends_[id];
      ResetConfig reset;
      reset.seed = seed + id;
      reset.addresses = {end.address};
      reset.forced_isns = {static_cast<std::uint32_t>(0 - below(3000))};
      if (mix_) reset.knobs = settings(*mix_ >> (id * kMixBits / 2));
      if (const auto ready = end.stack->reset(reset); !ready) refused_ = ready.error().what;
      EndpointHeader& endpoint = header.endpoints.emplace_back();
      endpoint.judged = true;
      endpoint.capabilities = end.stack->capabilities();
      endpoint.addresses = reset.addresses;
      endpoint.mtu = reset.mtu;
      endpoint.pattern_salt = kPatternSalts[id];
      endpoint.reset = reset;
      end.to_send = static_cast<std::uint32_t>(below(3) == 0 ? below(60'000) : below(4000));
      if (mix_) end.to_send = 60'000;
    }
    sink_.begin(header);
  }

  CallResult ask(EndpointId id, const UserCall& what) {
    const CallResult result = sessions_[id].call(what);
    settle();
    return result;
  }
  Handle new_socket(EndpointId id, std::uint16_t port) {
    const CallResult made = ask(id, call::Socket{ends_[id].address.version});
    const Handle handle{static_cast<std::int32_t>(made.value)};
    static_cast<void>(ask(id, call::Bind{handle, {ends_[id].address, port}}));
    return handle;
  }

  void open() {
    crossing_ = chance_.one_in(5);
    if (!crossing_) {
      listener_ = new_socket(1, kPort);
      static_cast<void>(ask(1, call::Listen{listener_, 4}));
    } else {
      ends_[1].handle = new_socket(1, kPort);
    }
    ends_[0].handle = new_socket(0, 9000);
    static_cast<void>(ask(0, call::Connect{ends_[0].handle, {ends_[1].address, kPort}}));
    if (crossing_) {
      static_cast<void>(ask(1, call::Connect{ends_[1].handle, {ends_[0].address, 9000}}));
    }
  }

  // The user of one end does something; `eager`: all that is left.
  void act(EndpointId id, bool eager) {
    End& end = ends_[id];
    if (end.handle == Handle::kNone) {
      const CallResult made = ask(id, call::Accept{listener_});
      if (made.error != CallError::kNone) return;
      end.handle = Handle{static_cast<std::int32_t>(made.value)};
    }
    if (end.lost) return;
    if (eager || chance_.one_in(2)) read(id);
    if (eager || chance_.one_in(2)) write(id);
    if (!end.closed && (eager ? end.sent == end.to_send : chance_.one_in(12))) {
      end.to_send = end.sent;
      const CallResult done = ask(id, call::Shutdown{end.handle, call::ShutdownHow::kWrite});
      end.closed = done.error == CallError::kNone;
    }
  }
  void read(EndpointId id) {
    End& end = ends_[id];
    while (!end.ended) {
      const CallResult got = sessions_[id].call(call::Receive{end.handle, 1 + below(5000), false});
      if (got.error == CallError::kWouldBlock || got.error == CallError::kNotConnected) break;
      if (got.error != CallError::kNone) {
        end.lost = true;
        break;
      }
      end.received += static_cast<std::uint32_t>(got.data.size());
      end.ended = got.end_of_stream;
    }
    settle();
  }
  void write(EndpointId id) {
    End& end = ends_[id];
    if (end.closed || end.sent == end.to_send) return;
    std::vector<std::byte> data(std::min<std::uint64_t>(end.to_send - end.sent, 1 + below(6000)));
    for (std::size_t i = 0; i < data.size(); ++i) {
      data[i] = pattern_octet(end.sent + i, kPatternSalts[id]);
    }
    call::Send send;
    send.socket = end.handle;
    send.data = data;
    const CallResult result = ask(id, send);
    if (result.error == CallError::kNone) end.sent += static_cast<std::uint32_t>(result.value);
  }

  void settle() {
    for (bool quiet = false; !quiet;) {
      quiet = true;
      for (EndpointId id = 0; id < 2; ++id) {
        auto& captured = sessions_[id].captured();
        while (!captured.empty()) {
          quiet = false;
          const drive::Captured one = std::move(captured.front());
          captured.pop_front();
          static_cast<void>(network_.accept(id, one.datagram, one.octets, one.segment, now_));
        }
      }
      while (const auto flight = network_.deliver(now_)) {
        quiet = false;
        sessions_[flight->to].inject(flight->octets, flight->datagram, flight->copy);
      }
    }
  }
  void step(Time limit) {
    while (now_ < limit) {
      Time next = limit;
      if (const auto delivery = network_.next_delivery()) next = std::min(next, *delivery);
      for (const auto& session : sessions_) {
        if (const auto due = session.next_deadline()) next = std::min(next, *due);
      }
      now_ = std::max(now_, next);
      for (auto& session : sessions_) session.advance_to(now_);
      settle();
    }
  }

  [[nodiscard]] bool done() const {
    return std::ranges::all_of(ends_, [](const End& end) { return end.closed && end.ended; });
  }
  [[nodiscard]] std::string verdict() const {
    if (!refused_.empty()) return refused_;
    for (const auto& session : sessions_) {
      if (!session.broken().empty()) return session.broken();
    }
    // An opening that was lost for too long may end in an error on both sides.
    if (ends_[0].lost || ends_[1].lost || ends_[1].handle == Handle::kNone) return {};
    for (std::size_t i = 0; i < 2; ++i) {
      if (ends_[i].received != ends_[1 - i].sent) return "not all octets arrived";
      if (!ends_[i].ended || !ends_[i].closed) return "an end did not come to its end";
    }
    return {};
  }

  network::Prng chance_;
  network::Network network_;
  ObservationSink& sink_;
  std::array<End, 2> ends_;
  std::uint64_t ids_{0};
  std::array<drive::Session, 2> sessions_{
      {{*ends_[0].stack, sink_, 0, ids_}, {*ends_[1].stack, sink_, 1, ids_}}};
  Time now_{kRunStart};
  Handle listener_{Handle::kNone};
  std::optional<std::uint32_t> mix_;
  std::string refused_;
  bool crossing_{};
};

}  // namespace

std::string lossy(std::uint64_t seed, ObservationSink& sink) { return Lossy{seed, sink}.play(); }

std::string mixed(std::uint64_t mix, ObservationSink& sink) {
  return Lossy{mix, sink, static_cast<std::uint32_t>(mix)}.play_mix();
}

}  // namespace synspect::storm
