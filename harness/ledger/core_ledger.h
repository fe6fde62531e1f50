// Where the core implements each clause, and what proves it: read from the annotations in the
// comments of stack/ and of the reference's user interface, the `clauses:` lines of the traces and
// the `breaks:` lines of the planted faults. What has no code, or no proof, has a reason in
// stack/clauses_left_out.tsv.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/judge/requirements.h"

namespace synspect::ledger {

enum class Reason : std::uint8_t {
  kPermission,  // a MAY that the core does not use
  kSuperseded,  // another clause, which the core follows, takes its place
  kBelow,       // an affair of IP, of which the core has only the interface
  kPeer,        // it binds the other side, or whoever uses TCP
  kUntested,    // implemented, and no test, trace or fault shows it yet
  kMissing,     // the core has not got it yet
};
[[nodiscard]] std::string_view to_string(Reason reason);

struct Place {
  std::string file;  // below the root
  int line{};        // 1-based
};

struct CoreRow {
  const judge::Requirement* clause{};  // of the tables, never null
  std::vector<Place> code;             // tests left out
  std::vector<Place> proofs;           // unit tests, traces, planted faults
  std::optional<Reason> reason;
  std::string why;

  [[nodiscard]] bool explained() const { return reason || (!code.empty() && !proofs.empty()); }
};

struct CoreLedger {
  std::vector<CoreRow> rows;          // every wire, api or both clause, in the order of the tables
  std::vector<std::string> problems;  // `file:line: what`: an id or reason that does not exist, a
                                      // reason for what has code and proof
};

// Throws std::runtime_error, naming the file, if something below `root` cannot be read.
[[nodiscard]] CoreLedger read_core_ledger(const std::filesystem::path& root);

}  // namespace synspect::ledger
