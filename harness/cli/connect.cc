// `synspect connect`: one connection from a live TCP.
#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <ostream>
#include <string>
#include <utility>

#include "harness/cli/live_end.h"
#include "harness/cli/received_file.h"
#include "harness/cli/verbs.h"
#include "harness/live/fetch.h"
#include "harness/live/pipe.h"

namespace synspect::cli {
namespace {

constexpr const char* kUsage =
    "connect --tun NAME --address A/LEN --to ADDRESS:PORT [options]\n\n"
    "One connection of the stack as a live TCP, on a TUN device of this machine. Standard input\n"
    "goes out, and its end is a FIN; what comes back goes to standard output. With --get: a file\n"
    "over HTTP. Exit code 4 when there is no connection, or it does not last.";

po::options_description connect_options() {
  po::options_description own = live_options();
  own.add_options()  //
      ("to", po::value<std::string>()->value_name("ADDRESS:PORT"),
       "the other end: 192.0.2.1:80, [2001:db8::1]:80")                                    //
      ("from-port", po::value<std::string>()->value_name("N"), "the port here; else any")  //
      ("get", po::value<std::string>()->value_name("PATH"), "fetch this over HTTP")        //
      ("output", po::value<std::string>()->default_value("-")->value_name("F"),
       "where to what comes; - is standard output");
  return own;
}

SocketAddress remote_of(const po::variables_map& options) {
  const std::string text = text_of(options, "to");
  if (text.empty()) throw UsageError("--to is missing: whom to connect to?");
  const auto remote = SocketAddress::parse(text);
  if (!remote || remote->port == 0) {
    throw UsageError(fmt::format(
        "--to {}: expected ADDRESS:PORT, as in 192.0.2.1:80 or [2001:db8::1]:80", text));
  }
  return *remote;
}

std::uint16_t port_of(const po::variables_map& options) {
  const std::string text = text_of(options, "from-port");
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool good = error == std::errc{} && end == text.data() + text.size() && port != 0;
  if (!text.empty() && !good) {
    throw UsageError(fmt::format("--from-port {}: expected a number from 1 to 65535", text));
  }
  return port;
}

SocketAddress local_of(const LiveEnd& end, IpVersion version, std::uint16_t port) {
  for (const IpAddress& address : end.addresses()) {
    if (address.version == version) return {address, port};
  }
  throw UsageError("--to: no --address of the same IP version");
}

// Until the conversation is over and the peer knows.
void converse(LiveEnd& end, const SocketAddress& from, const SocketAddress& to,
              std::unique_ptr<live::Conversation> conversation, Session& session,
              const live::Station::Watch& watch) {
  if (const auto why = end.node().connect(from, to, std::move(conversation))) {
    throw UsageError(*why);
  }
  session.err << fmt::format("connecting to {}\n", to.to_string()) << std::flush;
  const int number =
      end.run([&] { return end.node().open_connections() == 0 && end.node().settled(); },
              [&](std::vector<pollfd>& waits_for) {
                if (watch && end.node().open_connections() != 0) watch(waits_for);
              });
  if (number != 0) {
    end.node().abort_all();
    throw Stopped{number};
  }
}

[[noreturn]] void no_connection(const SocketAddress& to, CallError why) {
  throw EnvironmentError(fmt::format("{}: {}", to.to_string(), to_string(why)));
}

void get(const std::string& path, LiveEnd& end, const SocketAddress& from, const SocketAddress& to,
         const ReceivedFile& output, Session& session) {
  live::Fetch::Outcome outcome;
  bool kept = true;
  const auto keep = [&](std::span<const std::byte> octets) { return kept = output.write(octets); };
  converse(end, from, to, std::make_unique<live::Fetch>(to.to_string(), path, keep, outcome),
           session, {});
  if (!kept) output.fail();
  if (outcome.broken != CallError::kNone) no_connection(to, outcome.broken);
  if (outcome.status != 200) {
    throw EnvironmentError(
        outcome.status == 0
            ? fmt::format("{}: no answer in HTTP", to.to_string())
            : fmt::format("{}{}: answered with status {}", to.to_string(), path, outcome.status));
  }
  if (!outcome.whole) {
    throw EnvironmentError(
        fmt::format("{}{}: it ended after {} octets", to.to_string(), path, outcome.octets));
  }
  session.err << fmt::format("{} octets\n", outcome.octets);
}

void pipe(LiveEnd& end, const SocketAddress& from, const SocketAddress& to,
          const ReceivedFile& output, Session& session) {
  live::Pipe::Outcome outcome;
  auto conversation = std::make_unique<live::Pipe>(STDIN_FILENO, output.descriptor(), outcome);
  const live::Pipe& there = *conversation;
  converse(end, from, to, std::move(conversation), session,
           [&](std::vector<pollfd>& waits_for) { there.watch(waits_for); });
  if (outcome.broken != CallError::kNone) no_connection(to, outcome.broken);
  if (outcome.failed_output) output.fail();
  session.err << fmt::format("{} octets sent, {} received\n", outcome.sent, outcome.received);
}

}  // namespace

gate::ExitCode connect(Arguments args, Session& session) {
  const auto options = parse_options("connect", kUsage, connect_options(), args, session);
  if (!options) return gate::ExitCode::kAsExpected;
  if (!positional(*options).empty()) throw UsageError("connect: takes no arguments");
  const SocketAddress to = remote_of(*options);
  const std::uint16_t port = port_of(*options);
  const std::string path = text_of(*options, "get");
  if (options->contains("get") &&
      (!path.starts_with('/') || path.find_first_of(" \r\n") != std::string::npos)) {
    throw UsageError(fmt::format("--get {}: expected a path that begins with /", path));
  }
  LiveEnd end{*options, session};
  const SocketAddress from = local_of(end, to.ip.version, port);
  ReceivedFile output{text_of(*options, "output")};
  if (path.empty()) {
    pipe(end, from, to, output, session);
  } else {
    get(path, end, from, to, output, session);
  }
  output.done();
  return end.code();
}

}  // namespace synspect::cli
