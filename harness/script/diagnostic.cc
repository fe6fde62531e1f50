#include "harness/script/script.h"

namespace synspect::script {

std::string Diagnostic::to_string(std::string_view file) const {
  std::string out{file};
  out += ':' + std::to_string(at.line) + ':' + std::to_string(at.column);
  switch (kind) {
    case Kind::kMalformed:
      out += ": error: ";
      break;
    case Kind::kUnsupported:
      out += ": unsupported: ";
      break;
  }
  out += message;
  if (!hint.empty()) out += " (" + hint + ")";
  return out;
}

}  // namespace synspect::script
