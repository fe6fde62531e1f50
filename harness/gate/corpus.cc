#include "harness/gate/corpus.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <system_error>

#include "harness/script/script.h"

namespace synspect::gate {
namespace {

namespace fs = std::filesystem;

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::vector<TraceFile> traces_below(const std::string& shown, const fs::path& directory) {
  std::error_code error;
  std::vector<TraceFile> found;
  fs::recursive_directory_iterator entry{directory, error};
  // After an error the iterator is at its end: what was found so far still counts.
  for (; !error && entry != fs::recursive_directory_iterator{}; entry.increment(error)) {
    std::error_code ignored;
    if (entry->path().extension() != ".pkt" || entry->is_directory(ignored)) continue;
    const fs::path below = entry->path().lexically_relative(directory);
    found.push_back({(fs::path{shown} / below).string(), entry->path(), {}});
  }
  std::ranges::sort(found, {}, &TraceFile::path);
  if (error) {
    found.push_back({shown, directory, "cannot read the directory: " + error.message()});
  } else if (found.empty()) {
    found.push_back({shown, directory, "no .pkt file below this directory"});
  }
  return found;
}

std::vector<TraceFile> find_traces(std::span<const std::string> paths, const fs::path& root) {
  std::vector<TraceFile> traces;
  for (const std::string& path : paths) {
    std::error_code error;
    fs::path file{path};
    if (!fs::exists(file, error) && file.is_relative() && fs::exists(root / file, error)) {
      file = root / file;
    }
    if (fs::is_directory(file, error)) {
      const std::vector<TraceFile> below = traces_below(path, file);
      traces.insert(traces.end(), below.begin(), below.end());
    } else {
      traces.push_back({path, file, fs::exists(file, error) ? "" : "no such file or directory"});
    }
  }
  return traces;
}

std::optional<Shard> parse_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::optional<std::uint32_t> index = number(text.substr(0, slash));
  const std::optional<std::uint32_t> count = number(text.substr(slash + 1));
  if (!index || !count || *index < 1 || *index > *count) return std::nullopt;
  return Shard{.index = *index, .count = *count};
}

std::expected<std::string, std::string> read_trace(const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) {
    return std::unexpected(error ? error.message() : std::string("not a regular file"));
  }
  const std::string too_long =
      "longer than " + std::to_string(script::kMaxScriptOctets) + " octets, refused unread";
  const std::uintmax_t size = fs::file_size(file, error);
  if (error) return std::unexpected(error.message());
  if (size > script::kMaxScriptOctets) return std::unexpected(too_long);

  errno = 0;
  std::ifstream stream{file, std::ios::binary};
  std::string text(static_cast<std::size_t>(size) + 1, '\0');  // one more: it may grow meanwhile
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!stream && !stream.eof())
    return std::unexpected(std::string("cannot be read: ") + std::strerror(errno));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > script::kMaxScriptOctets) return std::unexpected(too_long);
  if (text.find('\0') != std::string::npos) {
    return std::unexpected(std::string("a binary file, not a trace script"));
  }
  return text;
}

}  // namespace synspect::gate
