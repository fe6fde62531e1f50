#include "harness/gate/run_codec.h"

#include <algorithm>
#include <cstdint>
#include <unordered_map>

#include "harness/judge/requirements.h"

namespace synspect::gate {
namespace {

constexpr std::uint16_t kNoClause = 0xffff;

// A clause travels as its place in the tables.
std::uint16_t place_of(judge::ClauseId id) {
  static const std::unordered_map<std::string_view, std::uint16_t> kPlaces = [] {
    std::unordered_map<std::string_view, std::uint16_t> places;
    std::uint16_t place = 0;
    for (const judge::Requirement& row : judge::requirements()) places[row.id.text()] = place++;
    return places;
  }();
  const auto found = kPlaces.find(id.text());
  return found == kPlaces.end() ? kNoClause : found->second;
}

judge::ClauseId clause(Decoder& from) {
  const auto place = from.number<std::uint16_t>();
  if (place == kNoClause) return {};
  if (place >= judge::requirements().size()) {
    from.fail();
    return {};
  }
  return judge::requirements()[place].id;
}

void put(const SocketAddress& socket, Encoder& to) {
  to.put(socket.ip.version);
  for (const std::uint8_t octet : socket.ip.octets) to.put(octet);
  to.put(socket.port);
}

SocketAddress socket_address(Decoder& from) {
  SocketAddress socket;
  const auto version = from.number<std::uint8_t>();
  if (version != 4 && version != 6) from.fail();
  socket.ip.version = version == 6 ? IpVersion::kV6 : IpVersion::kV4;
  for (std::uint8_t& octet : socket.ip.octets) octet = from.number<std::uint8_t>();
  socket.port = from.number<std::uint16_t>();
  return socket;
}

void put(const drive::ScriptVariant& variant, Encoder& to) {
  to.put(variant.ip_version ? std::to_underlying(*variant.ip_version) : std::uint8_t{0});
  to.put(static_cast<std::uint8_t>(variant.stack_isn.has_value()));
  to.put(variant.stack_isn.value_or(0));
  to.put(variant.peer_shift);
}

drive::ScriptVariant variant(Decoder& from) {
  drive::ScriptVariant one;
  const auto version = from.number<std::uint8_t>();
  if (version == 4) one.ip_version = IpVersion::kV4;
  if (version == 6) one.ip_version = IpVersion::kV6;
  if (version != 0 && version != 4 && version != 6) from.fail();
  const bool has_isn = from.flag();
  const auto isn = from.number<std::uint32_t>();
  if (has_isn) one.stack_isn = isn;
  one.peer_shift = from.number<std::uint32_t>();
  return one;
}

void put(const Found& found, Encoder& to) {
  const judge::Finding& finding = found.finding;
  const auto text = [&](const std::string& one) { to.put(one); };
  to.put(place_of(finding.clause));
  to.put(finding.level);
  to.put(finding.kind);
  to.put(finding.endpoint);
  to.put(static_cast<std::uint8_t>(finding.connection.has_value()));
  if (finding.connection) {
    put(finding.connection->local, to);
    put(finding.connection->remote, to);
  }
  for (const std::string* one : {&finding.state, &finding.all_states, &finding.event_class,
                                 &finding.expected, &finding.observed}) {
    text(*one);
  }
  to.list(finding.differences, [&](const judge::FieldDifference& one) {
    text(one.field);
    text(one.expected);
    text(one.observed);
  });
  to.list(finding.frames, text);
  to.list(finding.last_words, text);
  to.put(finding.position);
  to.put(finding.cause);
  to.put(finding.script_line);
  to.put(finding.at.time_since_epoch().count());
  text(found.identity);
}

Found found(Decoder& from) {
  Found one;
  judge::Finding& finding = one.finding;
  finding.clause = clause(from);
  finding.level = from.one_of(judge::Level::kMay);
  finding.kind = from.one_of(judge::FindingKind::kInterface);
  finding.endpoint = from.number<EndpointId>();
  if (from.flag()) {
    const SocketAddress local = socket_address(from);
    finding.connection = FourTuple{local, socket_address(from)};
  }
  for (std::string* text : {&finding.state, &finding.all_states, &finding.event_class,
                            &finding.expected, &finding.observed}) {
    *text = from.text();
  }
  from.list([&] {
    judge::FieldDifference& difference = finding.differences.emplace_back();
    difference.field = from.text();
    difference.expected = from.text();
    difference.observed = from.text();
  });
  from.list([&] { finding.frames.push_back(from.text()); });
  from.list([&] { finding.last_words.push_back(from.text()); });
  finding.position = from.number<std::uint64_t>();
  finding.cause = from.number<std::uint64_t>();
  finding.script_line = from.number<std::uint32_t>();
  finding.at = Time{Duration{from.number<Duration::rep>()}};
  one.identity = from.text();
  return one;
}

}  // namespace

void encode(const Run& run, Encoder& to) {
  put(run.variant, to);
  const drive::Outcome& outcome = run.outcome;
  to.put(outcome.verdict);
  to.put(outcome.line);
  to.put(outcome.column);
  to.put(outcome.message);
  to.put(outcome.construct);
  to.put(outcome.virtual_time.count());
  to.list(run.findings, [&](const Found& one) { put(one, to); });
  to.list(run.tallies, [&](const judge::ClauseTally& tally) {
    to.put(place_of(tally.clause));
    to.put(tally.upheld);
    to.put(tally.broken);
    to.put(tally.states);
  });
  to.put(static_cast<std::uint8_t>(run.wall_us.has_value()));
  to.put(run.wall_us.value_or(0));
}

std::optional<Run> decode_run(std::span<const std::byte> octets) {
  Decoder from{octets};
  Run run;
  run.variant = variant(from);
  drive::Outcome& outcome = run.outcome;
  outcome.verdict = from.one_of(drive::Verdict::kError);
  outcome.line = from.number<std::uint32_t>();
  outcome.column = from.number<std::uint32_t>();
  outcome.message = from.text();
  outcome.construct = from.text();
  outcome.virtual_time = Duration{from.number<Duration::rep>()};
  from.list([&] { run.findings.push_back(found(from)); });
  from.list([&] {
    judge::ClauseTally& tally = run.tallies.emplace_back();
    tally.clause = clause(from);
    if (tally.clause.text().empty()) from.fail();
    tally.upheld = from.number<std::uint32_t>();
    tally.broken = from.number<std::uint32_t>();
    tally.states = from.number<std::uint16_t>();
  });
  const bool timed = from.flag();
  const auto wall_us = from.number<std::uint64_t>();
  if (timed) run.wall_us = wall_us;
  if (!from.at_end()) return std::nullopt;
  return run;
}

void encode(const TraceHeader& header, Encoder& to) {
  to.list(header.clauses, [&](judge::ClauseId id) { to.put(place_of(id)); });
  to.put(header.shows);
}

std::optional<TraceHeader> decode_header(std::span<const std::byte> octets) {
  Decoder from{octets};
  TraceHeader header;
  from.list([&] { header.clauses.push_back(clause(from)); });
  header.shows = from.text();
  if (!from.at_end()) return std::nullopt;
  return header;
}

}  // namespace synspect::gate
