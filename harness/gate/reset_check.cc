#include "harness/gate/reset_check.h"

#include <utility>

#include "harness/gate/encoding.h"
#include "harness/gate/loss.h"
#include "harness/gate/refusal.h"
#include "harness/gate/watched_stack.h"
#include "harness/worker/pool.h"

namespace synspect::gate {
namespace {

using drive::SelfCheck;

class CheckLabour final : public worker::Labour {
 public:
  CheckLabour(const StackFactory& make_stack, worker::Page& page) : notes_{page} {
    notes_.cause(Operation::kLoad, 0);
    notes_.enter(Operation::kLoad);
    auto stack = make_stack();
    auto other = make_stack();
    notes_.leave();
    stack_ = watched(std::move(stack), 0, notes_);
    other_ = watched(std::move(other), 1, notes_);
  }

  void perform(std::uint32_t /*task*/, worker::Post& post) override {
    const SelfCheck check = drive::check_reset(*stack_, *other_);
    Encoder to;
    to.put(check.verdict);
    to.put(check.what);
    post.done(to.octets());
  }

 private:
  Notes notes_;
  std::unique_ptr<StackUnderTest> stack_;
  std::unique_ptr<StackUnderTest> other_;
};

class CheckOverseer final : public worker::Overseer {
 public:
  explicit CheckOverseer(const worker::Limits& limits) : limits_{limits} {}

  bool part(std::uint32_t /*task*/, std::span<const std::byte> /*payload*/) override {
    return false;
  }
  bool done(std::uint32_t /*task*/, std::span<const std::byte> payload) override {
    Decoder from{payload};
    check_.verdict = from.one_of(SelfCheck::Verdict::kNotTried);
    check_.what = from.text();
    return from.at_end();
  }
  void again(std::uint32_t /*task*/) override {}
  void lost(std::uint32_t /*task*/, const worker::Ending& ending) override { broken(ending); }
  void never_hired(const worker::Ending& ending) override { broken(ending); }
  void lost_at_the_end(const worker::Ending& ending) override { broken(ending); }

  [[nodiscard]] const SelfCheck& check() const { return check_; }

 private:
  void broken(const worker::Ending& ending) {
    check_ = {SelfCheck::Verdict::kBroken,
              run_cut_short(ending, limits_).findings.front().finding.observed};
  }

  const worker::Limits& limits_;
  SelfCheck check_;
};

}  // namespace

SelfCheck check_reset_forked(const StackFactory& make_stack, const worker::Limits& limits) {
  CheckOverseer overseer{limits};
  try {
    worker::run_pool(
        1, {.workers = 1, .limits = limits},
        [&](worker::Page& page) -> std::unique_ptr<worker::Labour> {
          try {
            return std::make_unique<CheckLabour>(make_stack, page);
          } catch (const CannotLoad& error) {
            throw refusal_of(error);
          }
        },
        overseer);
  } catch (const worker::Refused& refused) {
    throw_refused(refused);
  }
  return overseer.check();
}

}  // namespace synspect::gate
