#include "harness/script/generator.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "harness/script/words.h"

namespace synspect::script {
namespace {

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : state_{seed} {}

  [[nodiscard]] Script script() {
    Script out;
    extension_ = coin();
    if (extension_) out.options.push_back({{}, "synspect", "1"});
    if (extension_ && coin()) out.options.push_back({{}, "local_isn", number(0xFFFF'FFFF)});
    if (extension_ && coin()) out.options.push_back({{}, "profile", "linux"});
    if (extension_ && coin()) out.options.push_back({{}, "set", pick({"sack=on", "a.b=1=2"})});
    if (coin()) out.options.push_back({{}, "tcp_ts_tick_usecs", number(1'000'000)});
    if (coin()) out.options.push_back({{}, "mtu", std::to_string(68 + below(60000))});
    if (coin()) out.options.push_back({{}, "strict_segments", std::nullopt});
    if (coin()) out.options.push_back({{}, "local_ip", pick({"192.0.2.1", "2001:db8::1"})});
    if (coin()) out.options.push_back({{}, "init_scripts", pick({"a b", "./x.sh", "\"", "//"})});
    if (coin()) out.options.push_back({{}, "define", pick({"Q_1=7", "Q_1=\"a b\"", "Q_1=0x1F"})});
    if (one_in(4)) out.init = Command{text()};
    const std::uint64_t events = 1 + below(8);
    for (std::uint64_t i = 0; i < events; ++i) out.events.push_back(event(i == 0));
    if (one_in(4)) out.cleanup = Command{text()};
    return out;
  }

 private:
  // SplitMix64: integer only, the same everywhere.
  [[nodiscard]] std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E37'79B9'7F4A'7C15;
    z = (z ^ (z >> 30U)) * 0xBF58'476D'1CE4'E5B9;
    z = (z ^ (z >> 27U)) * 0x94D0'49BB'1331'11EB;
    return z ^ (z >> 31U);
  }
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  [[nodiscard]] bool one_in(std::uint64_t n) { return below(n) == 0; }
  [[nodiscard]] bool coin() { return one_in(2); }
  [[nodiscard]] std::string number(std::uint64_t most) { return std::to_string(edge(most)); }
  // Often the least or the greatest.
  [[nodiscard]] std::uint64_t edge(std::uint64_t most) {
    return one_in(4) ? 0 : one_in(4) ? most : below(most + 1);
  }
  [[nodiscard]] std::string pick(std::initializer_list<const char*> list) {
    return list.begin()[below(list.size())];
  }
  [[nodiscard]] std::string hex(std::uint64_t octets) {
    std::string out;
    for (std::uint64_t i = 0; i < 2 * octets; ++i) out += "0123456789abcdefABCDEF"[below(22)];
    return out;
  }
  // For commands, snippets and comments: nothing that would end them.
  [[nodiscard]] std::string text() {
    std::string out;
    for (std::uint64_t i = below(12); i > 0; --i) out += "ab1 \n\"/*#;{}%'"[below(14)];
    for (std::size_t at = out.find("}%"); at != std::string::npos; at = out.find("}%")) {
      out.erase(at, 1);
    }
    if (out.ends_with('}')) out.pop_back();
    return out;
  }

  // ---- time
  [[nodiscard]] TimeExpression time(bool macros) {
    TimeExpression out{.macro = std::nullopt, .micros = static_cast<Micros>(below(3'000'000))};
    if (coin()) out.micros *= 1000;
    if (macros && extension_ && one_in(3)) {
      out.macro = static_cast<TimeMacro>(below(9));
      if (coin()) out.micros = -out.micros;
      if (coin()) out.micros = 0;
    }
    return out;
  }
  [[nodiscard]] TimeSpec time_spec(bool first, bool outbound, bool call) {
    TimeSpec out;
    out.form = coin() ? TimeForm::kAbsolute : TimeForm::kRelative;
    if (first) return out;
    if (outbound && coin()) {
      out.form = static_cast<TimeForm>(2 + below(3));
    }
    const bool absolute = out.form == TimeForm::kAbsolute || out.form == TimeForm::kAbsoluteWindow;
    if (out.form != TimeForm::kAny) out.from = time(!absolute);
    if (absolute) out.from.micros = now_ += out.from.micros;
    if (out.form == TimeForm::kAbsoluteWindow || out.form == TimeForm::kRelativeWindow) {
      out.to = out.from;
      out.to.micros += static_cast<Micros>(below(1000));
    }
    if (call && one_in(4)) {
      out.blocking_end = out.from;
      out.blocking_end->micros += static_cast<Micros>(below(1000));
    }
    return out;
  }

  // ---- packets
  [[nodiscard]] OptionList options(bool outbound) {
    OptionList out;
    if (outbound && one_in(4)) {
      out.any = true;
      return out;
    }
    if (one_in(8)) {
      out.raw_hex = hex(4 * (1 + below(10)));
      return out;
    }
    std::size_t octets = 0;
    const auto add = [&](TcpOptionItem item, std::size_t size) {
      if (octets + size > 36) return;
      octets += size;
      out.items.push_back(std::move(item));
    };
    for (std::uint64_t i = below(5); i > 0; --i) {
      const std::uint64_t body = below(9);
      switch (below(9)) {
        case 0:
          add(option::Mss{static_cast<std::uint16_t>(edge(0xFFFF))}, 4);
          break;
        case 1:
          add(option::WindowScale{static_cast<std::uint8_t>(edge(0xFF))}, 3);
          break;
        case 2:
          add(option::SackPermitted{}, 2);
          break;
        case 3: {
          option::Sack sack;
          for (std::uint64_t b = 1 + below(4); b > 0; --b) {
            sack.blocks.push_back({static_cast<std::uint32_t>(edge(0xFFFF'FFFF)),
                                   static_cast<std::uint32_t>(edge(0xFFFF'FFFF))});
          }
          const std::size_t size = 2 + 8 * sack.blocks.size();
          add(std::move(sack), size);
          break;
        }
        case 4: {
          option::Timestamps ts{.val = std::nullopt,
                                .ecr = static_cast<std::uint32_t>(edge(0xFFFF'FFFF)),
                                .ecr_literal = coin()};
          if (!outbound || coin()) ts.val = static_cast<std::uint32_t>(edge(0xFFFF'FFFF));
          add(ts, 10);
          break;
        }
        case 5:
          add(option::FastOpen{.cookie_hex = hex(body), .experimental = false}, 2 + body);
          break;
        case 6:
          add(option::FastOpen{.cookie_hex = hex(body), .experimental = true}, 4 + body);
          break;
        case 7:
          add(option::Generic{.kind = static_cast<std::uint8_t>(edge(0xFF)), .body_hex = hex(body)},
              2 + body);
          break;
        case 8:
          add(option::Eol{}, 1);
          break;
        default:
          break;
      }
    }
    while (octets % 4 != 0) add(option::Nop{}, 1);
    return out;
  }

  [[nodiscard]] PacketExtension packet_extension(bool outbound, std::uint32_t length) {
    PacketExtension out;
    out.bad_checksum = !outbound && coin();
    if (coin()) out.reserved = static_cast<std::uint8_t>(edge(15));
    if (length > 0 && length < 100 && coin()) out.payload_hex = hex(length);
    if (coin()) out.from = pick({"192.0.2.9:1234", "[2001:db8::9]:1"});
    if (coin()) out.to = pick({"192.0.2.9:0", "[::1]:65535"});
    return out;
  }

  [[nodiscard]] TcpPacket packet(bool outbound) {
    TcpPacket out;
    out.direction = outbound ? Direction::kOutbound : Direction::kInbound;
    if (one_in(4)) out.ip.ecn = static_cast<EcnMatch>(below(outbound ? 5 : 4));
    if (one_in(8)) out.ip.traffic_class = static_cast<std::uint8_t>(edge(0xFF));
    if (one_in(8)) out.ip.ttl = static_cast<std::uint8_t>(edge(0xFF));
    if (one_in(8)) out.ip.flow_label = static_cast<std::uint32_t>(edge(0xF'FFFF));
    if (one_in(8)) {
      out.ports = {static_cast<std::uint16_t>(edge(0xFFFF)),
                   static_cast<std::uint16_t>(edge(0xFFFF))};
    }
    out.flags = static_cast<std::uint8_t>(edge(0xFF));
    if (one_in(8)) {
      out.ace = static_cast<std::uint8_t>(below(8));
      out.flags &= static_cast<std::uint8_t>(~(kEce | kCwr));
    }
    out.length = static_cast<std::uint32_t>(coin() ? below(100) : edge(0xFFFF));
    out.seq_ignored = outbound && one_in(8);
    out.seq_untranslated = !out.seq_ignored && one_in(4);
    const bool wraps = extension_ && out.seq_untranslated;
    if (!out.seq_ignored) {
      out.seq = static_cast<std::uint32_t>(edge(0xFFFF'FFFF - (wraps ? 0 : out.length)));
    }
    if (coin()) out.ack = static_cast<std::uint32_t>(edge(0xFFFF'FFFF));
    out.ack_untranslated = extension_ && out.ack && coin();
    if (!outbound || coin()) out.window = static_cast<std::uint16_t>(edge(0xFFFF));
    if (one_in(4)) out.urgent_pointer = static_cast<std::uint16_t>(edge(0xFFFF));
    out.options = options(outbound);
    if (extension_ && coin()) out.extension = packet_extension(outbound, out.length);
    return out;
  }

  // ---- calls
  [[nodiscard]] Expression term(int depth) {
    switch (below(depth > 3 ? 4 : 7)) {
      case 0:
        return {{}, Integer{.value = static_cast<std::int64_t>(next()), .hex = false}};
      case 1:
        return {{}, Integer{.value = static_cast<std::int64_t>(next() >> 1U), .hex = true}};
      case 2:
        return {{}, Word{pick({"NULL", "EPOLLIN", "O_RDWR", "SCTP_X", "TCP_INQ", "EIO", "3a"})}};
      case 3: {
        std::string octets;
        for (std::uint64_t i = below(6); i > 0; --i) octets += static_cast<char>(below(256));
        return coin() ? Expression{{}, Quoted{std::move(octets)}} : Expression{{}, Ellipsis{}};
      }
      case 4: {
        List list;
        for (std::uint64_t i = below(3); i > 0; --i) list.items.push_back(expression(depth + 1));
        return {{}, std::move(list)};
      }
      case 5: {
        Struct structure;
        for (std::uint64_t i = below(3); i > 0; --i) structure.members.push_back(member(depth));
        return {{}, std::move(structure)};
      }
      default: {
        FunctionCall function{.name = pick({"htons", "inet_addr", "inet6_addr"}), .arguments = {}};
        for (std::uint64_t i = below(3); i > 0; --i) {
          function.arguments.push_back(expression(depth + 1));
        }
        return {{}, std::move(function)};
      }
    }
  }
  [[nodiscard]] Expression expression(int depth) {
    if (!one_in(5)) return term(depth);
    BitOr both;
    for (std::uint64_t i = 2 + below(2); i > 0; --i) both.terms.push_back(term(depth + 1));
    return {{}, std::move(both)};
  }
  [[nodiscard]] Member member(int depth) {
    Member out;
    if (coin()) out.name = pick({"fd", "events", "msg_iov", "ack", "icmp", "S"});
    if (!out.name.empty() && one_in(3)) out.argument.push_back(expression(depth + 1));
    out.value.push_back(expression(depth + 1));
    return out;
  }
  [[nodiscard]] SystemCall call() {
    SystemCall out{.name = pick({"socket", "read", "pipe", "sctp_x", "open"}),
                   .arguments = {},
                   .result = {.value = static_cast<std::int64_t>(below(9)) - 1, .hex = false},
                   .error = {},
                   .comment = {}};
    for (std::uint64_t i = below(5); i > 0; --i) out.arguments.push_back(expression(0));
    if (coin()) out.error = pick({"EAGAIN", "E2BIG"});
    if (coin()) out.comment = pick({"Try again", "flags O_RDWR|O_NONBLOCK", "'", "("});
    return out;
  }

  void icmp(Event& out) {
    using Quote = IcmpPacket::Quote;
    switch (below(5)) {
      case 0:
        out.what = IcmpPacket{.type = "unreachable", .code = {}, .mtu = {}, .quote = {}};
        return;
      case 1:
        out.what = IcmpPacket{
            .type = "unreachable", .code = "frag_needed", .mtu = 1200, .quote = Quote{1, 1460}};
        return;
      case 2:
        out.what = IcmpPacket{
            .type = "packet_too_big", .code = {}, .mtu = 0xffff'ffff, .quote = Quote{~0U, 9}};
        return;
      case 3:
        out.what = IcmpPacket{.type = "type_12", .code = "code_7", .mtu = {}, .quote = Quote{}};
        return;
      default:
        out.what = Unsupported{"icmp packet", "< icmp echo_request id 7"};
        return;
    }
  }

  [[nodiscard]] Event event(bool first) {
    Event out;
    const std::uint64_t kind = below(10);
    const bool outbound = !first && kind >= 2 && kind <= 4;
    if (kind <= 4) {
      out.what = packet(outbound);
    } else if (kind <= 6) {
      out.what = call();
    } else if (kind == 7) {
      out.what = Command{text()};
    } else if (kind == 8) {
      out.what = Snippet{text()};
    } else if (extension_ && coin()) {
      out.what = RawPacket{hex(1 + below(30))};
    } else {
      icmp(out);
    }
    out.time = time_spec(first, outbound, std::holds_alternative<SystemCall>(out.what));
    if (out.time.form == TimeForm::kRelative || out.time.form == TimeForm::kRelativeWindow ||
        out.time.form == TimeForm::kAny) {
      now_ = 0;  // only neighbouring absolute times are compared
    }
    return out;
  }

  std::uint64_t state_;
  bool extension_{};
  Micros now_{};
};

}  // namespace

Script generate_script(std::uint64_t seed) { return Generator{seed}.script(); }

}  // namespace synspect::script
