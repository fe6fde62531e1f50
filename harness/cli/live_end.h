// What `serve` and `connect` have in common: their options, and the end of a network made of them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/cli/options.h"
#include "harness/judge/judge.h"
#include "harness/live/station.h"

namespace synspect::cli {

// --tun --address --mtu --link --stack --profile --set --seed --judge
[[nodiscard]] po::options_description live_options();

class LiveEnd {
 public:
  // UsageError for what is asked wrongly, EnvironmentError for what the machine does not permit.
  LiveEnd(const po::variables_map& options, Session& session);

  [[nodiscard]] live::Node& node() { return station_->node(); }
  [[nodiscard]] const std::vector<IpAddress>& addresses() const { return addresses_; }
  // "mss 1460, window scale 7/8, timestamps, SACK": what both SYNs agreed on, as far as the stack
  // tells.
  [[nodiscard]] std::string agreed(Handle connection) const;

  // As Station::run(); what the judge objects to is said as it comes.
  int run(const std::function<bool()>& done, const live::Station::Watch& watch = {});
  // The exit code if nothing else is to be said: a broken stack, findings.
  [[nodiscard]] gate::ExitCode code() const;

 private:
  void tell_findings();

  Session& session_;
  judge::Judge judge_;
  std::size_t told_{};  // findings
  std::vector<IpAddress> addresses_;
  std::unique_ptr<live::Station> station_;
};

}  // namespace synspect::cli
