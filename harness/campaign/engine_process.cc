#include "harness/campaign/engine_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace synspect::campaign {
namespace {

// An engine that says much while we are busy must not wait for us.
constexpr int kPipe = 1 << 20;

std::vector<std::string> environment_of(const Command& command) {
  std::vector<std::string> all;
  for (char** at = environ; *at != nullptr; ++at) {
    const std::string_view one = *at;
    const std::string_view name = one.substr(0, one.find('='));
    const bool replaced = std::ranges::any_of(command.environment,
                                              [&](const auto& own) { return own.first == name; });
    if (!replaced) all.emplace_back(one);
  }
  for (const auto& [name, value] : command.environment) {
    if (!value.empty()) all.push_back(name + "=" + value);
  }
  return all;
}

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

[[noreturn]] void become(const char* program, char* const* arguments, char* const* environment,
                         int words, pid_t parent) {
  setpgid(0, 0);  // Ctrl-C goes to the campaign, which puts an end to us
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  for (const int number : {SIGINT, SIGTERM, SIGPIPE}) std::signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  const rlimit no_core{.rlim_cur = 0, .rlim_max = 0};
  setrlimit(RLIMIT_CORE, &no_core);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(nothing, STDIN_FILENO);
  dup2(words, STDOUT_FILENO);
  dup2(words, STDERR_FILENO);
  execve(program, arguments, environment);
  const char* why = std::strerror(errno);
  for (const char* text : {program, ": cannot be started: ", why, "\n"}) {
    static_cast<void>(!write(STDERR_FILENO, text, std::strlen(text)));
  }
  _exit(127);
}

}  // namespace

std::string Command::to_string() const {
  std::string text;
  for (const auto& [name, value] : environment) {
    if (!value.empty()) text += name + "=" + value + " ";
  }
  text += program.string();
  for (const std::string& argument : arguments) text += " " + argument;
  return text;
}

std::expected<EngineProcess, std::string> EngineProcess::start(const Command& command) {
  // Made before the fork: nothing is allocated between fork and exec.
  std::vector<std::string> words{command.program.string()};
  words.insert(words.end(), command.arguments.begin(), command.arguments.end());
  std::vector<std::string> environment = environment_of(command);
  const std::vector<char*> argv = pointers_to(words);
  const std::vector<char*> envp = pointers_to(environment);
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return std::unexpected(std::string{"no pipe: "} + std::strerror(errno));
  }
  static_cast<void>(::fcntl(ends[1], F_SETPIPE_SZ, kPipe));
  static_cast<void>(::fcntl(ends[0], F_SETFL, O_NONBLOCK));
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) become(argv.front(), argv.data(), envp.data(), ends[1], parent);
  const int error = errno;
  ::close(ends[1]);
  if (pid < 0) {
    ::close(ends[0]);
    return std::unexpected(std::string{"no process: "} + std::strerror(error));
  }
  ::setpgid(pid, pid);  // the child does so, too: whoever comes first
  return EngineProcess{pid, ends[0]};
}

EngineProcess& EngineProcess::operator=(EngineProcess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(words_, other.words_);
  std::swap(exit_, other.exit_);
  return *this;
}

EngineProcess::~EngineProcess() {
  kill();
  if (words_ >= 0) ::close(words_);
}

std::string EngineProcess::read(std::size_t most) {
  std::string text;
  std::array<char, 1U << 14U> piece{};
  while (text.size() < most) {
    const ssize_t got = ::read(words_, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    text.append(piece.data(), static_cast<std::size_t>(got));
  }
  return text;
}

void EngineProcess::signal(int number) const {
  if (pid_ > 0 && !exit_) ::kill(-pid_, number);
}

std::optional<EngineProcess::Exit> EngineProcess::ended() {
  if (!exit_ && pid_ > 0) reap(WNOHANG);
  return exit_;
}

void EngineProcess::kill() {
  if (pid_ <= 0 || exit_) return;
  ::kill(pid_, SIGKILL);
  reap(0);
}

void EngineProcess::reap(int options) {
  siginfo_t info{};
  while (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT | options) != 0) {
    if (errno != EINTR) return;
  }
  if (info.si_pid != pid_) return;
  // Not reaped yet, so the number is still that of our child and of its group.
  ::kill(-pid_, SIGKILL);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  exit_ = Exit{.signalled = WIFSIGNALED(status),
               .number = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status)};
}

}  // namespace synspect::campaign
