// `list clauses --core`: where the reference core implements each clause, and what proves it.
#include "harness/cli/list_core.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ostream>
#include <stdexcept>

#include "harness/cli/options.h"
#include "harness/ledger/core_ledger.h"

namespace synspect::cli {
namespace {

std::string first_of(const std::vector<ledger::Place>& places) {
  if (places.empty()) return "-";
  const ledger::Place& first = places.front();
  const std::string more = places.size() > 1 ? fmt::format(" +{}", places.size() - 1) : "";
  return fmt::format("{}:{}{}", first.file, first.line, more);
}

std::string line_of(const ledger::CoreRow& row) {
  const std::string head =
      fmt::format("{:<32} {:<10} ", row.clause->id.text(), judge::to_string(row.clause->level));
  if (row.reason) return fmt::format("{}{}: {}\n", head, ledger::to_string(*row.reason), row.why);
  const std::string_view mark = row.explained() ? "" : "UNEXPLAINED ";
  return fmt::format("{}{}{}  proved by {}\n", head, mark, first_of(row.code),
                     first_of(row.proofs));
}

}  // namespace

void list_core_clauses(const Surroundings& around, std::ostream& out) {
  ledger::CoreLedger ledger;
  try {
    ledger = ledger::read_core_ledger(around.root);
  } catch (const std::exception& error) {
    throw UsageError(fmt::format("list clauses --core: {}", error.what()),
                     "it reads the sources: run it in a checkout, or set SYNSPECT_ROOT");
  }
  std::map<std::string_view, int> reasons;
  int proved = 0, unexplained = 0;
  for (const ledger::CoreRow& row : ledger.rows) {
    out << line_of(row);
    if (row.reason) ++reasons[ledger::to_string(*row.reason)];
    if (!row.reason && row.explained()) ++proved;
    if (!row.explained()) ++unexplained;
  }
  for (const std::string& problem : ledger.problems) out << problem << '\n';
  out << fmt::format("\n{} clauses that can be seen from outside: {} with code and proof",
                     ledger.rows.size(), proved);
  for (const auto& [reason, count] : reasons) out << fmt::format(", {} {}", count, reason);
  out << fmt::format(", {} unexplained\n", unexplained);
}

}  // namespace synspect::cli
