// What the grammar cannot say: ranges across fields, and rules between events.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "harness/script/ast.h"

namespace synspect::script {

// Where the parts of the event at hand stand in the parsed text.
struct Marks {
  std::size_t event{};
  std::size_t time_to{};
  std::size_t blocking{};
  std::size_t what{};
  std::size_t ecn{};
  std::size_t seq{};
  std::size_t seq_end{};
  std::size_t behind_sequence{};  // where a missing window would stand
  std::size_t options{};
  std::size_t payload{};
  std::size_t bad_checksum{};
};

// The event as read, with the one number that the AST leaves out.
struct Draft {
  Event event;
  Marks marks;
  std::uint64_t seq_end{};  // `b` of `a:b(n)`
};

// What one event must know of those before it.
struct Sequel {
  bool extension{};  // --synspect=1
  bool first{true};
  std::optional<Micros> previous_absolute;  // of the event just before, if it was absolute
};

// Throws Failure; otherwise moves `sequel` on.
void check_event(const Draft& draft, Sequel& sequel);

}  // namespace synspect::script
