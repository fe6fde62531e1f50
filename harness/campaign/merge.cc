#include "harness/campaign/merge.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include "harness/campaign/corpus_folder.h"
#include "harness/campaign/whole_file.h"

namespace synspect::campaign {
namespace {

namespace fs = std::filesystem;

fs::path beside(const fs::path& corpus, const char* what) {
  return corpus.parent_path() / ("." + corpus.filename().string() + "." + what);
}

// The first octets of each input, as many as an engine reads of it.
std::set<std::uint64_t> contents_of(const fs::path& folder, const std::vector<std::string>& names,
                                    std::size_t most) {
  std::set<std::uint64_t> all;
  std::string buffer(most, '\0');
  for (const std::string& name : names) {
    std::ifstream stream{folder / name, std::ios::binary};
    stream.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    all.insert(XXH3_64bits(buffer.data(), static_cast<std::size_t>(stream.gcount())));
  }
  return all;
}

std::size_t max_len_of(const std::vector<std::string>& flags) {
  constexpr std::string_view kName = "-max_len=";
  for (const std::string& flag : flags) {
    if (flag.starts_with(kName)) return std::stoul(flag.substr(kName.size()));
  }
  return kMostInput;
}

// What cannot be read cannot be judged: it stays.
bool cannot_read(const fs::path& file) { return ::access(file.c_str(), R_OK) != 0; }

// What is no input of ours: a folder, a pipe, a file that somebody is writing.
void carry_over_rest(const fs::path& from, const fs::path& to) {
  std::error_code error;
  std::vector<fs::path> names;
  for (fs::directory_iterator entry{from, error}; !error && entry != fs::directory_iterator{};
       entry.increment(error)) {
    names.push_back(entry->path().filename());
  }
  for (const fs::path& name : names) {
    static_cast<void>(::renameat2(AT_FDCWD, (from / name).c_str(), AT_FDCWD, (to / name).c_str(),
                                  RENAME_NOREPLACE));
  }
}

// False: something is left that could not be moved.
bool carry_over(const fs::path& from, const fs::path& to, const std::set<std::string>& drop) {
  bool all = true;
  for (const std::string& name : inputs_of(from)) {
    const bool there = ::access((to / name).c_str(), F_OK) == 0;  // named by its hash: the same
    if (there || (drop.contains(name) && !cannot_read(from / name))) {
      all = ::unlink((from / name).c_str()) == 0 && all;
    } else {
      all = ::rename((from / name).c_str(), (to / name).c_str()) == 0 && all;
    }
  }
  return all;
}

}  // namespace

std::expected<void, std::string> exchange_corpus(const fs::path& corpus, const fs::path& made,
                                                 const std::set<std::string>& names) {
  const fs::path merged = beside(corpus, "merged");
  const auto failed = [](const char* what, const fs::path& path) {
    return std::unexpected(
        fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(errno)));
  };
  if (::rename(made.c_str(), merged.c_str()) != 0) return failed("move", made);
  if (::renameat2(AT_FDCWD, merged.c_str(), AT_FDCWD, corpus.c_str(), RENAME_EXCHANGE) != 0) {
    const auto error = failed("exchange", corpus);
    std::error_code ignored;
    fs::remove_all(merged, ignored);  // copies, all of them
    return error;
  }
  // An engine may be about to write into the old one: only an empty folder can be removed.
  constexpr int kPasses = 10;
  for (int pass = 0; pass < kPasses; ++pass) {
    static_cast<void>(carry_over(merged, corpus, names));
    carry_over_rest(merged, corpus);
    if (::rmdir(merged.c_str()) == 0) return {};
  }
  return failed("remove", merged);  // recover() tries again
}

void recover(const fs::path& corpus) {
  const auto lock = FolderLock::take(beside(corpus, "lock"));
  if (!lock) return;
  std::error_code error;
  fs::remove_all(beside(corpus, "merging"), error);  // copies, not complete
  fs::remove_all(beside(corpus, "seen"), error);     // second names
  const fs::path merged = beside(corpus, "merged");
  if (!fs::is_directory(merged, error)) return;
  // Copies, or the old folder itself: which of both is not known, so all of it stays.
  fs::create_directories(corpus, error);
  if (!carry_over(merged, corpus, {})) return;
  carry_over_rest(merged, corpus);
  ::rmdir(merged.c_str());
}

Merge::Merge(MergePlan plan, FolderLock lock, EngineProcess process, std::vector<std::string> names)
    : plan_{std::move(plan)},
      lock_{std::move(lock)},
      process_{std::move(process)},
      names_{std::move(names)} {}

std::expected<std::optional<Merge>, std::string> Merge::start(MergePlan plan) {
  auto lock = FolderLock::take(beside(plan.corpus, "lock"));
  if (!lock) {
    if (lock.error().why == FolderLock::Why::kHeld) return std::nullopt;
    return std::unexpected(lock.error().what);
  }
  std::error_code error;
  const fs::path made = beside(plan.corpus, "merging");
  fs::remove_all(made, error);
  for (const fs::path& folder : {made, plan.home / "box"}) {
    fs::create_directories(folder, error);
    if (error) {
      return std::unexpected(fmt::format("cannot make {}: {}", folder.string(), error.message()));
    }
  }
  // Engines at work take inputs away that they have made smaller; one that vanishes ends a merge.
  // So it looks at second names.
  const fs::path seen = beside(plan.corpus, "seen");
  fs::remove_all(seen, error);
  fs::create_directories(seen, error);
  std::vector<std::string> names;
  for (const std::string& name : inputs_of(plan.corpus)) {
    fs::create_hard_link(plan.corpus / name, seen / name, error);
    if (!error) names.push_back(name);
  }
  Command command{plan.program, plan.flags, plan.environment};
  command.arguments.emplace_back("-set_cover_merge=1");
  command.arguments.push_back(made.string());
  command.arguments.push_back(seen.string());
  command.environment.emplace_back("SYNSPECT_FINDINGS", (plan.home / "box").string());
  command.environment.emplace_back("TMPDIR", plan.home.string());
  auto process = EngineProcess::start(command);
  if (!process) return std::unexpected(process.error());
  return Merge{std::move(plan), *std::move(lock), *std::move(process), std::move(names)};
}

std::optional<std::expected<Merged, std::string>> Merge::tend() {
  const auto exit = process_.ended();
  log_.feed(process_.read());
  if (!exit) return std::nullopt;
  auto result = finish(*exit);
  std::error_code ignored;
  fs::remove_all(beside(plan_.corpus, "seen"), ignored);
  if (!result) fs::remove_all(beside(plan_.corpus, "merging"), ignored);
  return result;
}

std::expected<Merged, std::string> Merge::finish(const EngineProcess::Exit& exit) {
  const std::string where = plan_.corpus.string();
  if (exit.signalled || exit.number != 0) {
    const fs::path log = plan_.home / "log";
    const auto kept = put_file(log, log_.words());
    return std::unexpected(fmt::format("{}: the merge failed and is left out; {}", where,
                                       kept ? "its log: " + log.string() : kept.error()));
  }
  // Nothing is believed: a full disk leaves half a file, and the engine does not say so.
  const fs::path made = beside(plan_.corpus, "merging");
  const std::size_t most = max_len_of(plan_.flags);
  const auto old = contents_of(beside(plan_.corpus, "seen"), names_, most);
  const std::vector<std::string> chosen = inputs_of(made);
  for (const std::uint64_t content : contents_of(made, chosen, most)) {
    if (!old.contains(content)) {
      return std::unexpected(where + ": the merge is not complete and is left out");
    }
  }
  if (chosen.empty() && !names_.empty()) {
    return std::unexpected(where + ": the merge kept nothing and is left out");
  }
  if (auto done = exchange_corpus(plan_.corpus, made, {names_.begin(), names_.end()}); !done) {
    return std::unexpected(done.error());
  }
  return Merged{names_.size(), chosen.size()};
}

}  // namespace synspect::campaign
