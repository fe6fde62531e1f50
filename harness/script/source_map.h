// From an offset in the text that was parsed back to line and column of the file.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "harness/script/ast.h"

namespace synspect::script {

class SourceMap {
 public:
  // The file itself: every offset is its own.
  explicit SourceMap(std::string_view file);

  // From `parsed` on, the text comes from `original` on. With `fixed`, all of it does, up to the
  // next entry: the value of a macro stands where its name stood. Called with rising offsets.
  void add(std::size_t parsed, std::size_t original, bool fixed);

  [[nodiscard]] Position position(std::size_t parsed) const;

 private:
  struct Piece {
    std::size_t parsed, original;
    bool fixed;
  };
  std::size_t file_size_;
  std::vector<std::size_t> line_starts_;
  std::vector<Piece> pieces_;
};

}  // namespace synspect::script
