#include "harness/campaign/corpus_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>

#include "harness/campaign/whole_file.h"

namespace synspect::campaign {
namespace {

// Files come and go while we look: what has gone meanwhile is passed over.
template <typename Take>
void each_input(const std::filesystem::path& folder, const Take& take) {
  std::error_code error;
  for (std::filesystem::directory_iterator entry{folder, error};
       !error && entry != std::filesystem::directory_iterator{}; entry.increment(error)) {
    std::error_code gone;
    const std::string name = entry->path().filename().string();
    if (!name.starts_with('.') && entry->is_regular_file(gone)) take(*entry, name);
  }
}

std::string name_of(std::span<const std::uint8_t> input) {
  const XXH128_hash_t hash = XXH3_128bits(input.data(), input.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace

CorpusSize size_of_corpus(const std::filesystem::path& folder) {
  CorpusSize size;
  each_input(folder, [&](const std::filesystem::directory_entry& entry, const std::string&) {
    std::error_code gone;
    const std::uint64_t octets = entry.file_size(gone);
    if (gone) return;
    ++size.files;
    size.octets += octets;
    if (::access(entry.path().c_str(), R_OK) != 0 && errno == EACCES) ++size.unreadable;
  });
  return size;
}

std::vector<std::string> inputs_of(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  each_input(folder, [&](const auto&, const std::string& name) { names.push_back(name); });
  std::ranges::sort(names);
  return names;
}

std::expected<Added, std::string> add_input(const std::filesystem::path& folder,
                                            std::span<const std::uint8_t> input) {
  Added added{.name = name_of(input), .known = false};
  const auto put = put_new_file(folder / added.name, input, Outlives::kMachine);
  if (!put) return std::unexpected(put.error());
  added.known = !*put;
  return added;
}

std::expected<std::vector<std::uint8_t>, std::string> read_input(const std::filesystem::path& file,
                                                                 std::uint64_t most) {
  const auto failed = [&](const std::string& why) {
    return std::unexpected(file.string() + ": " + why);
  };
  // Not a pipe that never ends, nor a device.
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return failed(std::strerror(errno));
  struct stat about{};
  const bool regular = ::fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode);
  const auto size = static_cast<std::uint64_t>(about.st_size);
  if (!regular || size > most) {
    ::close(descriptor);
    return failed(regular ? fmt::format("{} octets; an input has {} at the most", size, most)
                          : std::string{"not a regular file"});
  }
  std::vector<std::uint8_t> octets(size);
  std::size_t done = 0;
  ssize_t got = 1;
  while (done < octets.size() && got > 0) {
    got = ::read(descriptor, octets.data() + done, octets.size() - done);
    if (got < 0 && errno == EINTR)
      got = 1;
    else if (got > 0)
      done += static_cast<std::size_t>(got);
  }
  const int why = errno;
  ::close(descriptor);
  if (got < 0) return failed(std::strerror(why));
  octets.resize(done);  // shorter than it was a moment ago
  return octets;
}

std::optional<std::filesystem::path> set_aside(const std::filesystem::path& folder,
                                               std::span<const std::uint8_t> input,
                                               const std::filesystem::path& to) {
  std::optional<std::filesystem::path> moved;
  each_input(folder, [&](const std::filesystem::directory_entry& entry, const std::string& name) {
    std::error_code error;
    if (moved || entry.file_size(error) != input.size() || error) return;
    const auto there = read_input(entry.path());
    if (!there || !std::ranges::equal(*there, input)) return;
    std::filesystem::create_directories(to, error);
    if (::rename(entry.path().c_str(), (to / name).c_str()) == 0) moved = to / name;
  });
  return moved;
}

}  // namespace synspect::campaign
