#include <utility>

#include "harness/script/snippet.h"

namespace synspect::script {
namespace {

struct Constant {
  std::string_view name;
  std::int64_t value;
};
constexpr Constant kConstants[] = {
    {"True", 1},
    {"False", 0},
    // States, as Linux numbers them; TCPI_* is the spelling of the other dialect.
    {"TCP_ESTABLISHED", 1},
    {"TCPI_ESTABLISHED", 1},
    {"TCP_SYN_SENT", 2},
    {"TCPI_SYN_SENT", 2},
    {"TCP_SYN_RECV", 3},
    {"TCPI_SYN_RECEIVED", 3},
    {"TCP_FIN_WAIT1", 4},
    {"TCPI_FIN_WAIT_1", 4},
    {"TCP_FIN_WAIT2", 5},
    {"TCPI_FIN_WAIT_2", 5},
    {"TCP_TIME_WAIT", 6},
    {"TCPI_TIME_WAIT", 6},
    {"TCP_CLOSE", 7},
    {"TCPI_CLOSED", 7},
    {"TCP_CLOSE_WAIT", 8},
    {"TCPI_CLOSE_WAIT", 8},
    {"TCP_LAST_ACK", 9},
    {"TCPI_LAST_ACK", 9},
    {"TCP_LISTEN", 10},
    {"TCPI_LISTEN", 10},
    {"TCP_CLOSING", 11},
    {"TCPI_CLOSING", 11},
    {"TCPI_OPT_TIMESTAMPS", 1},
    {"TCPI_OPT_SACK", 2},
    {"TCPI_OPT_WSCALE", 4},
    {"TCPI_OPT_ECN", 8},
    {"TCPI_OPT_ECN_SEEN", 16},
    {"TCPI_OPT_SYN_DATA", 32},
    {"TCPI_OPT_USEC_TS", 64},
    {"TCPI_OPT_TFO_CHILD", 128},
    {"TCP_CA_Open", 0},
    {"TCP_CA_Disorder", 1},
    {"TCP_CA_CWR", 2},
    {"TCP_CA_Recovery", 3},
    {"TCP_CA_Loss", 4},
};

constexpr std::size_t kMaxShown = 8;  // names in the message of a failed assertion

class Machine {
 public:
  Machine(const SnippetProgram& program, Environment& environment, const Lookup& lookup)
      : program_{program}, environment_{environment}, lookup_{lookup} {}

  void run() {
    for (std::size_t at = 0; at < program_.code.size();) at = step(at);
  }

 private:
  using Kind = SnippetFailure::Kind;
  [[noreturn]] static void fail(Kind kind, Position at, std::string message) {
    throw SnippetFailure{kind, at, std::move(message)};
  }

  [[nodiscard]] std::int64_t pop() {
    const std::int64_t value = stack_.back();
    stack_.pop_back();
    return value;
  }

  [[nodiscard]] std::int64_t value_of(const NameUse& use) const {
    const auto variable = environment_.variables.find(use.name);
    if (variable != environment_.variables.end()) return variable->second;
    if (const auto sampled = lookup_(use.name)) return *sampled;
    if (const auto constant = snippet_constant(use.name)) return *constant;
    fail(Kind::kUnknownName, use.at, "unknown name '" + use.name + "'");
  }
  [[nodiscard]] const NameUse& name(const Instruction& instruction) const {
    return program_.names[static_cast<std::size_t>(instruction.value)];
  }

  [[nodiscard]] static std::int64_t calculate(const Instruction& instruction, std::int64_t left,
                                              std::int64_t right) {
    std::int64_t out{};
    bool overflow = false;
    switch (instruction.operation) {
      case Operation::kAdd:
      case Operation::kAddAssign:
        overflow = __builtin_add_overflow(left, right, &out);
        break;
      case Operation::kSubtract:
      case Operation::kNegate:  // 0 - x
        overflow = __builtin_sub_overflow(left, right, &out);
        break;
      case Operation::kMultiply:
        overflow = __builtin_mul_overflow(left, right, &out);
        break;
      case Operation::kModulo:
        if (right == 0) fail(Kind::kArithmetic, instruction.at, "modulo zero");
        out = right == -1 ? 0 : left % right;
        if (out != 0 && (out < 0) != (right < 0)) out += right;  // Python: the divisor's sign
        break;
      case Operation::kAnd:
        out = left & right;
        break;
      case Operation::kOr:
        out = left | right;
        break;
      case Operation::kEqual:
        out = left == right;
        break;
      case Operation::kNotEqual:
        out = left != right;
        break;
      case Operation::kLess:
        out = left < right;
        break;
      case Operation::kGreater:
        out = left > right;
        break;
      case Operation::kLessEqual:
        out = left <= right;
        break;
      case Operation::kGreaterEqual:
        out = left >= right;
        break;
      case Operation::kInteger:
      case Operation::kName:
      case Operation::kNot:
      case Operation::kJumpIfFalse:
      case Operation::kJumpIfTrue:
      case Operation::kAssign:
      case Operation::kAssert:
        __builtin_trap();
    }
    if (overflow) fail(Kind::kArithmetic, instruction.at, "a number leaves 64 bits");
    return out;
  }

  [[nodiscard]] std::size_t step(std::size_t at) {
    const Instruction& instruction = program_.code[at];
    switch (instruction.operation) {
      case Operation::kInteger:
        stack_.push_back(instruction.value);
        break;
      case Operation::kName:
        stack_.push_back(value_of(name(instruction)));
        break;
      case Operation::kNot:
        stack_.back() = stack_.back() == 0;
        break;
      case Operation::kNegate:
        stack_.back() = calculate(instruction, 0, stack_.back());
        break;
      case Operation::kJumpIfFalse:
      case Operation::kJumpIfTrue:
        if ((stack_.back() != 0) == (instruction.operation == Operation::kJumpIfTrue)) {
          return static_cast<std::size_t>(instruction.value);
        }
        stack_.pop_back();
        break;
      case Operation::kAssign:
        environment_.variables[name(instruction).name] = pop();
        break;
      case Operation::kAddAssign: {
        const NameUse& use = name(instruction);
        environment_.variables[use.name] = calculate(instruction, value_of(use), pop());
        break;
      }
      case Operation::kAssert:
        if (pop() == 0) fail_assertion(instruction);
        break;
      case Operation::kAdd:
      case Operation::kSubtract:
      case Operation::kMultiply:
      case Operation::kModulo:
      case Operation::kAnd:
      case Operation::kOr:
      case Operation::kEqual:
      case Operation::kNotEqual:
      case Operation::kLess:
      case Operation::kGreater:
      case Operation::kLessEqual:
      case Operation::kGreaterEqual: {
        const std::int64_t right = pop();
        stack_.back() = calculate(instruction, stack_.back(), right);
        break;
      }
    }
    return at + 1;
  }

  // Says what the sampled names were, since that is what one wants to know.
  [[noreturn]] void fail_assertion(const Instruction& instruction) const {
    const Assertion& assertion = program_.asserts[static_cast<std::size_t>(instruction.value)];
    std::string message = "assertion does not hold: " + assertion.text;
    std::size_t shown = 0;
    for (std::size_t i = assertion.first_name; i < assertion.end_name && shown < kMaxShown; ++i) {
      const NameUse& use = program_.names[i];
      if (snippet_constant(use.name)) continue;
      ++shown;
      // A name behind a short-circuited `and` need not have a value.
      const auto variable = environment_.variables.find(use.name);
      const auto value = variable != environment_.variables.end() ? std::optional{variable->second}
                                                                  : lookup_(use.name);
      if (value) message += "; " + use.name + " is " + std::to_string(*value);
    }
    if (!assertion.message.empty()) message += "; " + assertion.message;
    fail(Kind::kAssertion, instruction.at, std::move(message));
  }

  const SnippetProgram& program_;
  Environment& environment_;
  const Lookup& lookup_;
  std::vector<std::int64_t> stack_;
};

}  // namespace

std::optional<std::int64_t> snippet_constant(std::string_view name) {
  for (const Constant& row : kConstants) {
    if (row.name == name) return row.value;
  }
  return std::nullopt;
}

std::expected<void, SnippetFailure> run(const SnippetProgram& program, Environment& environment,
                                        const Lookup& lookup) {
  try {
    Machine{program, environment, lookup}.run();
    return {};
  } catch (SnippetFailure& failure) {
    return std::unexpected{std::move(failure)};
  }
}

std::expected<void, SnippetFailure> run(const Snippet& snippet, Environment& environment,
                                        const Lookup& lookup) {
  const auto program = compile(snippet);
  if (!program) return std::unexpected{program.error()};
  return run(*program, environment, lookup);
}

}  // namespace synspect::script
