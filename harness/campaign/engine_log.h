// What an engine says on standard error, read line by line as it comes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace synspect::campaign {

// libFuzzer's words, which our own runner uses, too:
//   #4096  NEW  cov: 120 ft: 480 corp: 33/2kb ...
//   stat::number_of_executed_units: 100000
class EngineLog {
 public:
  void feed(std::string_view text);

  [[nodiscard]] std::uint64_t coverage() const { return coverage_; }
  [[nodiscard]] std::uint64_t features() const { return features_; }
  [[nodiscard]] std::uint64_t executions() const { return executions_; }  // a lower bound
  // Of the final statistics. Nothing: they did not come.
  [[nodiscard]] std::optional<std::uint64_t> executed_units() const { return executed_units_; }
  // The end of what was said.
  [[nodiscard]] const std::string& words() const { return words_; }
  [[nodiscard]] std::string last_line() const;

 private:
  void line(std::string_view text);

  std::uint64_t coverage_{0}, features_{0}, executions_{0};
  std::optional<std::uint64_t> executed_units_;
  std::string unfinished_;
  std::string words_;
};

}  // namespace synspect::campaign
