// Every rule of the judge: one per clause id. The level is not here: it stands in the tables.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "harness/history/user_call.h"
#include "harness/judge/finding.h"
#include "harness/judge/rule_list_calls.h"
#include "harness/judge/rule_list_data.h"
#include "harness/judge/rule_list_ecn.h"
#include "harness/judge/rule_list_options.h"

namespace synspect::judge {

// X(name, clause, kind)
#define SYNSPECT_JUDGE_RULES(X)                                         \
  X(kMust2, "MUST-2", kSafety)                                          \
  X(kMust3, "MUST-3", kSafety)                                          \
  X(kMust10, "MUST-10", kSafety)                                        \
  X(kMust11, "MUST-11", kLiveness)                                      \
  X(kMust12, "MUST-12", kSafety)                                        \
  X(kMust13, "MUST-13", kSafety)                                        \
  X(kMust14, "MUST-14", kSafety)                                        \
  X(kMust15, "MUST-15", kSafety)                                        \
  X(kMust16, "MUST-16", kSafety)                                        \
  X(kMust20, "MUST-20", kTiming)                                        \
  X(kMust21, "MUST-21", kTiming)                                        \
  X(kMust22, "MUST-22", kTiming)                                        \
  X(kMust23, "MUST-23", kTiming)                                        \
  X(kMust25, "MUST-25", kTiming)                                        \
  X(kMust34, "MUST-34", kLiveness)                                      \
  X(kMust35, "MUST-35", kLiveness)                                      \
  X(kMust36, "MUST-36", kLiveness)                                      \
  X(kMust37, "MUST-37", kLiveness)                                      \
  X(kMust40, "MUST-40", kTiming)                                        \
  X(kMust65, "MUST-65", kSafety)                                        \
  X(kMust66, "MUST-66", kSafety)                                        \
  X(kMust67, "MUST-67", kSafety)                                        \
  X(kMust68, "MUST-68", kSafety)                                        \
  X(kMust69, "MUST-69", kSafety)                                        \
  X(kShld10, "SHLD-10", kTiming)                                        \
  X(kShld11, "SHLD-11", kTiming)                                        \
  X(kShld14, "SHLD-14", kSafety)                                        \
  X(kShld15, "SHLD-15", kSafety)                                        \
  X(kShld16, "SHLD-16", kLiveness)                                      \
  X(kShld17, "SHLD-17", kLiveness)                                      \
  X(kShld29, "SHLD-29", kTiming)                                        \
  X(kShld30, "SHLD-30", kTiming)                                        \
  X(kReservedBits, "9293-3.1-a", kSafety)                               \
  X(kAckAlways, "9293-3.1-b", kSafety)                                  \
  X(kSynFinCount, "9293-3.4-d", kSafety)                                \
  X(kFinLast, "9293-3.4-e", kSafety)                                    \
  X(kAckPrefix, "9293-3.4-j", kSafety)                                  \
  X(kNoDataUnsynchronized, "9293-3.4.1-b", kSafety)                     \
  X(kPassiveOpen, "9293-3.5-a", kSafety)                                \
  X(kActiveOpen, "9293-3.5-b", kSafety)                                 \
  X(kCrossingSyns, "9293-3.5-c", kSafety)                               \
  X(kSynDataWaits, "9293-3.5-d", kSafety)                               \
  X(kOldDuplicateSyn, "9293-3.5-e", kLiveness)                          \
  X(kWrongSynAck, "9293-3.5-f", kLiveness)                              \
  X(kNoAckOfAck, "9293-3.5-g", kTermination)                            \
  X(kHalfOpenSyn, "9293-3.5.1-a", kLiveness)                            \
  X(kHalfOpenAck, "9293-3.5.1-b", kLiveness)                            \
  X(kListenSynAck, "9293-3.5.1-d", kLiveness)                           \
  X(kRefuseSyn, "9293-3.5.2-a", kLiveness)                              \
  X(kGroup2, "9293-3.5.2-b", kLiveness)                                 \
  X(kGroup3, "9293-3.5.2-c", kLiveness)                                 \
  X(kNoStrayReset, "9293-3.5.2-d", kSafety)                             \
  X(kNoResetOfReset, "9293-3.5.2-e", kSafety)                           \
  X(kResetInWindow, "9293-3.5.3-a", kSafety)                            \
  X(kResetTold, "9293-3.5.3-c", kSafety)                                \
  X(kAllBeforeFin, "9293-3.6-c", kEndToEnd)                             \
  X(kCloseSendsFin, "9293-3.6-d", kLiveness)                            \
  X(kPeerFin, "9293-3.6-e", kSafety)                                    \
  X(kCrossingFins, "9293-3.6-h", kLiveness)                             \
  X(kOfferedMss, "9293-3.7.1-b", kSafety)                               \
  X(kR2Closes, "9293-3.8.3-b", kTiming)                                 \
  X(kKeepAliveAnswer, "9293-3.8.4-b", kLiveness)                        \
  X(kWithinWindow, "9293-3.8.6-b", kSafety)                             \
  X(kSameOctets, "9293-3.8.6-d", kEndToEnd)                             \
  X(kProbeHasText, "9293-3.8.6.1-a", kSafety)                           \
  X(kProbeAnswered, "9293-3.8.6.1-b", kLiveness)                        \
  X(kReopeningTold, "9293-3.8.6.1-c", kLiveness)                        \
  X(kSendsInOrder, "9293-3.9.1.2-b", kEndToEnd)                         \
  X(kNoSendAfterClose, "9293-3.10.2-h", kSafety)                        \
  X(kFinAfterData, "9293-3.10.4-f", kSafety)                            \
  X(kOneFin, "9293-3.10.4-g", kSafety)                                  \
  X(kCloseWaitFin, "9293-3.10.4-h", kSafety)                            \
  X(kClosedReset, "9293-3.10.7.1-b", kSafety)                           \
  X(kClosedNoAck, "9293-3.10.7.1-c", kLiveness)                         \
  X(kClosedAck, "9293-3.10.7.1-d", kLiveness)                           \
  X(kListenReset, "9293-3.10.7.2-a", kSafety)                           \
  X(kListenAck, "9293-3.10.7.2-b", kLiveness)                           \
  X(kListenSyn, "9293-3.10.7.2-d", kLiveness)                           \
  X(kListenOther, "9293-3.10.7.2-g", kSafety)                           \
  X(kSynSentBadAck, "9293-3.10.7.3-a", kLiveness)                       \
  X(kSynSentBadAckReset, "9293-3.10.7.3-b", kSafety)                    \
  X(kSynSentReset, "9293-3.10.7.3-d", kSafety)                          \
  X(kSynSentBareReset, "9293-3.10.7.3-e", kSafety)                      \
  X(kSynSentSynAck, "9293-3.10.7.3-g", kLiveness)                       \
  X(kSynSentSyn, "9293-3.10.7.3-j", kLiveness)                          \
  X(kSynSentOther, "9293-3.10.7.3-m", kSafety)                          \
  X(kUnacceptableSynRcvd, "9293-3.10.7.4-1-synrcvd", kLiveness)         \
  X(kUnacceptableEstab, "9293-3.10.7.4-1-estab", kLiveness)             \
  X(kUnacceptableFinWait1, "9293-3.10.7.4-1-finwait1", kLiveness)       \
  X(kUnacceptableFinWait2, "9293-3.10.7.4-1-finwait2", kLiveness)       \
  X(kUnacceptableCloseWait, "9293-3.10.7.4-1-closewait", kLiveness)     \
  X(kUnacceptableClosing, "9293-3.10.7.4-1-closing", kLiveness)         \
  X(kUnacceptableLastAck, "9293-3.10.7.4-1-lastack", kLiveness)         \
  X(kUnacceptableTimeWait, "9293-3.10.7.4-1-timewait", kLiveness)       \
  X(kUnacceptableReset, "9293-3.10.7.4-1a", kSafety)                    \
  X(kInOrderToUser, "9293-3.10.7.4-1e", kEndToEnd)                      \
  X(kSynEstab, "9293-3.10.7.4-4-estab", kLiveness)                      \
  X(kSynFinWait1, "9293-3.10.7.4-4-finwait1", kLiveness)                \
  X(kSynFinWait2, "9293-3.10.7.4-4-finwait2", kLiveness)                \
  X(kSynCloseWait, "9293-3.10.7.4-4-closewait", kLiveness)              \
  X(kSynClosing, "9293-3.10.7.4-4-closing", kLiveness)                  \
  X(kSynLastAck, "9293-3.10.7.4-4-lastack", kLiveness)                  \
  X(kNoAckBit, "9293-3.10.7.4-5a", kSafety)                             \
  X(kSynRcvdBadAck, "9293-3.10.7.4-5c", kLiveness)                      \
  X(kAckedIsDone, "9293-3.10.7.4-5d", kSafety)                          \
  X(kAckOfUnsent, "9293-3.10.7.4-5g", kLiveness)                        \
  X(kFinWait1Acked, "9293-3.10.7.4-5-finwait1", kSafety)                \
  X(kClosingAcked, "9293-3.10.7.4-5-closing", kSafety)                  \
  X(kLastAckAcked, "9293-3.10.7.4-5-lastack", kSafety)                  \
  X(kTextAcked, "9293-3.10.7.4-7a", kLiveness)                          \
  X(kTextAckedFinWait1, "9293-3.10.7.4-7b", kLiveness)                  \
  X(kTextAckedFinWait2, "9293-3.10.7.4-7c", kLiveness)                  \
  X(kTextAfterFin, "9293-3.10.7.4-7g", kSafety)                         \
  X(kFinAcked, "9293-3.10.7.4-8b", kLiveness)                           \
  X(kFinEstab, "9293-3.10.7.4-8-estab", kLiveness)                      \
  X(kFinFinWait1Acked, "9293-3.10.7.4-8-finwait1-acked", kLiveness)     \
  X(kFinFinWait1Unacked, "9293-3.10.7.4-8-finwait1-unacked", kLiveness) \
  X(kFinFinWait2, "9293-3.10.7.4-8-finwait2", kLiveness)                \
  X(kFinTimeWait, "9293-3.10.7.4-8-timewait", kLiveness)                \
  X(kUserTimeout, "9293-3.10.8-a", kTiming)                             \
  X(kTimeoutFront, "9293-3.10.8-b", kLiveness)                          \
  X(kControlResent, "9293-3.10.8-c", kLiveness)                         \
  X(kTimeWaitEnds, "9293-3.10.8-d", kTiming)                            \
  X(kBlindResetOutside, "5961-3.2-1", kSafety)                          \
  X(kBlindResetExact, "5961-3.2-2", kSafety)                            \
  X(kBlindResetInside, "5961-3.2-3", kLiveness)                         \
  X(kBlindSyn, "5961-4.2-1", kLiveness)                                 \
  X(kOneAckEach, "5681-4.2-1", kTermination)                            \
  X(kNotAggressive, "6298-1", kTiming)                                  \
  X(kFirstRto, "6298-2.1", kTiming)                                     \
  X(kFirstSample, "6298-2.2", kTiming)                                  \
  X(kRttvarFirst, "6298-2.3-a", kTiming)                                \
  X(kGains, "6298-2.3-b", kTiming)                                      \
  X(kRtoRecomputed, "6298-2.3-c", kTiming)                              \
  X(kMinimumRto, "6298-2.4", kTiming)                                   \
  X(kKarn, "6298-3-a", kTiming)                                         \
  X(kNotBeforeRto, "6298-5", kTiming)                                   \
  X(kTimerRestarted, "6298-5.3", kTiming)                               \
  X(kRtoDoubles, "6298-5.5", kTiming)                                   \
  X(kRtoRestarted, "6298-5.6", kTiming)                                 \
  X(kRtoAfterSynLoss, "6298-5.7", kTiming)                              \
  X(kBackedOffUntilSample, "6298-5-a", kTiming)                         \
  SYNSPECT_JUDGE_CALL_RULES(X)                                          \
  SYNSPECT_JUDGE_DATA_RULES(X)                                          \
  SYNSPECT_JUDGE_ECN_RULES(X)                                           \
  SYNSPECT_JUDGE_OPTION_RULES(X)

enum class Rule : std::uint16_t {
#define SYNSPECT_NAME(name, clause, kind) name,
  SYNSPECT_JUDGE_RULES(SYNSPECT_NAME)
#undef SYNSPECT_NAME
};

struct RuleEntry {
  Rule rule;
  ClauseId clause;
  FindingKind kind;
};
inline constexpr RuleEntry kRules[] = {
#define SYNSPECT_ENTRY(name, clause, kind) {Rule::name, clause, FindingKind::kind},
    SYNSPECT_JUDGE_RULES(SYNSPECT_ENTRY)
#undef SYNSPECT_ENTRY
};
inline constexpr std::size_t kRuleCount = sizeof(kRules) / sizeof(kRules[0]);

[[nodiscard]] constexpr const RuleEntry& entry(Rule rule) {
  return kRules[static_cast<std::size_t>(rule)];
}

}  // namespace synspect::judge
