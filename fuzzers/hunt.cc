// Hunts for faults: how many executions it takes until the judge objects to something that the
// reference does not do.
//
//   hunt [-jobs=N] [-runs=N] [-seed=S] [-max_len=L] [-results=FILE] [-canary=STACK]
//        STACK...
//   hunt [-jobs=N] -table=FILE STACK...
//
// STACK is a name of chosen_stack.h, or a library of planted faults (libfault_NAME.so,
// libpuzzle_NAME.so). One endpoint first, then two, each up to N executions. A row per stack: its
// name, what caught it (or `missed`), the shape of the scenario, executions, seconds.
//
// -results= appends the rows to FILE and passes over what it has settled already, so that a hunt
// can be broken off. -canary= is hunted first: if it is not found the engine is blind, and the exit
// code
// 5. -table= takes seed and most executions of each stack from FILE (hunt_files.h): exit code 1 if
// one is missed. 2 is a
// wrong argument or a stack that is none.
#include <charconv>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "fuzzers/hunt_files.h"
#include "fuzzers/hunted.h"

namespace {

using namespace synspect;

constexpr int kMissed = 1, kUsage = 2, kBlind = 5;

struct Arguments {
  HuntOptions each;
  std::uint64_t jobs{1};
  std::string results, canary, table;
  std::vector<std::string> stacks;
};

bool read(std::string_view text, std::string_view name, std::uint64_t& number) {
  if (!text.starts_with(name)) return false;
  text.remove_prefix(name.size());
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() && number > 0;
}

bool read(std::string_view text, std::string_view name, std::string& value) {
  if (!text.starts_with(name)) return false;
  value = text.substr(name.size());
  return true;
}

std::string stack_of(std::string_view text) {
  const bool library = text.ends_with(".so") && text.find(':') == std::string_view::npos;
  if (!library) return std::string{text};
  return "fault:" + std::filesystem::absolute(text).string();
}

bool read(int argc, char** argv, Arguments& to) {
  for (const std::string_view text : std::vector<std::string_view>(argv + 1, argv + argc)) {
    if (!text.starts_with('-')) {
      to.stacks.push_back(stack_of(text));
    } else if (!read(text, "-jobs=", to.jobs) && !read(text, "-runs=", to.each.runs) &&
               !read(text, "-seed=", to.each.seed) && !read(text, "-max_len=", to.each.max_len) &&
               !read(text, "-results=", to.results) && !read(text, "-canary=", to.canary) &&
               !read(text, "-table=", to.table)) {
      std::cerr << text << ": no such argument\n";
      return false;
    }
  }
  return !to.stacks.empty() && (to.results.empty() || to.table.empty());
}

struct Quarry {
  std::string stack;
  HuntOptions options;
};

// All of them, `jobs` at a time; each is told to `tell` once it is over.
template <class Tell>
void hunt(const std::vector<Quarry>& all, std::uint64_t jobs, Tell&& tell) {
  std::list<std::unique_ptr<Hunted>> running;
  auto next = all.begin();
  while (next != all.end() || !running.empty()) {
    while (next != all.end() && running.size() < jobs) {
      running.push_back(std::make_unique<Hunted>(next->options, next->stack));
      ++next;
    }
    std::erase_if(running, [&](const auto& one) {
      const std::optional<Prey> prey = one->over();
      if (prey) tell(*prey);
      return prey.has_value();
    });
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
}

// The least that every engine must see.
bool blind(const Arguments& arguments) {
  constexpr std::uint64_t kMost = 100;
  HuntOptions options = arguments.each;
  options.runs = kMost;
  bool blind = true;
  hunt({{stack_of(arguments.canary), options}}, 1,
       [&](const Prey& prey) { blind = prey.missed() || prey.error(); });
  return blind;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  if (!read(argc, argv, arguments)) {
    std::cerr << "usage: hunt [-jobs=N] [-runs=N] [-seed=S] [-max_len=L] [-results=FILE]"
                 " [-canary=STACK] STACK...\n"
                 "       hunt [-jobs=N] -table=FILE STACK...\n";
    return kUsage;
  }
  HuntTable table;
  if (!arguments.table.empty()) {
    auto read = read_table(arguments.table);
    if (!read) {
      std::cerr << read.error() << '\n';
      return kUsage;
    }
    table = *std::move(read);
  }
  if (!arguments.canary.empty() && blind(arguments)) {
    std::cerr << "the canary was not found: nothing that this hunt says can be relied on\n";
    return kBlind;
  }
  const auto done = settled(arguments.results, arguments.each);
  std::vector<Quarry> quarries;
  for (const std::string& stack : arguments.stacks) {
    const std::string name = prey_name(stack);
    if (!arguments.table.empty() && !table.contains(name)) {
      std::cerr << arguments.table << " has no row for " << name << '\n';
      return kUsage;
    }
    if (done.contains(name)) continue;
    quarries.push_back({stack, arguments.table.empty() ? arguments.each : table[name]});
  }
  std::ofstream results;
  if (!arguments.results.empty()) results.open(arguments.results, std::ios::app);
  std::uint64_t missed = 0, errors = 0;
  hunt(quarries, arguments.jobs, [&](const Prey& prey) {
    if (prey.missed()) ++missed;
    if (prey.error()) ++errors;
    print(prey, std::cout);
    if (results.is_open()) print(prey, results);
  });
  std::cerr << missed << " of " << quarries.size() << " missed\n";
  if (errors > 0) return kUsage;
  return missed > 0 && !arguments.table.empty() ? kMissed : 0;
}
