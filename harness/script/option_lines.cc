#include "harness/script/option_lines.h"

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "harness/script/failure.h"
#include "harness/script/scan.h"

namespace synspect::script {
namespace {

enum class ValueKind : std::uint8_t {
  kNone,
  kNumber,
  kText,
  kAddress,
  kIpVersion,
  kNonFatal,
  kDefine,
  kEncapsulation,
  kVersion,
  kSetting,
};
struct Known {
  std::string_view name;
  ValueKind kind;
  std::uint64_t least, most;  // kNumber
};
constexpr std::uint64_t kMax32 = 0xFFFF'FFFF;
constexpr Known kKnown[] = {
    {"tolerance_usecs", ValueKind::kNumber, 1, kMax32},
    {"tolerance_percent", ValueKind::kNumber, 0, 100},
    {"ip_version", ValueKind::kIpVersion, 0, 0},
    {"local_ip", ValueKind::kAddress, 0, 0},
    {"remote_ip", ValueKind::kAddress, 0, 0},
    {"gateway_ip", ValueKind::kAddress, 0, 0},
    {"netmask_ip", ValueKind::kAddress, 0, 0},
    {"bind_port", ValueKind::kNumber, 1, 65535},
    {"connect_port", ValueKind::kNumber, 1, 65535},
    {"mtu", ValueKind::kNumber, 68, 65535},
    {"mss", ValueKind::kNumber, 1, 65535},
    {"speed", ValueKind::kNumber, 0, kMax32},
    {"tcp_ts_tick_usecs", ValueKind::kNumber, 0, 1'000'000},
    {"tcp_ts_ecr_scaled", ValueKind::kNone, 0, 0},
    {"strict_segments", ValueKind::kNone, 0, 0},
    {"non_fatal", ValueKind::kNonFatal, 0, 0},
    {"define", ValueKind::kDefine, 0, 0},
    {"init_scripts", ValueKind::kText, 0, 0},
    {"code_command", ValueKind::kText, 0, 0},
    {"code_format", ValueKind::kText, 0, 0},
    {"code_sockopt", ValueKind::kText, 0, 0},
    {"is_anyip", ValueKind::kNone, 0, 0},
    {"send_omit_free", ValueKind::kNone, 0, 0},
    {"psp_udp_port", ValueKind::kNumber, 1, 65535},
    {"tcp_md5_secret", ValueKind::kText, 0, 0},
    {"udp_encapsulation", ValueKind::kEncapsulation, 0, 0},
    {"local_linklocal_ip", ValueKind::kAddress, 0, 0},
    {"gateway_linklocal_ip", ValueKind::kAddress, 0, 0},
    {"tun_dev", ValueKind::kText, 0, 0},
    {"persistent_tun_dev", ValueKind::kNone, 0, 0},
    {"no_cleanup", ValueKind::kNone, 0, 0},
    {"wire_client", ValueKind::kNone, 0, 0},
    {"wire_server", ValueKind::kNone, 0, 0},
    {"wire_server_ip", ValueKind::kAddress, 0, 0},
    {"wire_server_at", ValueKind::kText, 0, 0},
    {"wire_server_port", ValueKind::kNumber, 1, 65535},
    {"wire_client_dev", ValueKind::kText, 0, 0},
    {"wire_server_dev", ValueKind::kText, 0, 0},
    {"so_filename", ValueKind::kText, 0, 0},
    {"so_flags", ValueKind::kText, 0, 0},
    {"dry_run", ValueKind::kNone, 0, 0},
    {"verbose", ValueKind::kNone, 0, 0},
    {"debug", ValueKind::kNone, 0, 0},
    {"synspect", ValueKind::kVersion, 0, 0},
    {"local_isn", ValueKind::kNumber, 0, kMax32},
    {"stack_seed", ValueKind::kNumber, 0, ~std::uint64_t{0}},
    {"profile", ValueKind::kText, 0, 0},
    {"set", ValueKind::kSetting, 0, 0},
    {"needs", ValueKind::kText, 0, 0},
};

[[nodiscard]] const Known* find(std::string_view name) {
  for (const Known& known : kKnown) {
    if (known.name == name) return &known;
  }
  return nullptr;
}

[[nodiscard]] bool in_range(std::string_view text, std::uint64_t least, std::uint64_t most) {
  std::uint64_t value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && value >= least &&
         value <= most;
}

// Whether it is an address of the right family is the runner's to say: this refuses other tokens.
[[nodiscard]] bool looks_like_address(std::string_view text) {
  return text.find_first_of(".:") != std::string_view::npos &&
         text.find_first_not_of("0123456789abcdefABCDEF.:/") == std::string_view::npos;
}

[[nodiscard]] bool is_word(std::string_view text) {
  if (text.empty() || is_digit(text.front())) return false;
  for (const char c : text) {
    if (!is_word_char(c)) return false;
  }
  return true;
}

// NAME=value; what names there are is the stack's to say.
[[nodiscard]] bool is_setting(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == std::string_view::npos || equals + 1 == text.size()) return false;
  for (const char c : text.substr(0, equals)) {
    if (!is_word_char(c) && c != '.') return false;
  }
  return true;
}

// Empty when the value is good, else what was expected.
[[nodiscard]] std::string complaint(const Known& known, std::string_view value) {
  switch (known.kind) {
    case ValueKind::kNone:
      return {};
    case ValueKind::kNumber:
      if (in_range(value, known.least, known.most)) return {};
      return "a number from " + std::to_string(known.least) + " to " + std::to_string(known.most);
    case ValueKind::kText:
      return value.empty() ? "a value" : "";
    case ValueKind::kAddress:
      return looks_like_address(value) ? "" : "an IPv4 or IPv6 address";
    case ValueKind::kIpVersion:
      for (const std::string_view word : {"ipv4", "ipv6", "ipv4-mapped-ipv6", "ipv4_mapped_ipv6"}) {
        if (value == word) return {};
      }
      return "ipv4, ipv6 or ipv4-mapped-ipv6";
    case ValueKind::kNonFatal:
      for (const std::string_view word :
           {"packet", "syscall", "packet,syscall", "syscall,packet"}) {
        if (value == word) return {};
      }
      return "packet, syscall or both with a comma";
    case ValueKind::kDefine:
      return is_word(value.substr(0, value.find('='))) && value.contains('=') ? "" : "NAME=value";
    case ValueKind::kEncapsulation:
      return value == "tcp" || value == "sctp" ? "" : "tcp or sctp";
    case ValueKind::kVersion:
      return value == "1" ? "" : "version 1";
    case ValueKind::kSetting:
      return is_setting(value) ? "" : "NAME=value";
  }
  __builtin_trap();
}

}  // namespace

void check_option_line(const OptionLine& line, std::size_t name_at, std::size_t value_at) {
  const Known* known = find(line.name);
  if (known == nullptr) {
    fail(name_at, "unknown option line --" + line.name, "see LANGUAGE.md section 3");
  }
  if (known->kind == ValueKind::kNone) {
    if (line.value) fail(value_at, "option line --" + line.name + " takes no value");
    return;
  }
  if (!line.value) fail(name_at, "option line --" + line.name + " needs a value");
  if (known->kind == ValueKind::kVersion && *line.value != "1") {
    fail(value_at, "language extension --synspect=" + *line.value + " is not known",
         "this program knows --synspect=1");
  }
  const std::string expected = complaint(*known, *line.value);
  if (!expected.empty()) {
    fail(value_at,
         "option line --" + line.name + " needs " + expected + ", not '" + *line.value + "'");
  }
}

}  // namespace synspect::script
