#include "fuzzers/hunt_files.h"

#include <charconv>
#include <fstream>
#include <iomanip>
#include <ostream>
#include <sstream>

namespace synspect {
namespace {

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream in{line};
  for (std::string cell; std::getline(in, cell, '\t');) cells.push_back(cell);
  return cells;
}

bool number(const std::string& text, std::uint64_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

std::expected<HuntTable, std::string> read_table(const std::string& file) {
  std::ifstream in{file};
  if (!in) return std::unexpected{file + ": cannot be read"};
  HuntTable table;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    const std::vector<std::string> cells = cells_of(line);
    HuntOptions row;
    if (cells.size() < 6 || (cells[3] != "one" && cells[3] != "two") ||
        !number(cells[4], row.runs) || !number(cells[5], row.seed)) {
      return std::unexpected{file + ": what is '" + line + "'?"};
    }
    row.one = cells[3] == "one";
    row.two = !row.one;
    table[cells[0]] = row;
  }
  return table;
}

std::set<std::string> settled(const std::string& file, const HuntOptions& options) {
  const std::uint64_t all = options.runs * ((options.one ? 1U : 0U) + (options.two ? 1U : 0U));
  std::set<std::string> names;
  std::ifstream in{file};
  for (std::string line; std::getline(in, line);) {
    const std::vector<std::string> cells = cells_of(line);
    std::uint64_t executions = 0;
    if (cells.size() < 4 || !number(cells[3], executions)) continue;
    const Prey prey{.name = cells[0], .by = cells[1], .shape = {}, .executions = executions};
    if (!prey.error() && (!prey.missed() || executions >= all)) names.insert(prey.name);
  }
  return names;
}

void print(const Prey& prey, std::ostream& out) {
  out << prey.name << '\t' << prey.by << '\t' << prey.shape << '\t' << prey.executions << '\t'
      << std::fixed << std::setprecision(1) << prey.seconds << std::endl;
}

}  // namespace synspect
