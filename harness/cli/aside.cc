#include "harness/cli/aside.h"

#include <exception>
#include <memory>
#include <span>
#include <utility>

#include "harness/gate/encoding.h"
#include "harness/gate/loss.h"
#include "harness/worker/frame.h"
#include "harness/worker/pool.h"

namespace synspect::cli {
namespace {

using Work = std::function<Answer(std::uint32_t)>;

// Octets of an answer; of none, where it is too long.
std::vector<std::byte> encoded(const Answer& answer) {
  gate::Encoder to;
  to.list(answer, [&](const std::string& text) { to.put(std::string_view{text}); });
  if (to.octets().size() <= worker::kMostPayload) return to.octets();
  to.clear();
  to.put(std::uint32_t{0});
  return to.octets();
}

// Nothing: it is none.
std::optional<Answer> decoded(std::span<const std::byte> payload) {
  gate::Decoder from{payload};
  Answer answer;
  from.list([&] { answer.push_back(from.text()); });
  if (!from.at_end()) return std::nullopt;
  return answer;
}

class Worker final : public worker::Labour {
 public:
  explicit Worker(Work work) : work_{std::move(work)} {}

  void perform(std::uint32_t task, worker::Post& post) override {
    Answer answer;
    try {
      answer = work_(task);
    } catch (const std::exception&) {
      answer.clear();
    }
    post.done(encoded(answer));
  }

 private:
  Work work_;
};

class Gatherer final : public worker::Overseer {
 public:
  explicit Gatherer(std::uint32_t count) : answers_(count) {}

  bool part(std::uint32_t, std::span<const std::byte>) override { return false; }
  bool done(std::uint32_t task, std::span<const std::byte> payload) override {
    std::optional<Answer> answer = decoded(payload);
    if (!answer) return false;
    if (!answer->empty()) answers_[task] = *std::move(answer);
    return true;
  }
  void again(std::uint32_t task) override { answers_[task].reset(); }
  void lost(std::uint32_t, const worker::Ending& ending) override { ending_ = ending; }
  void never_hired(const worker::Ending& ending) override { ending_ = ending; }
  void lost_at_the_end(const worker::Ending&) override {}

  std::vector<std::optional<Answer>> take() { return std::move(answers_); }
  // Of the worker that was lost last.
  [[nodiscard]] const std::optional<worker::Ending>& ending() const { return ending_; }

 private:
  std::optional<worker::Ending> ending_;
  std::vector<std::optional<Answer>> answers_;
};

// How its stacks are to stop short; nothing: they are not.
struct Stop {
  std::uint64_t operation{};
  FailureKind how{};
};

Watched attempt(const std::function<Answer(gate::Notes&)>& work, const worker::Limits& limits,
                const std::optional<Stop>& stop, std::optional<worker::Ending>& ending) {
  Gatherer gatherer{1};
  worker::run_pool(
      1, {.workers = 1, .limits = limits},
      [&](worker::Page& page) {
        const Work noted = [&](std::uint32_t) {
          gate::Notes notes{page};
          if (stop) notes.stop_short(stop->operation, stop->how);
          return work(notes);
        };
        return std::make_unique<Worker>(noted);
      },
      gatherer);
  ending = gatherer.ending();
  return {.answer = std::move(gatherer.take().front()), .death = {}};
}

}  // namespace

Watched aside_watched(const std::function<Answer(gate::Notes&)>& work,
                      const worker::Limits& limits) {
  std::optional<worker::Ending> ending;
  Watched first = attempt(work, limits, std::nullopt, ending);
  if (!ending) return first;
  gate::Run death = gate::run_cut_short(*ending, limits);
  const Stop stop{
      .operation = gate::whereabouts_of(ending->notes).operations,
      .how = ending->how == worker::Ending::How::kHang ? FailureKind::kHang : FailureKind::kSignal};
  if (stop.operation == 0) return {.answer = {}, .death = std::move(death)};
  Watched second = attempt(work, limits, stop, ending);
  second.death = std::move(death);
  return second;
}

std::vector<std::optional<Answer>> aside(std::uint32_t count, int workers, const Work& work) {
  Gatherer gatherer{count};
  if (count > 0) {
    worker::run_pool(
        count, {.workers = workers, .limits = {}},
        [&](worker::Page&) { return std::make_unique<Worker>(work); }, gatherer);
  }
  return gatherer.take();
}

}  // namespace synspect::cli
