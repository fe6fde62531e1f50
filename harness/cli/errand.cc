#include "harness/cli/errand.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string_view>
#include <system_error>

namespace synspect::cli {
namespace {

constexpr char kWhole = '\n';  // the last octet of an answer that was sent in full

void send(int to, std::string_view text) {
  while (!text.empty()) {
    const ssize_t wrote = ::write(to, text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) _exit(1);
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
}

[[noreturn]] void run(const std::function<std::string()>& work, int to, pid_t parent) {
  setpgid(0, 0);  // Ctrl-C goes to the parent
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  for (const int number : {SIGINT, SIGTERM}) std::signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  try {
    send(to, work());
  } catch (const std::exception&) {
    _exit(1);
  }
  send(to, {&kWhole, 1});
  _exit(0);  // nothing of the parent's is put away twice
}

}  // namespace

Errand::Errand(const std::function<std::string()>& work) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw std::system_error{errno, std::generic_category(), "no pipe"};
  }
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  std::fflush(nullptr);  // or the child has the text, too
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) {
    ::close(ends[0]);
    run(work, ends[1], parent);
  }
  const int error = errno;
  ::close(ends[1]);
  answer_ = ends[0];
  if (pid_ < 0) {
    ::close(answer_);
    throw std::system_error{error, std::generic_category(), "no process"};
  }
  ::setpgid(pid_, pid_);
}

bool Errand::back() {
  if (pid_ < 0) return true;
  std::array<char, 4096> piece{};
  ssize_t got = 0;
  while ((got = ::read(answer_, piece.data(), piece.size())) > 0) {
    text_.append(piece.data(), static_cast<std::size_t>(got));
  }
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  // End of file: everything was sent, or it died.
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  if (text_.ends_with(kWhole)) {
    text_.pop_back();
    brought_ = std::move(text_);
  }
  return true;
}

Errand::~Errand() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  ::close(answer_);
}

}  // namespace synspect::cli
