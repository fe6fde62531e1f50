// The code snippets of a script: the state of the socket is taken at their time, they are evaluated
// in order after the script has ended (LANGUAGE.md, code snippets).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/history/observation.h"
#include "harness/script/ast.h"

namespace synspect::drive {

class SnippetRun {
 public:
  struct Failure {
    std::uint32_t line{};
    std::uint32_t column{};
    std::string message;
    std::string lacking;  // what the stack does not tell, where it is nothing worse
  };

  // `info` is empty when the socket under test has no descriptor: an error, told by evaluate().
  void add(script::Position at, const script::Snippet& snippet, std::optional<StackInfo> info);
  // The first assertion that does not hold, or the first snippet that cannot be evaluated.
  [[nodiscard]] std::optional<Failure> evaluate() const;

 private:
  struct Taken {
    script::Position at;
    script::Snippet snippet;
    std::optional<StackInfo> info;
  };
  std::vector<Taken> taken_;
};

}  // namespace synspect::drive
