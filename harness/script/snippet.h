// Code snippets (LANGUAGE.md section 15): the few statements of Python that scripts use.
//
// A snippet is compiled to code for a stack machine, so that nothing recurses however long an
// expression is. It is run after the script, against the values sampled at its time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/script/ast.h"

namespace synspect::script {

struct SnippetFailure {
  enum class Kind : std::uint8_t {
    kNotUnderstood,  // outside the subset
    kUnknownName,    // neither variable nor constant, and the lookup has nothing
    kArithmetic,     // modulo zero, or out of 64 bits
    kAssertion,      // an assert does not hold
  };
  Kind kind{};
  Position at;
  std::string message;
};

// The value of a name such as tcpi_state; nothing when it is not known.
using Lookup = std::function<std::optional<std::int64_t>(std::string_view name)>;

// What persists from one snippet of a script to the next.
struct Environment {
  std::map<std::string, std::int64_t, std::less<>> variables;
};

// Connection states in both spellings, TCPI_OPT_*, TCP_CA_*; the values of Linux.
[[nodiscard]] std::optional<std::int64_t> snippet_constant(std::string_view name);

enum class Operation : std::uint8_t {
  kInteger,  // push `value`
  kName,     // push the value of names[value]
  kAdd,
  kSubtract,
  kMultiply,
  kModulo,
  kAnd,  // &
  kOr,   // |
  kNegate,
  kNot,
  kEqual,
  kNotEqual,
  kLess,
  kGreater,
  kLessEqual,
  kGreaterEqual,
  kJumpIfFalse,  // to `value`, leaving the operand; else drop it
  kJumpIfTrue,
  kAssign,  // pop into names[value]
  kAddAssign,
  kAssert,  // pop; `value` indexes asserts
};
struct Instruction {
  Operation operation{};
  std::int64_t value{};
  Position at;
};
struct NameUse {
  std::string name;
  Position at;
  bool assigned{};
};
struct Assertion {
  std::string text;                      // of the expression, for the message
  std::string message;                   // as written behind the comma
  std::size_t first_name{}, end_name{};  // its names in SnippetProgram::names
};
struct SnippetProgram {
  std::vector<Instruction> code;
  std::vector<NameUse> names;  // one per use, in order
  std::vector<Assertion> asserts;
};

[[nodiscard]] std::expected<SnippetProgram, SnippetFailure> compile(const Snippet& snippet);
// Stops at the first failure; what was assigned before it stays.
[[nodiscard]] std::expected<void, SnippetFailure> run(const SnippetProgram& program,
                                                      Environment& environment,
                                                      const Lookup& lookup);
[[nodiscard]] std::expected<void, SnippetFailure> run(const Snippet& snippet,
                                                      Environment& environment,
                                                      const Lookup& lookup);

}  // namespace synspect::script
