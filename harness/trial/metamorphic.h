// Runs that must come out alike: what the RFCs say has no influence is changed, and the outcomes
// are compared.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/trial/tap.h"
#include "harness/trial/trial.h"

namespace synspect::trial {

enum class Relation : std::uint8_t {
  kTranslation,  // both streams begin elsewhere on the circle of sequence numbers (9293-3.4)
  kPadding,      // NOPs ahead of the options of the peer (MUST-5)
  kDuplicates,   // a segment of the peer arrives twice (9293-3.10.7.4-1)
};
inline constexpr Relation kRelations[] = {Relation::kTranslation, Relation::kPadding,
                                          Relation::kDuplicates};
[[nodiscard]] std::string_view to_string(Relation relation);

class Metamorphic final : public Trial {
 public:
  explicit Metamorphic(const MakeStack& make);

  using Trial::objects;
  [[nodiscard]] scenario::Shape shape() const override { return scenario::Shape::kOneEndpoint; }
  [[nodiscard]] bool objects(const scenario::Scenario& scenario) override;  // in every relation
  [[nodiscard]] std::vector<Objection> objections() const override { return objections_; }
  // The plain run of the relation that failed first.
  [[nodiscard]] Kept keep(const scenario::Scenario& scenario) override;
  void listen(Listener listener) override;

  // Nothing: both runs came out alike. Else what differs first.
  [[nodiscard]] std::optional<Objection> compare(const scenario::Scenario& scenario,
                                                 Relation relation);

 private:
  std::unique_ptr<StackUnderTest> stack_;
  History plain_, twisted_;
  Tap plain_tap_{plain_}, twisted_tap_{twisted_};
  drive::ScenarioRunner plain_run_, twisted_run_;
  std::vector<Objection> objections_;
};

}  // namespace synspect::trial
