#include "harness/cli/repro.h"

#include <fmt/format.h>

#include <string_view>
#include <system_error>

#include "reports/wording.h"

namespace synspect::cli {
namespace {

std::filesystem::path everywhere(const std::filesystem::path& path) {
  std::error_code error;
  const auto whole = std::filesystem::weakly_canonical(path, error);
  return error ? path : whole;
}

}  // namespace

std::string lasting_name(const std::string& stack) {
  constexpr std::string_view kPlugin = "plugin:";
  if (!stack.starts_with(kPlugin)) return stack;
  return std::string{kPlugin} + everywhere(stack.substr(kPlugin.size())).string();
}

std::string repro_script(const std::string& arguments, const std::string& seen_in,
                         const Surroundings& around) {
  std::string text = "#!/bin/sh\n";
  if (!seen_in.empty()) text += "# Seen first in: " + reports::one_line(seen_in) + "\n";
  text += "# SYNSPECT_ROOT names another checkout of Synspect.\n";
  text += "here=$(CDPATH= cd -- \"$(dirname -- \"$0\")\" && pwd) || exit 5\n";
  text += fmt::format("cd -- \"${{SYNSPECT_ROOT:-{}}}\" || exit 5\n",
                      reports::shell_word(everywhere(around.root).string()));
  return text + "exec ./synspect replay " + arguments + "\n";
}

}  // namespace synspect::cli
