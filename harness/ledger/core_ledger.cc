#include "harness/ledger/core_ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <utility>

#include "harness/ledger/annotations.h"

namespace synspect::ledger {
namespace {

namespace fs = std::filesystem;

constexpr std::array kReasons = {
    std::pair{Reason::kPermission, std::string_view{"permission"}},
    std::pair{Reason::kSuperseded, std::string_view{"superseded"}},
    std::pair{Reason::kBelow, std::string_view{"below"}},
    std::pair{Reason::kPeer, std::string_view{"peer"}},
    std::pair{Reason::kUntested, std::string_view{"untested"}},
    std::pair{Reason::kMissing, std::string_view{"missing"}},
};

std::vector<std::string> files_below(const fs::path& root, const char* folder,
                                     const std::function<bool(const fs::path&)>& wanted) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator{root / folder}) {
    if (!entry.is_regular_file() || !wanted(entry.path())) continue;
    files.push_back(fs::relative(entry.path(), root).generic_string());
  }
  std::ranges::sort(files);
  return files;
}

void each_line(const fs::path& root, const std::string& file,
               const std::function<void(std::string_view, int)>& look) {
  std::ifstream in{root / file};
  if (!in) throw std::runtime_error{file + ": cannot be read"};
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) look(line, number);
}

struct Reader {
  const fs::path& root;
  CoreLedger ledger;

  void problem(const Place& at, const std::string& what) {
    ledger.problems.push_back(fmt::format("{}:{}: {}", at.file, at.line, what));
  }

  // Adds the place to every row that the annotation names.
  void note(const std::string& annotation, const Place& at, std::vector<Place> CoreRow::* where) {
    const bool known = find_known(annotation);
    for (CoreRow& row : ledger.rows) {
      if (names(annotation, row.clause->id.text())) (row.*where).push_back(at);
    }
    if (!known && may_be_meant(annotation)) problem(at, fmt::format("no clause {}", annotation));
  }

  // `1234-80` is no clause, and no slip either.
  static bool may_be_meant(std::string_view annotation) {
    const std::string_view rfc = annotation.substr(0, annotation.find('-'));
    return rfc.front() > '9' ||
           std::ranges::any_of(judge::requirements(),
                               [&](const judge::Requirement& clause) { return clause.rfc == rfc; });
  }

  static bool find_known(std::string_view annotation) {
    return std::ranges::any_of(judge::requirements(), [&](const judge::Requirement& clause) {
      return names(annotation, clause.id.text());
    });
  }

  void read_comments(const std::string& file, std::vector<Place> CoreRow::* where) {
    each_line(root, file, [&](std::string_view line, int number) {
      for (const std::string& id : clauses_in(line)) note(id, {file, number}, where);
    });
  }

  void read_sources() {
    const auto is_source = [](const fs::path& path) {
      return path.extension() == ".cc" || path.extension() == ".h";
    };
    for (const char* folder : {"stack", "harness/stack_under_test/reference"}) {
      for (const std::string& file : files_below(root, folder, is_source)) {
        const bool tests = file.ends_with("_test.cc") || file.contains("/testing");
        read_comments(file, tests ? &CoreRow::proofs : &CoreRow::code);
      }
    }
  }

  void read_traces() {
    const auto is_trace = [](const fs::path& path) { return path.extension() == ".pkt"; };
    for (const std::string& file : files_below(root, "corpus/traces", is_trace)) {
      each_line(root, file, [&](std::string_view line, int number) {
        if (!line.starts_with("// clauses:")) return;
        for (const std::string& id : clauses_in(line)) note(id, {file, number}, &CoreRow::proofs);
      });
    }
  }

  void read_faults() {
    const auto is_fault = [](const fs::path& path) { return path.extension() == ".fault"; };
    for (const std::string& file : files_below(root, "corpus/faults", is_fault)) {
      each_line(root, file, [&](std::string_view line, int number) {
        if (!line.starts_with("breaks:")) return;
        const std::string comment = "// " + std::string{line};
        for (const std::string& id : clauses_in(comment)) {
          note(id, {file, number}, &CoreRow::proofs);
        }
      });
    }
  }

  void read_reasons() {
    const std::string file = "stack/clauses_left_out.tsv";
    each_line(root, file, [&](std::string_view line, int number) {
      if (line.empty() || line.starts_with('#')) return;
      const Place at{file, number};
      const std::size_t first = line.find('\t');
      const std::size_t second = line.find('\t', first + 1);
      if (first == line.npos || second == line.npos) {
        return problem(at, "wanted: clause, reason and why, with a tab between them");
      }
      const std::string_view id = line.substr(0, first);
      const std::string_view name = line.substr(first + 1, second - first - 1);
      const auto* reason =
          std::ranges::find(kReasons, name, &std::pair<Reason, std::string_view>::second);
      if (reason == kReasons.end()) return problem(at, fmt::format("no reason `{}`", name));
      give_reason(id, reason->first, line.substr(second + 1), at);
    });
  }

  void give_reason(std::string_view id, Reason reason, std::string_view why, const Place& at) {
    bool known = false;
    for (CoreRow& row : ledger.rows) {
      if (!names(id, row.clause->id.text())) continue;
      known = true;
      if (row.explained()) problem(at, fmt::format("{}: explained already", row.clause->id.text()));
      row.reason = reason;
      row.why = why;
    }
    if (!known) problem(at, fmt::format("no clause {} that can be seen from outside", id));
  }
};

}  // namespace

std::string_view to_string(Reason reason) {
  return std::ranges::find(kReasons, reason, &std::pair<Reason, std::string_view>::first)->second;
}

CoreLedger read_core_ledger(const fs::path& root) {
  Reader reader{root, {}};
  for (const judge::Requirement& clause : judge::requirements()) {
    const bool seen =
        clause.observable == "wire" || clause.observable == "api" || clause.observable == "both";
    if (seen) reader.ledger.rows.emplace_back().clause = &clause;
  }
  reader.read_sources();
  reader.read_traces();
  reader.read_faults();
  reader.read_reasons();
  return std::move(reader.ledger);
}

}  // namespace synspect::ledger
