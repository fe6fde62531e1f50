#include "harness/cli/fuzz_setup.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <set>
#include <system_error>

#include "harness/campaign/corpus_folder.h"
#include "harness/cli/selection.h"
#include "harness/cli/stacks.h"
#include "harness/drive/trace_seeds.h"
#include "harness/stack_under_test/reference/reference_stack.h"

namespace synspect::cli {
namespace {

namespace fs = std::filesystem;

std::string inherited(const char* name, const std::string& more) {
  const char* value = std::getenv(name);
  return value == nullptr || *value == '\0' ? more : value + (":" + more);
}

// The name by which targets know a stack (fuzzers/chosen_stack.h).
std::string engine_name_of(const std::string& stack, bool sanitizers, const Surroundings& around) {
  static_cast<void>(stack_named(stack, around));  // refuses what is none
  const fs::path built = (sanitizers ? around.sanitized_fuzzers : around.fuzzers).parent_path();
  std::error_code error;
  // What was built along with the targets lets the engine look into it.
  const auto better = [&](const fs::path& own, const fs::path& otherwise) {
    const fs::path file = fs::is_regular_file(own, error) ? own : otherwise;
    return fs::absolute(file).lexically_normal().string();
  };
  const std::string name = stack.substr(stack.find(':') + 1);
  if (stack == "lwip") {
    return "lwip:" + better(built / "stacks" / around.lwip.filename(), around.lwip);
  }
  if (stack.starts_with("fault:")) {
    const std::string file = "libfault_" + name + ".so";
    return "fault:" + better(built / "faults" / file, around.faults / file);
  }
  if (stack.starts_with("plugin:"))
    return "plugin:" + fs::absolute(name).lexically_normal().string();
  return stack;
}

// "max_len = 2048" in fuzzers/TARGET_fuzzer.options.
std::vector<std::string> options_file(const std::string& target, const Surroundings& around) {
  std::ifstream stream{around.root / "fuzzers" / (target + "_fuzzer.options")};
  std::vector<std::string> flags;
  for (std::string line; std::getline(stream, line);) {
    std::erase(line, ' ');
    if (line.empty() || line.starts_with('[') || line.starts_with('#')) continue;
    if (line.starts_with("dict=")) continue;  // names a file beside the target
    if (line.find('=') != std::string::npos) flags.push_back("-" + line);
  }
  return flags;
}

std::string name_of(const std::string& flag) { return flag.substr(0, flag.find('=')); }

}  // namespace

Environment environment_of(const FuzzOptions& options, const Surroundings& around) {
  return {{"SYNSPECT_STACK", engine_name_of(options.stack, options.sanitizers, around)},
          {"SYNSPECT_OTHER_STACK", engine_name_of(options.other_stack, options.sanitizers, around)},
          {"ASAN_OPTIONS", inherited("ASAN_OPTIONS", "exitcode=77:abort_on_error=0")},
          {"UBSAN_OPTIONS",
           inherited("UBSAN_OPTIONS", "exitcode=77:halt_on_error=1:print_stacktrace=1")}};
}

fs::path program_of(const std::string& target, bool sanitizers, const Surroundings& around) {
  const fs::path folder = sanitizers ? around.sanitized_fuzzers : around.fuzzers;
  const fs::path program = fs::absolute(folder / (target + "_fuzzer")).lexically_normal();
  std::error_code error;
  if (fs::is_regular_file(program, error)) return program;
  throw EnvironmentError(fmt::format("target {}: not built: {}", target, program.string()),
                         "./synspect fuzz builds it");
}

std::vector<std::string> flags_of(const std::string& target, const campaign::Engine& engine,
                                  const FuzzOptions& options, const Surroundings& around) {
  constexpr const char* kMaxLen = "-max_len=4096";
  const bool libfuzzer = engine.kind == campaign::EngineKind::kLibFuzzer;
  std::set<std::string> known = engine.flags;
  if (!libfuzzer) known = {"max_len"};
  for (const std::string& flag : options.engine_flags) check_engine_flag(flag, known);
  std::vector<std::string> flags = options_file(target, around);
  std::erase_if(flags,
                [&](const std::string& flag) { return !known.contains(name_of(flag).substr(1)); });
  const fs::path words = around.root / "fuzzers" / (target + "_fuzzer.dict");
  std::error_code error;
  if (libfuzzer && fs::is_regular_file(words, error)) {
    flags.push_back("-dict=" + fs::absolute(words).lexically_normal().string());
  }
  // Of two the last counts, so each is given once: what the user says instead of ours.
  for (const std::string& flag : options.engine_flags) {
    std::erase_if(flags, [&](const auto& own) { return name_of(own) == name_of(flag); });
    flags.push_back(flag);
  }
  const bool bounded = std::ranges::any_of(
      flags, [](const std::string& flag) { return flag.starts_with("-max_len="); });
  if (!bounded) flags.emplace_back(kMaxLen);
  const auto patience = std::chrono::ceil<std::chrono::seconds>(options.limits.watchdog).count();
  // AddressSanitizer keeps freed memory for a while; that is not the stack's.
  constexpr std::uint64_t kForSanitizers = 2048;
  const std::uint64_t memory = options.limits.memory >> 20U;
  flags.push_back(fmt::format("-timeout={}", patience));
  flags.push_back(fmt::format(
      "-rss_limit_mb={}", memory == 0 ? 0 : memory + (options.sanitizers ? kForSanitizers : 0)));
  flags.emplace_back("-reload=1");
  flags.emplace_back("-print_final_stats=1");
  return flags;
}

campaign::FolderLock lock_folder(const fs::path& folder) {
  using Why = campaign::FolderLock::Why;
  // The helpers of one that was killed a moment ago hold the lock until they are dead, too.
  for (int tries = 0;; ++tries) {
    auto lock = campaign::FolderLock::take(folder / ".lock");
    if (lock) return *std::move(lock);
    if (lock.error().why == Why::kCannot) throw UsageError("cannot lock " + lock.error().what);
    if (tries == 20) break;
    ::poll(nullptr, 0, 50);
  }
  throw UsageError(fmt::format("--output {}: another campaign is at work there", folder.string()),
                   "choose another folder; a corpus can be shared");
}

void drop_half_made(const fs::path& findings) {
  std::error_code error;
  std::vector<fs::path> half_made;
  for (fs::directory_iterator entry{findings, error}; !error && entry != fs::directory_iterator{};
       entry.increment(error)) {
    if (entry->path().filename().string().starts_with('.')) half_made.push_back(entry->path());
  }
  for (const fs::path& folder : half_made) fs::remove_all(folder, error);
}

std::size_t give_seeds(const std::string& target, const fs::path& corpus,
                       const Surroundings& around) {
  constexpr std::string_view kOfOneEndpoint[] = {"state_machine", "metamorphic", "differential"};
  if (std::ranges::find(kOfOneEndpoint, target) == std::end(kOfOneEndpoint)) return 0;
  const fs::path traces = around.root / kCorpus;
  std::error_code error;
  if (!fs::is_directory(traces, error) || !campaign::inputs_of(corpus).empty()) return 0;
  const auto stack = make_reference_stack();
  std::size_t count = 0;
  for (const drive::Seed& seed : drive::seeds_of_traces(traces, *stack)) {
    const auto added = campaign::add_input(corpus, seed.octets);
    if (!added) throw UsageError(added.error());
    if (!added->known) ++count;
  }
  return count;
}

}  // namespace synspect::cli
