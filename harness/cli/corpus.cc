// `synspect corpus`: what the corpora hold, inputs from elsewhere, and their minimization.
#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <ostream>
#include <system_error>

#include "harness/campaign/corpus_folder.h"
#include "harness/campaign/merge.h"
#include "harness/cli/fuzz_setup.h"
#include "harness/cli/options.h"
#include "harness/cli/output_file.h"
#include "harness/cli/verbs.h"
#include "harness/worker/interrupt.h"

namespace synspect::cli {
namespace {

namespace fs = std::filesystem;
using Words = std::span<const std::string>;

fs::path folder_of(const FuzzOptions& options, std::string_view target) {
  return fs::absolute(options.corpus / target).lexically_normal();
}

std::string inputs(std::uint64_t count) {
  return fmt::format("{} {}", count, count == 1 ? "input" : "inputs");
}

gate::ExitCode list_corpora(const FuzzOptions& options, Session& session) {
  for (const trial::Target& target : trial::targets()) {
    const fs::path folder = folder_of(options, target.name);
    const campaign::CorpusSize size = campaign::size_of_corpus(folder);
    session.out << fmt::format("{:<15} {:>8} {:>12} octets  {}\n", target.name, inputs(size.files),
                               size.octets, folder.string());
    if (size.unreadable > 0) {
      session.out << fmt::format("{:<15} {:>8} of them cannot be read\n", "", size.unreadable);
    }
  }
  return gate::ExitCode::kAsExpected;
}

// Files, and those directly in folders.
std::vector<fs::path> files_of(Words words) {
  std::vector<fs::path> files;
  for (const std::string& word : words) {
    std::error_code error;
    if (!fs::is_directory(word, error)) {
      files.emplace_back(word);
      continue;
    }
    for (const std::string& name : campaign::inputs_of(word))
      files.push_back(fs::path{word} / name);
  }
  return files;
}

gate::ExitCode add(const FuzzOptions& options, Words words, Session& session) {
  if (words.size() < 2) {
    throw UsageError("corpus add: name a target and files", "synspect corpus add TARGET FILE...");
  }
  const fs::path folder = folder_of(options, target_named(words.front()).name);
  make_folder(folder);
  std::uint64_t added = 0;
  std::uint64_t known = 0;
  gate::Facts facts;
  const std::vector<fs::path> files = files_of(words.subspan(1));
  for (const fs::path& file : files) {
    const auto input = campaign::read_input(file);
    const auto kept = input ? campaign::add_input(folder, *input) : std::unexpected(input.error());
    if (!kept) {
      session.err << "synspect: " << kept.error() << "\n";
      facts.usage = true;
      continue;
    }
    ++(kept->known ? known : added);
  }
  if (files.empty()) throw UsageError("corpus add: no file there");
  session.out << fmt::format("{}: {} added, {} were there\n", folder.string(), inputs(added),
                             known);
  return gate::exit_code(facts);
}

campaign::Merged merged(campaign::Merge& merge, const worker::InterruptGuard& guard) {
  while (true) {
    if (auto result = merge.tend()) {
      if (!*result) throw UsageError(result->error());
      return **result;
    }
    std::array<pollfd, 1> what{{{.fd = merge.words(), .events = POLLIN, .revents = 0}}};
    guard.wait(what, std::chrono::milliseconds{50});
    // The corpus is as it was, and the lock goes with us.
    if (const int number = worker::InterruptGuard::signal_number()) throw Stopped{number};
  }
}

gate::ExitCode minimize(const FuzzOptions& options, Words words, Session& session) {
  if (words.empty()) {
    throw UsageError("corpus minimize: name a target", "synspect corpus minimize TARGET...");
  }
  const worker::InterruptGuard guard;
  for (const std::string& word : words) {
    const std::string name{target_named(word).name};
    const fs::path folder = folder_of(options, name);
    std::error_code error;
    if (!fs::is_directory(folder, error)) {
      throw UsageError(fmt::format("corpus minimize: no corpus at {}", folder.string()));
    }
    const auto program = program_of(name, options.sanitizers, session.around);
    const Environment environment = environment_of(options, session.around);
    const auto engine = campaign::probe_engine(program, environment);
    if (!engine) throw UsageError(fmt::format("target {}: {}", name, engine.error()));
    if (engine->kind != campaign::EngineKind::kLibFuzzer) {
      throw EnvironmentError(fmt::format("target {}: built without an engine that can merge", name),
                             "cmake --preset fuzz");
    }
    campaign::recover(folder);
    auto merge = campaign::Merge::start({.program = program,
                                         .flags = flags_of(name, *engine, options, session.around),
                                         .environment = environment,
                                         .corpus = folder,
                                         .home = options.corpus / ("." + name + ".home")});
    if (!merge) throw UsageError(merge.error());
    if (!*merge)
      throw UsageError(fmt::format("{}: somebody else is merging there", folder.string()));
    const campaign::Merged result = merged(**merge, guard);
    fs::remove_all(options.corpus / ("." + name + ".home"), error);
    session.out << fmt::format("{}: {} of {} cover the same\n", folder.string(),
                               inputs(result.after), result.before);
  }
  return gate::ExitCode::kAsExpected;
}

}  // namespace

gate::ExitCode corpus(Arguments args, Session& session) {
  po::options_description own{"options"};
  const auto text = [](const char* name) { return po::value<std::string>()->value_name(name); };
  own.add_options()                                                                          //
      ("stack", text("S")->default_value("reference"), "the stack whose corpora are meant")  //
      ("other-stack", text("S")->default_value("reference"),
       "minimize differential: the other one")("corpus", text("DIR"),
                                               "inputs are in DIR/TARGET")  //
      ("sanitizers", po::bool_switch(), "minimize: with targets built with ASan and UBSan");
  add_isolation_options(own);
  const auto options = parse_options(
      "corpus", "corpus list|add TARGET FILE...|minimize TARGET... [options]", own, args, session);
  if (!options) return gate::ExitCode::kAsExpected;
  const std::vector<std::string> words = positional(*options);
  static const std::vector<std::string> kWhat = {"list", "add", "minimize"};
  if (words.empty()) throw UsageError("corpus: list, add or minimize", "synspect corpus --help");
  require_one_of("corpus", words.front(), kWhat);
  FuzzOptions fuzz;
  fuzz.stack = text_of(*options, "stack");
  fuzz.other_stack = text_of(*options, "other-stack");
  fuzz.sanitizers = (*options)["sanitizers"].as<bool>();
  fuzz.limits = limits_of(*options);
  fuzz.corpus = corpus_folder_of(text_of(*options, "corpus"), fuzz.stack, session.around);
  const Words rest = std::span{words}.subspan(1);
  if (words.front() == "add") return add(fuzz, rest, session);
  if (words.front() == "minimize") return minimize(fuzz, rest, session);
  if (!rest.empty()) throw UsageError("corpus list: names nothing", "synspect corpus --help");
  return list_corpora(fuzz, session);
}

}  // namespace synspect::cli
