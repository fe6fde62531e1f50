// What the page of a worker says, checked: the worker ran a stranger's code.
#pragma once

#include <bitset>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <vector>

#include "harness/scenario/triples.h"

namespace synspect::campaign {

struct Reading {
  std::uint64_t executions{}, established{}, time_wait{}, objected{}, unlisted{};
  std::bitset<scenario::kTriples> triples;
  std::map<std::uint64_t, std::uint64_t> repeats;  // by findings_box.h: key_of(identity)
  std::uint64_t build{};                           // of who wrote last: build_id.h
  bool damaged{};  // the page cannot be right: nothing of it is taken
  bool foreign{};  // ... or is one of another version

  void add(const Reading& other);
};

// Zeros where there is no page, or where it is not ready. Read, not mapped: whoever cuts the file
// short must not kill us.
[[nodiscard]] Reading read_page(const std::filesystem::path& file);

// The input that was being executed when its worker ended; nothing: none was.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> input_under_way(
    const std::filesystem::path& file);
// Of an earlier worker, before the next one is started.
void forget_input_under_way(const std::filesystem::path& file);

// Removes the pages in WORKERS/*/page that another version wrote. How many.
std::size_t drop_old_pages(const std::filesystem::path& workers);

}  // namespace synspect::campaign
