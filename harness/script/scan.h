// Small scanners over script text that need no grammar. All take linear time.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace synspect::script {

[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_word_char(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
[[nodiscard]] constexpr bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
// An even number of hexadecimal digits, at least two.
[[nodiscard]] bool is_octet_hex(std::string_view text);

// How many characters at the front belong to the quoted thing that starts there: a string, a
// `command`, a %{ snippet }% or a comment. 0: none starts there. Ends with the text if
// unterminated.
[[nodiscard]] std::size_t quoted_size(std::string_view text);
[[nodiscard]] std::size_t comment_size(std::string_view text);

// The end of an event that is read over: before a line that starts like a time or like the cleanup
// command, outside brackets; white space and comments at its end are left out.
[[nodiscard]] std::size_t rest_of_event_size(std::string_view text);
// The end of a TCP option that is read over: before a comma or '>' outside brackets.
[[nodiscard]] std::size_t rest_of_option_size(std::string_view text);

// What is said of a '#' that starts neither #ifdef nor #endif.
[[nodiscard]] std::string unknown_directive(std::string_view text);
inline constexpr const char* kDirectiveHint =
    "of lines with # only #ifdef NAME and #endif are allowed; comments are // and /* */";

// The token at the front as a message names it: 'ack', end of file, octet 0x80.
[[nodiscard]] std::string found(std::string_view text);

}  // namespace synspect::script
