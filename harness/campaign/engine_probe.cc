#include "harness/campaign/engine_probe.h"

#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string_view>

#include "harness/campaign/reading.h"

namespace synspect::campaign {
namespace {

// Lines such as " max_len  \t0\tMaximum length ...".
std::set<std::string> flags_of(std::string_view help) {
  std::set<std::string> flags;
  while (!help.empty()) {
    const std::size_t end = help.find('\n');
    const std::string_view line = help.substr(0, end);
    if (line.starts_with(' ') && line.find('\t') != std::string_view::npos) {
      const std::string_view name = line.substr(1, line.find_first_of(" \t", 1) - 1);
      if (!name.empty()) flags.emplace(name);
    }
    if (end == std::string_view::npos) break;
    help.remove_prefix(end + 1);
  }
  return flags;
}

std::string last_line(const std::string& words) {
  EngineLog log;
  log.feed(words);
  return log.last_line();
}

// The page of a target that is only asked: in memory, gone with us.
class PageInMemory {
 public:
  PageInMemory() : descriptor_{::memfd_create("page", MFD_CLOEXEC)} {}
  PageInMemory(const PageInMemory&) = delete;
  PageInMemory& operator=(const PageInMemory&) = delete;
  ~PageInMemory() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  // As another process names it. Empty: there is none.
  [[nodiscard]] std::string name() const {
    if (descriptor_ < 0) return {};
    return "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(descriptor_);
  }

 private:
  int descriptor_;
};

std::optional<std::uint64_t> build_in(const PageInMemory& memory) {
  const Reading page = read_page(memory.name());
  if (page.foreign) return 0;
  return page.build == 0 ? std::nullopt : std::optional{page.build};
}

}  // namespace

Ran run_to_end(const Command& command, std::chrono::seconds patience) {
  Ran ran;
  auto process = EngineProcess::start(command);
  if (!process) {
    ran.words = process.error();
    return ran;
  }
  EngineLog log;
  const auto latest = Clock::now() + patience;
  while (true) {
    pollfd words{.fd = process->words(), .events = POLLIN, .revents = 0};
    ::poll(&words, 1, 20);
    // A closed pipe is ready for ever: its process is about to end.
    if ((words.revents & (POLLHUP | POLLIN)) == POLLHUP) ::poll(nullptr, 0, 1);
    const auto exit = process->ended();
    log.feed(process->read());
    if (exit) {
      ran.in_time = true;
      ran.exit = *exit;
      break;
    }
    if (Clock::now() >= latest) {
      process->kill();
      log.feed(process->read());
      break;
    }
  }
  ran.words = log.words();
  return ran;
}

std::expected<Engine, std::string> probe_engine(
    const std::filesystem::path& program,
    const std::vector<std::pair<std::string, std::string>>& environment,
    std::chrono::seconds patience) {
  const PageInMemory page;
  auto with_page = environment;
  with_page.emplace_back("SYNSPECT_CAMPAIGN_PAGE", page.name());
  const auto run = [&](std::vector<std::string> arguments) {
    return run_to_end({program, std::move(arguments), with_page}, patience);
  };
  const auto well = [](const Ran& ran) {
    return ran.in_time && !ran.exit.signalled && ran.exit.number == 0;
  };
  const Ran help = run({"-help=1"});
  if (well(help)) {
    std::set<std::string> flags = flags_of(help.words);
    if (flags.contains("set_cover_merge")) {
      return Engine{EngineKind::kLibFuzzer, std::move(flags), build_in(page)};
    }
  }
  const Ran nothing = run({"-runs=0"});
  if (well(nothing)) return Engine{EngineKind::kStandalone, {}, build_in(page)};
  if (!nothing.in_time) return std::unexpected(program.string() + ": it does not come back");
  const std::string said = last_line(nothing.words);
  return std::unexpected(said.empty() ? program.string() + ": it cannot be started" : said);
}

}  // namespace synspect::campaign
