// The client's side of a GET: one file over one connection (RFC 9112).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "harness/live/application.h"

namespace synspect::live {

class Fetch final : public Conversation {
 public:
  struct Outcome {
    int status{};  // of the answer; 0: there was none, or it was not HTTP
    std::uint64_t octets{};
    bool whole{};
    CallError broken{CallError::kNone};
  };
  // False: the octets cannot be kept, it ends.
  using Keep = std::function<bool(std::span<const std::byte>)>;

  // Only an answer 200 is kept. `outcome` must outlive it.
  Fetch(const std::string& host, const std::string& path, Keep keep, Outcome& outcome);
  [[nodiscard]] bool go_on(Socket& socket) override;
  [[nodiscard]] bool has_more() const override { return more_; }

 private:
  [[nodiscard]] bool take(std::span<const std::byte> octets);
  [[nodiscard]] bool take_head();

  std::string request_;
  std::size_t given_{};
  std::string head_;
  bool in_body_{};
  std::optional<std::uint64_t> length_;
  Keep keep_;
  Outcome& outcome_;
  bool more_{};
};

// What a client needs of the head of an answer, which ends with the empty line. Nothing: it is
// none.
struct ResponseHead {
  int status{};
  std::optional<std::uint64_t> content_length;
};
[[nodiscard]] std::optional<ResponseHead> parse_response(std::string_view head);

}  // namespace synspect::live
