// `synspect serve`: small services of a live TCP.
#include <fmt/format.h>

#include <charconv>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "harness/cli/live_end.h"
#include "harness/cli/verbs.h"

namespace synspect::cli {
namespace {

constexpr const char* kUsage =
    "serve --tun NAME --address A/LEN [options] echo[:PORT] | discard[:PORT] | chargen[:PORT] |\n"
    "       http[:PORT]=FOLDER ...\n\n"
    "The stack as a live TCP on a TUN device of this machine, until SIGINT or SIGTERM. The usual\n"
    "ports are 7, 9, 19 and 80.";

struct Service {
  std::string name;
  std::uint16_t port{};
  std::string folder;  // of http
};

std::uint16_t usual_port(std::string_view name) {
  if (name == "echo") return 7;
  if (name == "discard") return 9;
  if (name == "chargen") return 19;
  return name == "http" ? 80 : 0;
}

Service service_named(const std::string& word) {
  const auto fail = [&](const char* why) -> UsageError {
    return UsageError(fmt::format("serve {}: {}", word, why), "synspect serve --help");
  };
  Service service;
  const std::size_t equals = word.find('=');
  if (equals != std::string::npos) service.folder = word.substr(equals + 1);
  const std::string head = word.substr(0, equals);
  const std::size_t colon = head.find(':');
  service.name = head.substr(0, colon);
  service.port = usual_port(service.name);
  if (service.port == 0) throw fail("no such service; there are echo, discard, chargen, http");
  if (colon != std::string::npos) {
    const char* const end = head.data() + head.size();
    const auto [stop, error] = std::from_chars(head.data() + colon + 1, end, service.port);
    if (error != std::errc{} || stop != end || service.port == 0) {
      throw fail("expected a port from 1 to 65535");
    }
  }
  if (service.name == "http" && service.folder.empty()) throw fail("http=FOLDER: which one?");
  if (service.name != "http" && equals != std::string::npos) throw fail("only http has a folder");
  return service;
}

std::unique_ptr<live::Application> application_of(const Service& service, bool uploads) {
  if (service.name == "echo") return live::make_echo();
  if (service.name == "discard") return live::make_discard();
  if (service.name == "chargen") return live::make_chargen();
  auto http = live::make_http(service.folder, uploads);
  if (!http) throw UsageError(fmt::format("serve http={}: no such folder", service.folder));
  return http;
}

}  // namespace

gate::ExitCode serve(Arguments args, Session& session) {
  po::options_description own = live_options();
  own.add_options()                                                              //
      ("uploads", po::bool_switch(), "http: PUT makes new files in the folder")  //
      ("verbose", po::bool_switch(), "say of each connection what was agreed on");
  const auto options = parse_options("serve", kUsage, own, args, session);
  if (!options) return gate::ExitCode::kAsExpected;
  std::vector<Service> services;
  for (const std::string& word : positional(*options)) services.push_back(service_named(word));
  if (services.empty()) throw UsageError("serve: name a service", "synspect serve --help");
  const bool uploads = (*options)["uploads"].as<bool>();
  for (const Service& service : services) {  // before anything of the machine is touched
    static_cast<void>(application_of(service, uploads));
  }

  LiveEnd end{*options, session};
  for (const Service& service : services) {
    for (const IpAddress& address : end.addresses()) {
      const SocketAddress at{address, service.port};
      if (const auto why = end.node().listen(at, application_of(service, uploads))) {
        throw UsageError(fmt::format("serve {}: {}", service.name, *why));
      }
      session.out << fmt::format("{:<8} {}\n", service.name, at.to_string());
    }
  }
  session.out << "ready\n" << std::flush;
  if ((*options)["verbose"].as<bool>()) {
    end.node().on_accept([&](Handle handle, const FourTuple& sockets) {
      session.out << fmt::format("{}: {}\n", sockets.to_string(), end.agreed(handle)) << std::flush;
    });
  }
  end.run([] { return false; });
  end.node().abort_all();
  const live::Node::Counts& counts = end.node().counts();
  session.out << fmt::format("{} connections, {} of them broken; {} datagrams in, {} out\n",
                             counts.accepted, counts.broken, counts.in, counts.out);
  return end.code();
}

}  // namespace synspect::cli
