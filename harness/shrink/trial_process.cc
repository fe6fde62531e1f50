#include "harness/shrink/trial_process.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <new>
#include <utility>

#include "harness/gate/encoding.h"
#include "harness/gate/loss.h"
#include "harness/gate/refusal.h"
#include "harness/gate/watched_stack.h"
#include "harness/gate/whereabouts.h"
#include "harness/worker/autopsy.h"

namespace synspect::shrink {
namespace {

using worker::Ending;
using worker::Frame;
using worker::FrameKind;
using Clock = std::chrono::steady_clock;

bool send(int channel, const Frame& frame) {
  return worker::send_all(channel, worker::head_of(frame)) &&
         worker::send_all(channel, frame.payload);
}

std::vector<std::byte> encoded(const std::vector<trial::Objection>& objections) {
  gate::Encoder to;
  to.list(objections, [&](const trial::Objection& objection) {
    to.put(std::string_view{objection.identity});
    to.put(std::string_view{objection.family});
    to.put(std::string_view{objection.says});
  });
  return to.octets();
}

// In the child: inputs come as frames, objections go back.
void serve(int channel, worker::Page& page, const TrialRecipe& recipe) {
  gate::Notes notes{page};
  std::unique_ptr<trial::Trial> trial;
  try {
    notes.cause(gate::Operation::kLoad, 0);
    notes.enter(gate::Operation::kLoad);
    trial = recipe.make(notes);
    notes.leave();
  } catch (const gate::CannotLoad& error) {
    const auto payload = gate::refusal_of(error).payload();
    static_cast<void>(send(channel, {FrameKind::kRefused, 0, payload}));
    return;
  }
  if (!send(channel, {FrameKind::kReady, 0, {}})) return;
  worker::FrameReader reader;
  std::array<std::byte, 8192> octets{};
  while (true) {
    const ssize_t got = recv(channel, octets.data(), octets.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return;
    reader.feed(std::span{octets}.first(static_cast<std::size_t>(got)));
    while (const auto frame = reader.next()) {
      worker::forget_words();
      notes.variant({});
      const auto* input = reinterpret_cast<const std::uint8_t*>(frame->payload.data());
      static_cast<void>(trial->objects(std::span{input, frame->payload.size()}));
      if (!send(channel, {FrameKind::kDone, 0, encoded(trial->objections())})) return;
    }
  }
}

}  // namespace

std::unique_ptr<trial::Trial> TrialRecipe::make(gate::Notes& notes) const {
  EndpointId next = 0;
  const auto watching = [&](const gate::StackFactory& factory) {
    return [&notes, &next, &factory] { return gate::watched(factory(), next++, notes); };
  };
  auto trial = target->make(watching(stack), watching(other));
  trial->listen([&notes](const Observation& seen, const judge::Judge* judge) {
    notes.observed(seen);
    if (judge != nullptr) notes.states(judge->states());
  });
  return trial;
}

const trial::Objection* Sight::find(const std::string& name) const {
  const auto at = std::ranges::find_if(objections, [&](const trial::Objection& objection) {
    return objection.identity == name || objection.family == name;
  });
  return at == objections.end() ? nullptr : &*at;
}

TrialProcess::TrialProcess(TrialRecipe recipe, const worker::Limits& limits)
    : recipe_{std::move(recipe)}, limits_{limits} {}
TrialProcess::~TrialProcess() = default;

std::optional<Frame> TrialProcess::hear(Ending& ending) {
  std::array<std::byte, 65'536> octets;
  const auto latest = Clock::now() + limits_.watchdog;
  std::optional<Ending::How> how;
  while (!how) {
    if (const auto frame = reader_.next()) return frame;
    if (reader_.broken()) {
      how = Ending::How::kBadAnswer;
      break;
    }
    int wait_ms = -1;
    if (limits_.watchdog.count() != 0) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(latest - Clock::now());
      wait_ms = static_cast<int>(std::max<std::int64_t>(0, left.count()));
    }
    pollfd channel{.fd = process_->channel(), .events = POLLIN, .revents = 0};
    const int ready = poll(&channel, 1, wait_ms);
    if (ready < 0) continue;  // a signal
    if (ready == 0) {
      // Dead and yet not silent: something that it started holds the channel open.
      if (process_->ended()) break;
      how = Ending::How::kHang;
      break;
    }
    const ssize_t got = recv(process_->channel(), octets.data(), octets.size(), MSG_DONTWAIT);
    if (got < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK)) continue;
    if (got <= 0) break;
    reader_.feed(std::span{octets}.first(static_cast<std::size_t>(got)));
  }
  ending = worker::autopsy(*process_, how, limits_);
  return std::nullopt;
}

std::optional<Ending> TrialProcess::hire() {
  reader_ = {};
  process_ = std::make_unique<worker::Process>(
      [this](int channel, worker::Page& page) {
        try {
          serve(channel, page, recipe_);
        } catch (const std::bad_alloc&) {
          std::abort();  // the stack has used up what there is
        }
      },
      limits_, std::span<const int>{});
  Ending ending;
  const auto frame = hear(ending);
  if (!frame) return ending;
  if (frame->kind == FrameKind::kRefused) {
    const worker::Refused refused{{frame->payload.begin(), frame->payload.end()}};
    process_.reset();
    gate::throw_refused(refused);
  }
  if (frame->kind == FrameKind::kReady) return std::nullopt;
  return worker::autopsy(*process_, Ending::How::kBadAnswer, limits_);
}

Sight TrialProcess::dead(const Ending& ending) {
  process_.reset();
  Sight sight;
  sight.death = gate::run_cut_short(ending, limits_);
  sight.operations = gate::whereabouts_of(ending.notes).operations;
  const gate::Found& found = sight.death->findings.front();
  sight.objections.push_back({.identity = found.identity,
                              .family = std::string{judge::to_string(found.finding.kind)} + " " +
                                        found.finding.event_class,
                              .says = sight.death->outcome.message});
  return sight;
}

Sight TrialProcess::look(std::span<const std::uint8_t> input) {
  if (!process_) {
    if (const auto ending = hire()) return dead(*ending);
  }
  // More than a scenario can use is not sent.
  constexpr std::size_t kMost = 1U << 16U;
  const auto octets = std::as_bytes(input.first(std::min(input.size(), kMost)));
  Ending ending;
  // If the process is dead by now, that is what is heard next.
  static_cast<void>(send(process_->channel(), {FrameKind::kPart, 0, octets}));
  const auto frame = hear(ending);
  if (!frame) return dead(ending);
  gate::Decoder from{frame->payload};
  Sight sight;
  from.list([&] {
    trial::Objection& objection = sight.objections.emplace_back();
    objection.identity = from.text();
    objection.family = from.text();
    objection.says = from.text();
  });
  if (frame->kind == FrameKind::kDone && from.at_end()) return sight;
  return dead(worker::autopsy(*process_, Ending::How::kBadAnswer, limits_));
}

}  // namespace synspect::shrink
