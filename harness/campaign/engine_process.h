// A fuzz target as a process: its own group, its words over a pipe, dead when we are.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace synspect::campaign {

struct Command {
  std::filesystem::path program;
  std::vector<std::string> arguments;
  // Beyond our own environment; what is empty is taken out of it.
  std::vector<std::pair<std::string, std::string>> environment;

  [[nodiscard]] std::string to_string() const;  // for a log
};

class EngineProcess {
 public:
  struct Exit {
    bool signalled{};
    int number{};  // of the signal, or the exit code
  };

  // Standard output and error come over words(). Who cannot be executed says so there, exit 127.
  [[nodiscard]] static std::expected<EngineProcess, std::string> start(const Command& command);
  EngineProcess(EngineProcess&& other) noexcept
      : pid_{std::exchange(other.pid_, -1)},
        words_{std::exchange(other.words_, -1)},
        exit_{other.exit_} {}
  EngineProcess& operator=(EngineProcess&& other) noexcept;
  ~EngineProcess();  // kills the group and reaps, if that was not done

  [[nodiscard]] int words() const { return words_; }  // to poll
  // What has come, at the most so much. Empty: nothing now.
  [[nodiscard]] std::string read(std::size_t most = std::size_t{1} << 20U);
  void signal(int number) const;  // to the whole group
  // How it ended, without waiting; its group is killed then. Nothing: it lives.
  [[nodiscard]] std::optional<Exit> ended();
  void kill();  // and waits

 private:
  EngineProcess(pid_t pid, int words) : pid_{pid}, words_{words} {}
  void reap(int options);

  pid_t pid_{-1};
  int words_{-1};
  std::optional<Exit> exit_;
};

}  // namespace synspect::campaign
