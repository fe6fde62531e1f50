// Work that runs a stranger's stack, in processes of its own: what dies or hangs there costs its
// own answer and nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace synspect::cli {

using Answer = std::vector<std::string>;  // 16 MiB together at the most

// Of a capture or a ladder in an answer: two of them and a script fit.
inline constexpr std::size_t kMostCapture = 6U << 20U;

// work(0) to work(count - 1), in any order, on `workers` processes. Nothing where the process died,
// hung, or had no answer: an exception is that too. The caller must be the only thread.
[[nodiscard]] std::vector<std::optional<Answer>> aside(
    std::uint32_t count, int workers, const std::function<Answer(std::uint32_t)>& work);

}  // namespace synspect::cli
