#include "harness/live/station.h"

#include <algorithm>
#include <utility>

namespace synspect::live {
namespace {

Device& way_out(Tun& tun, std::optional<Link>& link, const Station::Options& options) {
  if (!options.link) return tun;
  return link.emplace(tun, *options.link, options.reset.seed);
}

RunHeader header_of(const StackUnderTest& stack, const ResetConfig& reset) {
  RunHeader header;
  header.source = "live";
  EndpointHeader& end = header.endpoints.emplace_back();
  end.judged = true;
  end.capabilities = stack.capabilities();
  end.addresses = reset.addresses;
  end.mtu = reset.mtu;
  end.reset = reset;
  return header;
}

}  // namespace

std::expected<std::unique_ptr<Station>, Tun::Refusal> Station::open(
    std::unique_ptr<StackUnderTest> stack, const Options& options, ObservationSink& sink) {
  if (const auto done = stack->reset(options.reset); !done) {
    return std::unexpected(Tun::Refusal{false, done.error().what});
  }
  auto tun = Tun::open(options.tun);
  if (!tun) return std::unexpected(tun.error());
  sink.begin(header_of(*stack, options.reset));
  return std::unique_ptr<Station>(new Station(std::move(stack), *std::move(tun), options, sink));
}

Station::Station(std::unique_ptr<StackUnderTest> stack, std::unique_ptr<Tun> tun,
                 const Options& options, ObservationSink& sink)
    : stack_{std::move(stack)},
      tun_{std::move(tun)},
      node_{*stack_, way_out(*tun_, link_, options), sink} {}

Time Station::now() const {
  const auto passed = std::chrono::steady_clock::now() - start_;
  return kRunStart + std::chrono::duration_cast<Duration>(passed);
}

void Station::round() {
  const Time time = now();
  if (link_) link_->at(time);
  node_.run(time);
  if (link_) link_->at(time);  // without delay it goes out at once
}

// Rounded up: a timer that is called early would be called again and again.
std::optional<std::chrono::milliseconds> Station::patience() const {
  std::optional<Time> next = node_.next();
  if (const auto delivery = link_ ? link_->next() : std::nullopt) {
    next = next ? std::min(*next, *delivery) : *delivery;
  }
  if (!next) return std::nullopt;
  return std::chrono::ceil<std::chrono::milliseconds>(std::max(*next - now(), Duration{0}));
}

int Station::run(const std::function<bool()>& done, const Watch& watch) {
  std::vector<pollfd> waits_for;
  while (true) {
    round();
    if (done() || !node_.broken().empty()) return 0;
    waits_for.assign(1, {tun_->descriptor(), POLLIN, 0});
    if (watch) watch(waits_for);
    guard_.wait(waits_for, patience());
    if (const int number = guard_.signal_number(); number != 0) {
      guard_.forget();
      return number;
    }
    const auto others = std::span{waits_for}.subspan(1);
    if (std::ranges::any_of(others, [](const pollfd& each) { return each.revents != 0; })) {
      node_.wake_all();
    }
  }
}

}  // namespace synspect::live
