// Work that runs a stranger's stack, in processes of its own: what dies or hangs there costs its
// own answer and nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/gate/result.h"
#include "harness/gate/whereabouts.h"
#include "harness/worker/process.h"

namespace synspect::cli {

using Answer = std::vector<std::string>;  // 16 MiB together at the most

// Of a capture or a ladder in an answer: two of them and a script fit.
inline constexpr std::size_t kMostCapture = 6U << 20U;

// work(0) to work(count - 1), in any order, on `workers` processes. Nothing where the process died,
// hung, or had no answer: an exception is that too. The caller must be the only thread.
[[nodiscard]] std::vector<std::optional<Answer>> aside(
    std::uint32_t count, int workers, const std::function<Answer(std::uint32_t)>& work);

// A piece of work whose stacks are watched. If the process dies of it, it is done once more with
// the stacks stopped short of the operation that it died of: what came before is seen all the same.
struct Watched {
  std::optional<Answer> answer;
  std::optional<gate::Run> death;  // why the first attempt has none
};
[[nodiscard]] Watched aside_watched(const std::function<Answer(gate::Notes&)>& work,
                                    const worker::Limits& limits = {});

}  // namespace synspect::cli
