#include "reports/ladder.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace synspect::reports {
namespace {

constexpr int kTime = 12, kLine = 5, kState = 13;  // columns, one space between them

std::string cut(std::string text, std::size_t width) {
  if (text.size() <= width) return text;
  return width < 3 ? text.substr(0, width) : text.substr(0, width - 3) + "...";
}

// " text " amid dashes, with the arrow heads given; a space where a line has no head and no foot.
std::string arrow(const std::string& text, std::size_t width, std::string_view left,
                  std::string_view right) {
  const std::size_t room = width - left.size() - right.size();
  const std::string inner = " " + cut(text, room - 6) + " ";
  const std::size_t dashes = room - inner.size();
  return std::string(left) + std::string(dashes / 2, '-') + inner +
         std::string(dashes - dashes / 2, '-') + std::string(right);
}

class Printer {
 public:
  Printer(const History& history, const LadderStyle& look) : look_{look} {
    const RunHeader& header = history.header();
    pair_ = header.endpoints.size() == 2 && header.endpoints[1].judged;
    const int width = std::clamp(look.width, 80, 240);
    lane_ = static_cast<std::size_t>(width - kTime - kLine - kState - 5 - (pair_ ? kState + 1 : 0));
    const auto name = [&](std::size_t end) -> std::string {
      const bool known = end < header.endpoints.size() && header.endpoints[end].capabilities;
      if (!look.stack.empty() && (end == 0 || pair_)) return look.stack;
      if (known) return header.endpoints[end].capabilities->stack;
      return end == 0 ? "stack" : "script";
    };
    const auto right = static_cast<std::size_t>(kState) + lane_ + 3;
    const std::string left = cut(name(0), right - 22);
    text_ = fmt::format("{:>{}} {:>{}} {}{:>{}}\n", "time", kTime, "line", kLine, left,
                        cut(name(1), 20), right - left.size());
  }

  void put(const Rung& rung) {
    const auto& [left, middle, right] = columns(rung);
    std::string line = fmt::format("{:>{}} {:>{}} {:<{}} |{:<{}}| {}", seconds(rung.at), kTime,
                                   rung.script_line == 0 ? "" : std::to_string(rung.script_line),
                                   kLine, left, kState, middle, lane_, right);
    line.erase(line.find_last_not_of(' ') + 1);
    text_ += rung.findings.empty() ? line : marked(line);
    text_ += "\n";
    for (const judge::Finding& finding : rung.findings) put(finding);
    row("numbers", rung.numbers);
  }

  std::string take() { return std::move(text_); }

 private:
  struct Columns {
    std::string left, middle, right;
  };

  Columns columns(const Rung& rung) const {
    const bool right = rung.endpoint == 1;
    Columns made{right ? "" : rung.state, {}, right ? rung.state : ""};
    switch (rung.kind) {
      case Rung::Kind::kRight:
        made.middle = arrow(rung.text, lane_, "-", pair_ ? " " : ">");
        break;
      case Rung::Kind::kLeft:
        made.middle = arrow(rung.text, lane_, "<", pair_ ? " " : "-");
        break;
      case Rung::Kind::kFromRight:
        made.middle = arrow(rung.text, lane_, " ", "-");
        break;
      case Rung::Kind::kToRight:
        made.middle = arrow(rung.text, lane_, " ", ">");
        break;
      case Rung::Kind::kLost:
        made.middle = fmt::format("{:^{}}", cut("x " + rung.text, lane_), lane_);
        break;
      case Rung::Kind::kUser:
        made.middle = right ? fmt::format("{:>{}}", cut(rung.text, lane_ - 1) + " ", lane_)
                            : " " + cut(rung.text, lane_ - 1);
        break;
      case Rung::Kind::kRemark:
        made.middle = fmt::format("{:^{}}", cut("- " + rung.text + " -", lane_), lane_);
        break;
    }
    return made;
  }

  void row(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    text_ += fmt::format("{:>{}} {:<9} {}\n", "", kTime, name, one_line(value));
  }

  void put(const judge::Finding& finding) {
    const std::string summary = summary_of(finding);  // a death breaks no clause
    row("*** broken", title_of(finding) + (summary.empty() ? "" : ": " + summary));
    row("state", finding.all_states.empty() ? finding.state : finding.all_states);
    row("expected", finding.expected);
    row("observed", finding.observed);
    for (const judge::FieldDifference& difference : finding.differences) {
      row("differs", fmt::format("{:<8} expected {}, observed {}", difference.field,
                                 difference.expected, difference.observed));
    }
  }

  std::string marked(const std::string& line) const {
    return look_.style.color ? "\x1b[31m" + line + "\x1b[0m" : line;
  }

  static std::string seconds(Time at) {
    const std::int64_t micros = at.time_since_epoch().count();
    return fmt::format("{}.{:06}", micros / 1'000'000, micros % 1'000'000);
  }

  const LadderStyle& look_;
  bool pair_{};
  std::size_t lane_{};
  std::string text_;
};

}  // namespace

std::string ladder_text(const History& history, const LadderStyle& look) {
  Printer printer{history, look};
  for (const Rung& rung : rungs(history)) printer.put(rung);
  return printer.take();
}

}  // namespace synspect::reports
