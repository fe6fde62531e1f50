// One piece of work in a process of its own, while we go on: its answer is a text.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>

namespace synspect::cli {

class Errand {
 public:
  // Forks: the caller must be the only thread. The child may have workers of its own; all of them
  // are killed when we end. Throws std::system_error.
  explicit Errand(const std::function<std::string()>& work);
  Errand(const Errand&) = delete;
  Errand& operator=(const Errand&) = delete;
  ~Errand();  // kills it, if it is not back

  [[nodiscard]] int answer() const { return answer_; }  // to poll
  // Listens, without waiting. True: it is back.
  [[nodiscard]] bool back();
  // What it brought. Nothing: it died, or threw.
  [[nodiscard]] const std::optional<std::string>& brought() const { return brought_; }

 private:
  pid_t pid_{-1};
  int answer_{-1};
  std::string text_;
  std::optional<std::string> brought_;
};

}  // namespace synspect::cli
