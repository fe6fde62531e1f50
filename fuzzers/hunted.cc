#include "fuzzers/hunted.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string_view>

#include "fuzzers/chosen_stack.h"
#include "fuzzers/search.h"

namespace synspect {
namespace {

using scenario::Shape;

// Notes of a worker's page: executions that were begun, and the shape that they are of.
constexpr std::size_t kBegun = 0, kShape = 1;

// Wall time for one execution, on a machine that may be busy.
constexpr worker::Limits kLimits{.watchdog = std::chrono::seconds{60}};

void search(const HuntOptions& options, const std::string& stack, int channel, worker::Page& page) {
  const trial::MakeStack make = stack_by_name(stack);
  std::uint64_t begun = 0;
  for (const Shape shape : {Shape::kOneEndpoint, Shape::kTwoEndpoints}) {
    const bool one = shape == Shape::kOneEndpoint;
    if (!(one ? options.one : options.two)) continue;
    page.notes[kShape] = one ? 1 : 2;
    Search search{make,
                  {.shape = shape,
                   .seed = options.seed,
                   .max_len = static_cast<std::size_t>(options.max_len)}};
    const auto caught = search.run(
        options.runs, [&](std::uint64_t done) { page.notes[kBegun] = begun + done + 1; });
    if (caught) {
      const ssize_t wrote = write(channel, caught->by.data(), caught->by.size());
      static_cast<void>(wrote);  // else it counts as missed: there is nobody to tell
      return;
    }
    begun += options.runs;
  }
}

}  // namespace

std::string prey_name(const std::string& stack) {
  const std::size_t colon = stack.find(':');
  if (colon == std::string::npos) return stack;
  std::string name = std::filesystem::path{stack.substr(colon + 1)}.stem().string();
  for (const std::string_view prefix : {"libfault_", "libpuzzle_"}) {
    if (name.starts_with(prefix)) name.erase(0, prefix.size());
  }
  return name;
}

Hunted::Hunted(const HuntOptions& options, const std::string& stack)
    : name_{prey_name(stack)},
      process_{[&](int channel, worker::Page& page) { search(options, stack, channel, page); },
               kLimits,
               {}} {}

// The search has ended, by itself or not.
std::string Hunted::what_caught_it() {
  char text[256];
  const ssize_t size = ::read(process_.channel(), text, sizeof text);
  const worker::Exit exit = process_.end();
  if (exit.signalled) return "crash by signal " + std::to_string(exit.number);
  if (exit.number != 0) {  // no such stack, and the like
    std::string words = "error: " + process_.words();
    std::ranges::replace(words, '\n', ' ');
    return words;
  }
  return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : "missed";
}

std::optional<Prey> Hunted::over() {
  const bool ended = process_.ended();  // first: what is noted then stays
  const std::uint64_t begun = process_.page().notes[kBegun];
  if (begun != begun_) last_sign_ = Clock::now();
  begun_ = begun;
  if (!ended && Clock::now() - last_sign_ <= kLimits.watchdog) return std::nullopt;
  Prey prey{.name = name_, .by = "hang", .shape = {}, .executions = begun_};
  if (ended) prey.by = what_caught_it();
  process_.end();
  prey.shape = process_.page().notes[kShape] == 1 ? "one" : "two";
  prey.seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  return prey;
}

}  // namespace synspect
