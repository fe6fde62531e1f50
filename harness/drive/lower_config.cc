#include "harness/drive/lower_config.h"

#include <optional>
#include <utility>

namespace synspect::drive {
namespace {

// Sockets that the run shows: where the stack listens, whom it calls, who calls it.
struct Sockets {
  std::optional<SocketAddress> bound, called;
  std::optional<FourTuple> first;  // of the first TCP segment, from the stack's side
};

Sockets sockets_of(const History& history, EndpointId accused) {
  Sockets found;
  for (const Observation& seen : history.observations()) {
    if (const auto* call = std::get_if<CallSeen>(&seen.what)) {
      if (call->endpoint != accused) continue;
      const auto* bind = std::get_if<call::Bind>(&call->call);
      if (bind != nullptr && bind->address.port != 0 && !found.bound) found.bound = bind->address;
      const auto* connect = std::get_if<call::Connect>(&call->call);
      if (connect != nullptr && !found.called) found.called = connect->remote;
    } else if (const auto* segment = std::get_if<SegmentSeen>(&seen.what)) {
      if (segment->endpoint != accused || segment->segment.kind != DatagramKind::kTcp) continue;
      const FourTuple sent{segment->segment.source, segment->segment.destination};
      const bool out = segment->direction == Direction::kFromStack;
      if (!found.first) found.first = out ? sent : sent.reversed();
    }
  }
  return found;
}

}  // namespace

std::expected<Setting, std::string> setting_of(const History& history,
                                               const LowerOptions& options) {
  const RunHeader& header = history.header();
  if (options.accused >= header.endpoints.size()) {
    return std::unexpected("the run has no endpoint " + std::to_string(options.accused));
  }
  const EndpointHeader& accused = header.endpoints[options.accused];
  const Sockets sockets = sockets_of(history, options.accused);
  Setting setting;
  ScriptConfig& config = setting.config;
  const auto line = [&](std::string name, std::string value) {
    setting.lines.push_back({{}, std::move(name), std::move(value)});
  };

  if (!accused.addresses.empty()) {
    config.local_ip = accused.addresses.front();
  } else if (sockets.first) {
    config.local_ip = sockets.first->local.ip;
  } else {
    return std::unexpected("the run names no address of the stack");
  }
  config.ip_version = config.local_ip.version;
  const bool v6 = config.ip_version == IpVersion::kV6;
  const auto of_version = [&](const IpAddress& ip) { return ip.version == config.ip_version; };

  // The defaults of configure(); what differs gets a line.
  const IpAddress usual_local = *IpAddress::parse(v6 ? "fd3d:fa7b:d17d::1" : "192.168.0.1");
  const IpAddress usual_remote = *IpAddress::parse(v6 ? "2001:db8::1" : "192.0.2.1");
  config.remote_ip = usual_remote;
  for (std::size_t end = 0; end < header.endpoints.size(); ++end) {
    const auto& addresses = header.endpoints[end].addresses;
    if (end != options.accused && !addresses.empty() && of_version(addresses.front())) {
      config.remote_ip = addresses.front();
    }
  }
  if (header.endpoints.size() == 1) {
    if (sockets.first && of_version(sockets.first->remote.ip)) {
      config.remote_ip = sockets.first->remote.ip;
    } else if (sockets.called && of_version(sockets.called->ip)) {
      config.remote_ip = sockets.called->ip;
    }
  }
  if (v6) line("ip_version", "ipv6");
  if (config.local_ip != usual_local) line("local_ip", config.local_ip.to_string());
  if (config.remote_ip != usual_remote) line("remote_ip", config.remote_ip.to_string());

  if (sockets.bound) config.bind_port = sockets.bound->port;
  if (!sockets.bound && !sockets.called && sockets.first && sockets.first->local.port != 0) {
    config.bind_port = sockets.first->local.port;
  }
  if (sockets.called && sockets.called->port != 0) config.connect_port = sockets.called->port;
  if (config.bind_port != 8080) line("bind_port", std::to_string(config.bind_port));
  if (config.connect_port != 8080) line("connect_port", std::to_string(config.connect_port));
  config.mtu = accused.mtu.value_or(v6 ? 1520 : 1500);
  if (config.mtu != (v6 ? 1520U : 1500U)) line("mtu", std::to_string(config.mtu));

  if (!accused.reset) return setting;
  const ResetConfig& reset = *accused.reset;
  if (reset.seed != 1) {
    line("stack_seed", std::to_string(reset.seed));
    setting.needs_extension = true;
  }
  if (reset.profile != ResetConfig{}.profile) {
    line("profile", reset.profile);
    setting.needs_extension = true;
  }
  for (const auto& [name, value] : reset.knobs) {
    line("set", name + "=" + value);
    setting.needs_extension = true;
  }
  if (options.keep_isns) {
    for (const std::uint32_t isn : reset.forced_isns) {
      line("local_isn", std::to_string(isn));
      setting.needs_extension = true;
    }
  }
  if (reset.addresses.size() > 1) setting.left_out.emplace_back("further addresses of the stack");
  if (reset.msl) setting.left_out.emplace_back("the MSL that was set");
  return setting;
}

}  // namespace synspect::drive
