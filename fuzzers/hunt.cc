// Hunts for planted faults: how many executions it takes until the judge objects to something that
// the reference does not do.
//
//   hunt [-jobs=N] [-runs=N] [-seed=S] [-max_len=L] [-results=FILE] STACK...
//
// STACK is a name of chosen_stack.h, or a library of planted faults (libfault_NAME.so, libpuzzle_NAME.so). One
// endpoint first, then two, each up to N executions; a crash or a hang counts as found. Each stack
// is a process of its own. A row per stack: its name, what caught it (or `missed`), the shape of
// the scenario, executions, seconds. With -results= rows are appended to FILE, and stacks that it
// has already found, or missed with as many executions, are passed over.
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <list>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "fuzzers/chosen_stack.h"
#include "fuzzers/search.h"
#include "harness/worker/process.h"

namespace {

using namespace synspect;
using scenario::Shape;
using Clock = std::chrono::steady_clock;

struct Arguments {
  std::uint64_t jobs{1}, runs{100'000}, seed{1}, max_len{1024};
  std::string results;
  std::vector<std::string> stacks;
};

bool value(std::string_view text, std::string_view name, std::uint64_t& number) {
  if (!text.starts_with(name)) return false;
  text.remove_prefix(name.size());
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() && number > 0;
}

bool read(int argc, char** argv, Arguments& to) {
  constexpr std::string_view kResults = "-results=";
  for (const std::string_view text : std::vector<std::string_view>(argv + 1, argv + argc)) {
    if (text.starts_with(kResults)) {
      to.results = text.substr(kResults.size());
    } else if (!text.starts_with('-')) {
      const bool library = text.ends_with(".so") && !text.contains(':');
      to.stacks.push_back(library ? "fault:" + std::filesystem::absolute(text).string()
                                  : std::string{text});
    } else if (!value(text, "-jobs=", to.jobs) && !value(text, "-runs=", to.runs) &&
               !value(text, "-seed=", to.seed) && !value(text, "-max_len=", to.max_len)) {
      std::cerr << text << ": no such argument\n";
      return false;
    }
  }
  return !to.stacks.empty();
}

std::string short_name(const std::string& stack) {
  const std::size_t colon = stack.find(':');
  std::string name = colon == std::string::npos
                         ? stack
                         : std::filesystem::path{stack.substr(colon + 1)}.stem().string();
  for (const std::string_view prefix : {"libfault_", "libpuzzle_"}) {
    if (name.starts_with(prefix)) name.erase(0, prefix.size());
  }
  return name;
}

// Notes of a worker's page: executions that were begun, and the shape that they are of.
constexpr std::size_t kBegun = 0, kShape = 1;

void hunt_one(const Arguments& arguments, const std::string& stack, int channel,
              worker::Page& page) {
  const trial::MakeStack make = stack_by_name(stack);
  std::uint64_t begun = 0;
  for (const Shape shape : {Shape::kOneEndpoint, Shape::kTwoEndpoints}) {
    page.notes[kShape] = shape == Shape::kOneEndpoint ? 1 : 2;
    Search search{make,
                  {.shape = shape,
                   .seed = arguments.seed,
                   .max_len = static_cast<std::size_t>(arguments.max_len)}};
    const auto caught = search.run(
        arguments.runs, [&](std::uint64_t done) { page.notes[kBegun] = begun + done + 1; });
    if (caught) {
      const ssize_t wrote = write(channel, caught->by.data(), caught->by.size());
      static_cast<void>(wrote);  // nobody to tell
      std::fputs(caught->words.c_str(), stderr);
      return;
    }
    begun += arguments.runs;
  }
}

class Hunted {
 public:
  Hunted(const Arguments& arguments, const std::string& stack)
      : name_{short_name(stack)},
        process_{
            [&](int channel, worker::Page& page) { hunt_one(arguments, stack, channel, page); },
            kLimits,
            {}} {}

  // The row, once there is one.
  [[nodiscard]] std::string row() {
    const std::uint64_t begun = process_.page().notes[kBegun];
    const bool ended = process_.ended();
    if (begun != begun_) last_sign_ = Clock::now();
    begun_ = begun;
    const bool silent = Clock::now() - last_sign_ > kLimits.watchdog;
    if (!ended && !silent) return {};
    std::string by = ended ? answer() : "hang";
    const worker::Exit exit = process_.end();
    if (ended && exit.signalled) by = "crash by signal " + std::to_string(exit.number);
    if (ended && !exit.signalled && exit.number != 0) {
      by = "exit " + std::to_string(exit.number) + ": " + process_.words();
      std::ranges::replace(by, '\n', ' ');
    }
    if (by.empty()) by = "missed";
    const std::chrono::duration<double> took = Clock::now() - start_;
    std::ostringstream out;
    out.precision(1);
    out << name_ << '\t' << by << '\t'
        << (process_.page().notes[kShape] == 1 ? "one endpoint" : "two endpoints") << '\t' << begun_
        << '\t' << std::fixed << took.count();
    return out.str();
  }

 private:
  static constexpr worker::Limits kLimits{.watchdog = std::chrono::seconds{60}};

  [[nodiscard]] std::string answer() const {
    char text[256];
    const ssize_t size = ::read(process_.channel(), text, sizeof text);
    return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string{};
  }

  std::string name_;
  Clock::time_point start_{Clock::now()}, last_sign_{start_};
  std::uint64_t begun_{0};
  worker::Process process_;
};

// Names that need not be hunted again.
std::map<std::string, bool> settled(const Arguments& arguments) {
  std::map<std::string, bool> names;
  std::ifstream in{arguments.results};
  for (std::string line; std::getline(in, line);) {
    std::istringstream cells{line};
    std::string name, by, shape, executions;
    std::getline(cells, name, '\t');
    std::getline(cells, by, '\t');
    std::getline(cells, shape, '\t');
    std::getline(cells, executions, '\t');
    std::uint64_t count = 0;
    std::from_chars(executions.data(), executions.data() + executions.size(), count);
    if (by != "missed" || count >= 2 * arguments.runs) names[name] = true;
  }
  return names;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  if (!read(argc, argv, arguments)) {
    std::cerr
        << "usage: hunt [-jobs=N] [-runs=N] [-seed=S] [-max_len=L] [-results=FILE] STACK...\n";
    return 2;
  }
  const auto done = settled(arguments);
  std::ofstream results;
  if (!arguments.results.empty()) results.open(arguments.results, std::ios::app);
  std::list<std::unique_ptr<Hunted>> running;
  auto next = arguments.stacks.begin();
  std::uint64_t missed = 0;
  while (next != arguments.stacks.end() || !running.empty()) {
    while (next != arguments.stacks.end() && running.size() < arguments.jobs) {
      if (!done.contains(short_name(*next))) {
        running.push_back(std::make_unique<Hunted>(arguments, *next));
      }
      ++next;
    }
    std::erase_if(running, [&](const auto& one) {
      const std::string row = one->row();
      if (row.empty()) return false;
      if (row.find("\tmissed\t") != std::string::npos) ++missed;
      std::cout << row << std::endl;
      if (results.is_open()) results << row << std::endl;
      return true;
    });
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
  std::cerr << missed << " missed\n";
  return 0;
}
