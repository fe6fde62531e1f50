#include "harness/live/pipe.h"

#include <limits.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace synspect::live {
namespace {

constexpr std::size_t kPiece = std::size_t{64} << 10U;
constexpr int kPiecesAtOnce = 16;

bool ready(int descriptor, short what) {
  pollfd asked{descriptor, what, 0};
  return ::poll(&asked, 1, 0) == 1 && asked.revents != 0;
}

}  // namespace

// From `in` to the connection. False: there is nothing to do now.
bool Pipe::give(Socket& socket) {
  if (gone_ < outgoing_.size()) {
    const std::size_t taken = socket.write(std::span{outgoing_}.subspan(gone_));
    gone_ += taken;
    outcome_.sent += taken;
    return taken != 0;
  }
  if (in_ended_) {
    if (fin_sent_) return false;
    fin_sent_ = socket.end_writing();  // not before it is connected
    return fin_sent_;
  }
  if (!ready(in_, POLLIN)) return false;
  outgoing_.resize(kPiece);
  const ssize_t size = ::read(in_, outgoing_.data(), outgoing_.size());
  if (size < 0 && errno == EINTR) return true;
  outgoing_.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  gone_ = 0;
  in_ended_ = size <= 0;
  return true;
}

// A pipe that is ready takes so much without waiting.
bool Pipe::write_out() {
  while (written_ < incoming_.size()) {
    if (!ready(out_, POLLOUT)) return false;
    const std::size_t size = std::min<std::size_t>(incoming_.size() - written_, PIPE_BUF);
    const ssize_t wrote = ::write(out_, incoming_.data() + written_, size);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) {
      outcome_.failed_output = true;
      return false;
    }
    written_ += static_cast<std::size_t>(wrote);
  }
  return true;
}

// From the connection to `out`: no more is read than was written, the window does the rest.
bool Pipe::take(Socket& socket) {
  if (!write_out()) return false;
  if (far_ended_) return false;
  const Socket::Reading reading = socket.read(kPiece);
  if (reading.what == Socket::Read::kNothingYet || socket.broken()) return false;
  far_ended_ = reading.what == Socket::Read::kEnd;
  incoming_.assign(reading.octets.begin(), reading.octets.end());
  written_ = 0;
  outcome_.received += incoming_.size();
  return true;
}

bool Pipe::go_on(Socket& socket) {
  more_ = false;
  for (int i = 0; i < kPiecesAtOnce; ++i) {
    const bool took = take(socket);
    const bool gave = !socket.broken() && give(socket);
    if (socket.broken() || outcome_.failed_output) {
      outcome_.broken = socket.why_broken();
      return false;
    }
    // A connection that is no more cannot send its FIN, and needs not.
    const bool nothing_to_give = in_ended_ && gone_ == outgoing_.size();
    if (far_ended_ && nothing_to_give && written_ == incoming_.size() && !gave) return false;
    if (!took && !gave) return true;
  }
  more_ = true;
  return true;
}

void Pipe::watch(std::vector<pollfd>& waits_for) const {
  if (!in_ended_ && gone_ == outgoing_.size()) waits_for.push_back({in_, POLLIN, 0});
  if (written_ < incoming_.size()) waits_for.push_back({out_, POLLOUT, 0});
}

}  // namespace synspect::live
