#include "harness/script/source_map.h"

#include <algorithm>

namespace synspect::script {

SourceMap::SourceMap(std::string_view file) : file_size_{file.size()}, line_starts_{0} {
  for (std::size_t at = file.find('\n'); at != std::string_view::npos;
       at = file.find('\n', at + 1)) {
    line_starts_.push_back(at + 1);
  }
}

void SourceMap::add(std::size_t parsed, std::size_t original, bool fixed) {
  pieces_.push_back({parsed, original, fixed});
}

Position SourceMap::position(std::size_t parsed) const {
  std::size_t at = parsed;
  const auto next = std::ranges::upper_bound(pieces_, parsed, {}, &Piece::parsed);
  if (next != pieces_.begin()) {
    const Piece& piece = *(next - 1);
    at = piece.original + (piece.fixed ? 0 : parsed - piece.parsed);
  }
  at = std::min(at, file_size_);
  const auto line = std::ranges::upper_bound(line_starts_, at);
  return {static_cast<std::uint32_t>(line - line_starts_.begin()),
          static_cast<std::uint32_t>(at - *(line - 1) + 1)};
}

}  // namespace synspect::script
