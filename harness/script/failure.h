// How the layers of the parser report a fault to parse(), which alone turns it into a Diagnostic.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

namespace synspect::script {

// Thrown inside the parser only; parse() catches it.
struct Failure {
  std::size_t offset{};  // in the text after macros were put in
  std::string message;
  std::string hint;
};

[[noreturn]] inline void fail(std::size_t offset, std::string message, std::string hint = {}) {
  throw Failure{offset, std::move(message), std::move(hint)};
}

}  // namespace synspect::script
