// What runs on a live TCP: small services, one conversation for each connection.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "harness/live/socket.h"

namespace synspect::live {

class Conversation {
 public:
  Conversation() = default;
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;
  virtual ~Conversation() = default;

  // Something may have changed: reads and writes as far as it goes without waiting, and a bounded
  // amount. False: it is over, and the connection is closed.
  [[nodiscard]] virtual bool go_on(Socket& socket) = 0;
  // It stopped for its bound, not because it has to wait: asks to be called again soon.
  [[nodiscard]] virtual bool has_more() const { return false; }
};

class Application {
 public:
  Application() = default;
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;
  virtual ~Application() = default;
  [[nodiscard]] virtual std::unique_ptr<Conversation> accept() = 0;
};

[[nodiscard]] std::unique_ptr<Application> make_echo();     // RFC 862
[[nodiscard]] std::unique_ptr<Application> make_discard();  // RFC 863
[[nodiscard]] std::unique_ptr<Application> make_chargen();  // RFC 864
// GET and HEAD of files below `root`; with `uploads` PUT makes new ones there. HTTP/1.1, one
// request after the other on a connection. Nothing outside of `root` is ever opened. Null: no such
// folder.
[[nodiscard]] std::unique_ptr<Application> make_http(const std::filesystem::path& root,
                                                     bool uploads);

}  // namespace synspect::live
