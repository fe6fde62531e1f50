#include "harness/cli/aside.h"

#include <exception>
#include <memory>
#include <span>
#include <utility>

#include "harness/gate/encoding.h"
#include "harness/worker/frame.h"
#include "harness/worker/pool.h"

namespace synspect::cli {
namespace {

using Work = std::function<Answer(std::uint32_t)>;

class Worker final : public worker::Labour {
 public:
  explicit Worker(const Work& work) : work_{work} {}

  void perform(std::uint32_t task, worker::Post& post) override {
    Answer answer;
    try {
      answer = work_(task);
    } catch (const std::exception&) {
      answer.clear();
    }
    gate::Encoder to;
    to.list(answer, [&](const std::string& text) { to.put(std::string_view{text}); });
    if (to.octets().size() > worker::kMostPayload) {
      to.clear();
      to.put(std::uint32_t{0});
    }
    post.done(to.octets());
  }

 private:
  const Work& work_;
};

class Gatherer final : public worker::Overseer {
 public:
  explicit Gatherer(std::uint32_t count) : answers_(count) {}

  bool part(std::uint32_t, std::span<const std::byte>) override { return false; }
  bool done(std::uint32_t task, std::span<const std::byte> payload) override {
    gate::Decoder from{payload};
    Answer answer;
    from.list([&] { answer.push_back(from.text()); });
    if (!from.at_end()) return false;
    if (!answer.empty()) answers_[task] = std::move(answer);
    return true;
  }
  void again(std::uint32_t task) override { answers_[task].reset(); }
  void lost(std::uint32_t, const worker::Ending&) override {}
  void never_hired(const worker::Ending&) override {}
  void lost_at_the_end(const worker::Ending&) override {}

  std::vector<std::optional<Answer>> take() { return std::move(answers_); }

 private:
  std::vector<std::optional<Answer>> answers_;
};

}  // namespace

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
