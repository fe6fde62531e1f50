// Which traces a command line means.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace synspect::gate {

struct TraceFile {
  std::string path;            // as shown
  std::filesystem::path file;  // what to open
  std::string problem;         // why there is nothing to open; empty: all is well
};

// A directory means every `.pkt` below it, by bytewise path; files stand in the order given. What
// is missing, or holds no trace, stays in the list with its problem. A path that is not there as
// given is looked for below `root` too, so that lines printed by the gate can be pasted anywhere.
[[nodiscard]] std::vector<TraceFile> find_traces(std::span<const std::string> paths,
                                                 const std::filesystem::path& root);
// Every trace below `directory`, shown as below `shown`.
[[nodiscard]] std::vector<TraceFile> traces_below(const std::string& shown,
                                                  const std::filesystem::path& directory);

struct Shard {  // I/N: the I-th of N disjoint parts, from 1
  std::uint32_t index{1};
  std::uint32_t count{1};
  [[nodiscard]] bool whole() const { return count == 1; }
  [[nodiscard]] bool takes(std::size_t ordinal) const { return ordinal % count == index - 1; }
};
[[nodiscard]] std::optional<Shard> parse_shard(std::string_view text);

// The text of a trace, or one line that says why there is none: not a regular file, unreadable,
// longer than script::kMaxScriptOctets (never read whole), binary.
[[nodiscard]] std::expected<std::string, std::string> read_trace(const std::filesystem::path& file);

}  // namespace synspect::gate
