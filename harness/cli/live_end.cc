#include "harness/cli/live_end.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ostream>
#include <random>
#include <utility>

#include "harness/cli/stacks.h"

namespace synspect::cli {
namespace {

using live::Subnet;

// Watches nothing, where no judge was asked for.
class Unseen final : public ObservationSink {
 public:
  void begin(const RunHeader&) override {}
  void observe(const Observation&) override {}
};
Unseen unseen;  // NOLINT: without state

std::vector<std::string> all_of(const po::variables_map& options, const char* name) {
  if (!options.contains(name)) return {};
  return options[name].as<std::vector<std::string>>();
}

std::uint64_t number_of(const po::variables_map& options, const char* name, std::uint64_t least,
                        std::uint64_t most, std::uint64_t otherwise) {
  const std::string text = text_of(options, name);
  if (text.empty()) return otherwise;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < least || number > most) {
    throw UsageError(
        fmt::format("--{} {}: expected a number from {} to {}", name, text, least, most));
  }
  return number;
}

std::vector<Subnet> subnets_of(const po::variables_map& options) {
  std::vector<Subnet> subnets;
  for (const std::string& text : all_of(options, "address")) {
    const auto subnet = Subnet::parse(text);
    if (!subnet) {
      throw UsageError(
          fmt::format("--address {}: expected an IP address, as in 192.0.2.2/24 or "
                      "2001:db8::2/64",
                      text));
    }
    subnets.push_back(*subnet);
  }
  if (subnets.empty()) {
    throw UsageError("--address is missing: what the stack is called, as in 192.0.2.2/24");
  }
  return subnets;
}

std::uint64_t seed_of(const po::variables_map& options) {
  std::random_device entropy;  // initial sequence numbers are not to be guessed (RFC 6528)
  const std::uint64_t chance = (std::uint64_t{entropy()} << 32U) | entropy();
  return number_of(options, "seed", 0, UINT64_MAX, chance);
}

ResetConfig reset_of(const po::variables_map& options, const std::vector<Subnet>& subnets) {
  ResetConfig reset;
  for (const Subnet& subnet : subnets) reset.addresses.push_back(subnet.address);
  reset.mtu = static_cast<std::uint32_t>(number_of(options, "mtu", 68, 65535, 1500));
  reset.profile = profile_of(options);
  reset.seed = seed_of(options);
  for (const std::string& text : all_of(options, "set")) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw UsageError(fmt::format("--set {}: expected NAME=VALUE", text),
                       "synspect list profiles");
    }
    reset.knobs.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return reset;
}

}  // namespace

po::options_description live_options() {
  using Texts = std::vector<std::string>;
  po::options_description options{"options"};
  options.add_options()  //
      ("tun", po::value<std::string>()->value_name("NAME"),
       "the TUN interface; made if it is not there, and then gone at the end")  //
      ("address", po::value<Texts>()->composing()->value_name("A[/LEN]"),
       "what the stack is called, IPv4 or IPv6; may be repeated. With a length the kernel's end "
       "gets the first other address of that network, and is brought up")               //
      ("mtu", po::value<std::string>()->value_name("N"), "octets of a datagram; 1500")  //
      ("link", po::value<std::string>()->value_name("HOW"),
       "a bad line in front of the device: loss=1%,duplicate=1%,delay=50ms,jitter=5ms, of both "
       "directions")  //
      ("stack", po::value<std::string>()->default_value("reference")->value_name("S"),
       "the stack; see synspect list stacks")  //
      ("profile", po::value<std::string>()->default_value("rfc")->value_name("P"),
       "how the reference core behaves where the RFCs leave a choice")  //
      ("set", po::value<Texts>()->composing()->value_name("NAME=VALUE"),
       "one field of the profile; may be repeated; names and values: synspect list profiles")  //
      ("seed", po::value<std::string>()->value_name("N"),
       "of sequence numbers and of the line; else by chance")  //
      ("judge", po::bool_switch(), "say what the judge objects to; exit code 1 if there is any");
  return options;
}

LiveEnd::LiveEnd(const po::variables_map& options, Session& session) : session_{session} {
  live::Station::Options how;
  how.tun.name = text_of(options, "tun");
  if (how.tun.name.empty()) throw UsageError("--tun is missing: which interface?");
  const std::vector<Subnet> subnets = subnets_of(options);
  how.reset = reset_of(options, subnets);
  addresses_ = how.reset.addresses;
  how.tun.mtu = how.reset.mtu;
  for (const Subnet& subnet : subnets) {
    const auto kernel = subnet.neighbour(addresses_);
    const bool known = std::ranges::any_of(
        how.tun.kernel, [&](const Subnet& each) { return kernel && each == *kernel; });
    if (kernel && !known) how.tun.kernel.push_back(*kernel);
  }
  if (const std::string text = text_of(options, "link"); !text.empty()) {
    how.link = live::parse_link(text);
    if (!how.link) {
      throw UsageError(
          fmt::format("--link {}: expected some of loss=1%,duplicate=0.5%,delay=50ms,"
                      "jitter=5ms",
                      text));
    }
  }
  const gate::StackFactory make = stack_named(text_of(options, "stack"), session.around);
  const bool judged = options["judge"].as<bool>();
  ObservationSink& sink = judged ? static_cast<ObservationSink&>(judge_) : unseen;
  auto station = live::Station::open(make(), how, sink);
  if (!station && station.error().lacking) throw EnvironmentError(station.error().what);
  if (!station) throw UsageError(station.error().what);
  station_ = *std::move(station);
}

std::string LiveEnd::agreed(Handle connection) const {
  const auto info = station_->stack().info(connection);
  if (!info) return "";
  std::string text = fmt::format("mss {}", info->snd_mss.value_or(0));
  const std::uint8_t options = info->options.value_or(0);
  if ((options & 4U) != 0) {
    text += fmt::format(", window scale {}/{}", info->snd_wscale.value_or(0),
                        info->rcv_wscale.value_or(0));
  }
  if ((options & 1U) != 0) text += ", timestamps";
  if ((options & 2U) != 0) text += ", SACK";
  return text;
}

void LiveEnd::tell_findings() {
  const auto findings = judge_.findings();
  for (; told_ < findings.size(); ++told_) {
    const judge::Finding& finding = findings[told_];
    session_.err << fmt::format("FINDING {}\n  expected  {}\n  observed  {}\n", finding.identity(),
                                finding.expected, finding.observed);
  }
}

int LiveEnd::run(const std::function<bool()>& done, const live::Station::Watch& watch) {
  const auto round = [&] {
    tell_findings();
    return done();
  };
  return station_->run(round, watch);
}

gate::ExitCode LiveEnd::code() const {
  if (const std::string& broken = station_->node().broken(); !broken.empty()) {
    session_.err << "synspect: the stack broke: " << broken << "\n";
    return gate::ExitCode::kNonconformance;
  }
  return told_ == 0 ? gate::ExitCode::kAsExpected : gate::ExitCode::kNonconformance;
}

}  // namespace synspect::cli
