#include "fuzzers/standalone/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "harness/campaign/whole_file.h"

namespace synspect::standalone {
namespace {

namespace fs = std::filesystem;

std::string because_of(const fs::path& path, int error) {
  return path.string() + ": " + std::strerror(error);
}

}  // namespace

std::expected<Files, std::string> gather(std::span<const fs::path> paths) {
  Files files;
  for (const fs::path& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      if (!fs::exists(path, error)) return std::unexpected(path.string() + ": no such file");
      files.named.push_back(path);
      continue;
    }
    files.folders.push_back(path);
    std::vector<fs::path> inside;
    fs::directory_iterator at{path, error};
    for (; !error && at != fs::directory_iterator{}; at.increment(error)) {
      std::error_code gone;
      if (at->is_regular_file(gone)) inside.push_back(at->path());
    }
    if (error) return std::unexpected(path.string() + ": " + error.message());
    std::ranges::sort(inside);
    files.inside.insert(files.inside.end(), inside.begin(), inside.end());
  }
  return files;
}

std::expected<Input, std::string> read_input(const fs::path& file, std::size_t most) {
  // Not blocking: a pipe in place of the file must not hold the run up.
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return std::unexpected(because_of(file, errno));
  const auto leave = [&](const std::string& why) {
    ::close(descriptor);
    return std::unexpected(why);
  };
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return leave(because_of(file, errno));
  if (!S_ISREG(status.st_mode)) return leave(file.string() + ": not a regular file");
  Input input{.octets = Octets(most + 1), .cut = false};
  std::size_t size = 0;
  while (size < input.octets.size()) {
    const ssize_t got = ::read(descriptor, input.octets.data() + size, input.octets.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return leave(because_of(file, errno));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  ::close(descriptor);
  input.cut = size > most;
  input.octets.resize(std::min(size, most));
  return input;
}

void write_hash(std::span<const std::uint8_t> input, char* out) {
  const std::uint64_t hash = XXH3_64bits(input.data(), input.size());
  for (int digit = 0; digit < 16; ++digit) {
    out[digit] = "0123456789abcdef"[hash >> (60 - 4 * digit) & 15U];
  }
  out[16] = '\0';
}

std::string hash_of(std::span<const std::uint8_t> input) {
  char text[17];
  write_hash(input, text);
  return text;
}

std::expected<fs::path, std::string> save_input(const fs::path& folder,
                                                std::span<const std::uint8_t> input) {
  fs::path to = folder / hash_of(input);
  const auto put = campaign::put_new_file(to, input, campaign::Outlives::kUs);
  if (!put) return std::unexpected(put.error());
  return to;
}

}  // namespace synspect::standalone
