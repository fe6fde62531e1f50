// A file server: enough of HTTP/1.1 for curl and a browser.
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "harness/live/application.h"
#include "harness/live/http_request.h"

namespace synspect::live {
namespace {

constexpr std::size_t kPiece = std::size_t{64} << 10U;
constexpr int kPiecesAtOnce = 16;

class File {
 public:
  explicit File(int descriptor = -1) : descriptor_{descriptor} {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { reset(); }
  void reset(int descriptor = -1) {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = descriptor;
  }
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

// Neither "..", nor a link leads out of the root: the kernel sees to it.
int open_below(int root, const std::string& path, std::uint64_t flags, std::uint64_t mode = 0) {
  open_how how{};
  how.flags = flags | O_CLOEXEC | O_NONBLOCK;
  how.mode = mode;
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(::syscall(SYS_openat2, root, path.c_str(), &how, sizeof how));
}

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 400:
      return "Bad Request";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 501:
      return "Not Implemented";
    case 505:
      return "HTTP Version Not Supported";
    case 507:
      return "Insufficient Storage";
    default:
      return "Error";
  }
}

class Http final : public Conversation {
 public:
  Http(int root, bool uploads) : root_{root}, uploads_{uploads} {}

  bool go_on(Socket& socket) override {
    more_ = false;
    for (int i = 0; i < kPiecesAtOnce; ++i) {
      if (!flush(socket)) return !socket.broken();
      const Step step = step_once(socket);
      if (step == Step::kWait) return true;
      if (step == Step::kOver) return false;
    }
    more_ = true;
    return true;
  }
  bool has_more() const override { return more_; }

 private:
  enum class Step : std::uint8_t { kGoOn, kWait, kOver };
  enum class Phase : std::uint8_t { kHead, kFile, kUpload, kLast, kDrain };

  Step step_once(Socket& socket) {
    switch (phase_) {
      case Phase::kHead:
        return read_head(socket);
      case Phase::kFile:
        return send_piece();
      case Phase::kUpload:
        return take_piece(socket);
      case Phase::kLast:
        socket.end_writing();
        phase_ = Phase::kDrain;
        return Step::kGoOn;
      case Phase::kDrain:
        return drain(socket);
    }
    std::unreachable();
  }

  bool flush(Socket& socket) {
    while (given_ < out_.size()) {
      const std::size_t taken = socket.write(std::as_bytes(std::span{out_}).subspan(given_));
      if (taken == 0) return false;
      given_ += taken;
    }
    out_.clear();
    given_ = 0;
    return true;
  }

  Step read_head(Socket& socket) {
    const std::size_t end = in_.find("\r\n\r\n");
    if (end != std::string::npos) {
      const std::string head = in_.substr(0, end + 4);
      in_.erase(0, end + 4);
      begin(head);
      return Step::kGoOn;
    }
    if (in_.size() > kMostHead) {
      request_.keep_alive = false;
      answer(400);
      return Step::kGoOn;
    }
    const Socket::Reading reading = socket.read(kMostHead);
    if (reading.what == Socket::Read::kNothingYet) return Step::kWait;
    if (reading.what != Socket::Read::kOctets) return Step::kOver;
    in_.append(reinterpret_cast<const char*>(reading.octets.data()), reading.octets.size());
    return Step::kGoOn;
  }

  void begin(const std::string& head) {
    if (const auto bad = parse_request(head, request_)) {
      request_.keep_alive = false;  // where the next one begins is not known
      return answer(bad->status);
    }
    if (request_.method == "GET" || request_.method == "HEAD") return begin_file();
    const bool put = request_.method == "PUT";
    if (put && uploads_) return begin_upload();
    request_.keep_alive = false;  // its body is not read
    answer(put ? 405 : 501);
  }

  void begin_file() {
    file_.reset(open_below(root_, request_.path, O_RDONLY));
    struct stat about{};
    if (file_.get() < 0 || ::fstat(file_.get(), &about) != 0 || !S_ISREG(about.st_mode)) {
      return answer(404);
    }
    left_ = static_cast<std::uint64_t>(about.st_size);
    head_of_answer(200, left_);
    if (request_.method == "HEAD") return after_answer();
    phase_ = Phase::kFile;
  }

  Step send_piece() {
    if (left_ == 0) {
      file_.reset();
      after_answer();
      return Step::kGoOn;
    }
    out_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(left_, kPiece)));
    const ssize_t size = ::read(file_.get(), out_.data(), out_.size());
    if (size <= 0) return Step::kOver;  // it became shorter: the length promised cannot be kept
    out_.resize(static_cast<std::size_t>(size));
    left_ -= static_cast<std::uint64_t>(size);
    return Step::kGoOn;
  }

  void begin_upload() {
    left_ = request_.content_length;
    file_.reset(open_below(root_, request_.path, O_WRONLY | O_CREAT | O_EXCL, 0644));
    if (file_.get() < 0) {
      request_.keep_alive = false;  // the body is not read
      return answer(409);
    }
    if (request_.expects_continue) out_ = "HTTP/1.1 100 Continue\r\n\r\n";
    phase_ = Phase::kUpload;
  }

  Step take_piece(Socket& socket) {
    if (left_ == 0) {
      file_.reset();
      answer(201);
      return Step::kGoOn;
    }
    std::span<const std::byte> octets;
    const std::size_t most = static_cast<std::size_t>(std::min<std::uint64_t>(left_, kPiece));
    if (!in_.empty()) {
      octets = std::as_bytes(std::span{in_}).first(std::min(in_.size(), most));
    } else {
      const Socket::Reading reading = socket.read(most);
      if (reading.what == Socket::Read::kNothingYet) return Step::kWait;
      if (reading.what != Socket::Read::kOctets) return Step::kOver;
      octets = reading.octets;
    }
    const std::size_t size = octets.size();
    if (!store(octets)) {
      request_.keep_alive = false;
      answer(507);
      return Step::kGoOn;
    }
    left_ -= size;
    in_.erase(0, std::min(in_.size(), size));
    return Step::kGoOn;
  }

  bool store(std::span<const std::byte> octets) {
    while (!octets.empty()) {
      const ssize_t wrote = ::write(file_.get(), octets.data(), octets.size());
      if (wrote <= 0) return false;
      octets = octets.subspan(static_cast<std::size_t>(wrote));
    }
    return true;
  }

  // To close over octets that nobody has read would be a RST (SHLD-3), and that may overtake the
  // answer. So what still comes is read, up to a bound.
  Step drain(Socket& socket) {
    constexpr std::size_t kMostDrained = std::size_t{1} << 20U;
    const Socket::Reading reading = socket.read(kPiece);
    if (reading.what == Socket::Read::kNothingYet) return Step::kWait;
    drained_ += reading.octets.size();
    const bool more = reading.what == Socket::Read::kOctets && drained_ < kMostDrained;
    return more ? Step::kGoOn : Step::kOver;
  }

  void head_of_answer(int status, std::uint64_t length) {
    out_ = fmt::format("HTTP/1.1 {} {}\r\nContent-Length: {}\r\nConnection: {}\r\n\r\n", status,
                       reason(status), length, request_.keep_alive ? "keep-alive" : "close");
  }
  void answer(int status) {
    const std::string text = fmt::format("{} {}\n", status, reason(status));
    head_of_answer(status, text.size());
    if (request_.method != "HEAD") out_ += text;
    after_answer();
  }
  void after_answer() { phase_ = request_.keep_alive ? Phase::kHead : Phase::kLast; }

  int root_;
  bool uploads_;
  Phase phase_{Phase::kHead};
  std::string in_, out_;
  std::size_t given_{};
  HttpRequest request_;
  File file_;
  std::uint64_t left_{};
  std::size_t drained_{};
  bool more_{};
};

class HttpServer final : public Application {
 public:
  HttpServer(int root, bool uploads) : root_{root}, uploads_{uploads} {}
  std::unique_ptr<Conversation> accept() override {
    return std::make_unique<Http>(root_.get(), uploads_);
  }

 private:
  File root_;
  bool uploads_;
};

}  // namespace

std::unique_ptr<Application> make_http(const std::filesystem::path& root, bool uploads) {
  const int folder = ::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return nullptr;
  return std::make_unique<HttpServer>(folder, uploads);
}

}  // namespace synspect::live
