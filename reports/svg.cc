#include "reports/svg.h"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace synspect::reports {
namespace {

constexpr int kWidth = 900, kRow = 20, kTop = 30;
constexpr int kLeft = 230, kRight = 840;  // the two lines
constexpr int kTimeAt = 8, kStateAt = 110;

std::string seconds(Time at) {
  const auto micros = at.time_since_epoch().count();
  return fmt::format("{}.{:06}", micros / 1'000'000, micros % 1'000'000);
}

class Picture {
 public:
  void text(int x, int y, std::string_view anchor, std::string_view klass, std::string_view words) {
    body_ += fmt::format(R"(<text x="{}" y="{}" text-anchor="{}" class="{}">{}</text>)", x, y,
                         anchor, klass, html_text(words));
    body_ += '\n';
  }
  // From x1 to x2, with a head at x2.
  void arrow(int x1, int x2, int y, std::string_view klass) {
    const int back = x2 > x1 ? x2 - 8 : x2 + 8;
    body_ += fmt::format("<path class=\"{}\" d=\"M{} {}H{}M{} {}L{} {}L{} {}\"/>\n", klass, x1, y,
                         x2, back, y - 4, x2, y, back, y + 4);
  }
  std::string take(int height, std::string_view left, std::string_view right) {
    std::string all = fmt::format(
        R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" width="{}" height="{}" role="img">)",
        kWidth, height, kWidth, height);
    all += '\n';
    for (const int x : {kLeft, kRight}) {
      all += fmt::format("<path class=\"life\" d=\"M{} {}V{}\"/>\n", x, kTop - 6, height - 6);
    }
    std::swap(all, body_);
    text(kLeft, kTop - 12, "middle", "who", left);
    text(kRight, kTop - 12, "middle", "who", right);
    return body_ + all + "</svg>\n";
  }

 private:
  std::string body_;
};

void put(Picture& picture, const Rung& rung, int y) {
  const bool guilty = !rung.findings.empty();
  const bool right = rung.endpoint == 1;
  const int middle = (kLeft + kRight) / 2;
  const std::string_view words = guilty ? "bad" : "seg";
  const std::string_view line = guilty ? "arrow badline" : "arrow";
  picture.text(kTimeAt, y, "start", "time", seconds(rung.at));
  if (!rung.state.empty()) {
    picture.text(right ? kRight - 8 : kStateAt, y, right ? "end" : "start", "state", rung.state);
  }
  switch (rung.kind) {
    case Rung::Kind::kRight:
      picture.text(middle, y - 3, "middle", words, rung.text);
      picture.arrow(kLeft, kRight, y, line);
      break;
    case Rung::Kind::kLeft:
      picture.text(middle, y - 3, "middle", words, rung.text);
      picture.arrow(kRight, kLeft, y, line);
      break;
    case Rung::Kind::kFromRight:
      picture.text(middle, y - 3, "middle", words, rung.text);
      picture.arrow(kRight, kLeft + 60, y, line);
      break;
    case Rung::Kind::kToRight:
      picture.text(middle, y - 3, "middle", words, rung.text);
      picture.arrow(kLeft + 60, kRight, y, line);
      break;
    case Rung::Kind::kLost:
    case Rung::Kind::kRemark:
      picture.text(middle, y, "middle", guilty ? "bad" : "remark", rung.text);
      break;
    case Rung::Kind::kUser:
      picture.text(right ? kRight - 8 : kLeft + 8, y, right ? "end" : "start",
                   guilty ? "bad" : "call", rung.text);
      break;
  }
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return out;
}

std::string ladder_svg(const std::vector<Rung>& rungs, std::string_view left,
                       std::string_view right) {
  Picture picture;
  int y = kTop;
  for (const Rung& rung : rungs) {
    y += kRow;
    put(picture, rung, y);
    for (const judge::Finding& finding : rung.findings) {
      y += kRow;
      picture.text(kLeft + 8, y, "start", "bad",
                   title_of(finding) + ": expected " + finding.expected);
    }
    if (!rung.numbers.empty()) {
      y += kRow;
      picture.text(kLeft + 8, y, "start", "remark", rung.numbers);
    }
  }
  return picture.take(y + kRow, left, right);
}

}  // namespace synspect::reports
