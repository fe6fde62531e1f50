// One datagram of a history as a packet line. A line is only made if the driver, reading it, would
// write or accept that very datagram; the flow is moved on as the driver's would be.
#pragma once

#include <optional>
#include <variant>

#include "harness/drive/flow.h"
#include "harness/drive/script_config.h"
#include "harness/history/observation.h"
#include "harness/script/ast.h"

namespace synspect::drive {

// `keep_octets` as in LowerOptions.
//
// What was delivered: a packet if the language has words for it, else the whole datagram. Fields
// that TCP does not read (time to live, IP identification) are the driver's own.
[[nodiscard]] std::variant<script::TcpPacket, script::RawPacket> inbound_line(
    const SegmentSeen& seen, Flow& flow, bool keep_octets);

// What was emitted; nothing when no line could take it.
[[nodiscard]] std::optional<script::TcpPacket> outbound_line(const SegmentSeen& seen, Flow& flow,
                                                             const ScriptConfig& config,
                                                             bool keep_octets);

// True when the line needs `--synspect=1`.
[[nodiscard]] bool needs_extension(const script::TcpPacket& packet);

}  // namespace synspect::drive
