// ScenarioUser backwards: a call that was made becomes the Calls that make it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/drive/seed_lanes.h"
#include "harness/history/observation.h"
#include "harness/scenario/event.h"

namespace synspect::drive {

class InverseCall {
 public:
  explicit InverseCall(SeedLanes& lanes) : lanes_{&lanes} {}

  struct Said {
    std::vector<scenario::Call> events;  // none: part of another call, which says it
    std::string left_out;                // empty: nothing
  };
  [[nodiscard]] Said say(const CallSeen& seen);

 private:
  using Kind = scenario::Call::Kind;

  [[nodiscard]] Said one(const call::Socket& call, const CallResult& result);
  [[nodiscard]] Said one(const call::Bind& call, const CallResult& result);
  [[nodiscard]] Said one(const call::Listen& call, const CallResult& result);
  [[nodiscard]] Said one(const call::Accept& call, const CallResult& result);
  [[nodiscard]] Said one(const call::Connect& call, const CallResult& result);
  [[nodiscard]] Said one(const call::Send& call, const CallResult& result);
  [[nodiscard]] Said one(const call::Receive& call, const CallResult& result);
  [[nodiscard]] Said one(const call::Shutdown& call, const CallResult& result);
  [[nodiscard]] Said one(const call::Close& call, const CallResult& result);
  [[nodiscard]] Said one(const call::SetOption& call, const CallResult& result);
  [[nodiscard]] Said one(const call::GetOption& call, const CallResult& result);
  [[nodiscard]] Said one(const call::Name& call, const CallResult& result);
  [[nodiscard]] Said one(const call::Open& call, const CallResult& result);
  [[nodiscard]] Said one(const call::RfcSend& call, const CallResult& result);
  [[nodiscard]] Said one(const call::RfcReceive& call, const CallResult& result);
  [[nodiscard]] Said one(const call::RfcClose& call, const CallResult& result);
  [[nodiscard]] Said one(const call::Abort& call, const CallResult& result);
  [[nodiscard]] Said one(const call::Status& call, const CallResult& result);
  [[nodiscard]] Said one(const call::Poll& call, const CallResult& result);

  // A call on a handle that has a lane.
  [[nodiscard]] Said on(Handle handle, Kind kind, std::uint8_t amount = 0,
                        std::uint8_t option = 0) const;
  // A socket is opened by the one call that makes it, too; what was set before comes after.
  [[nodiscard]] Said opened(Handle handle, Kind kind, std::uint8_t lane);

  SeedLanes* lanes_;
  std::map<Handle, std::vector<std::uint8_t>> options_;  // set before there was a connection
};

}  // namespace synspect::drive
