// The rules about user calls (RFC 9293 3.10.1 to 3.10.6) and about what a reset does by state.
#pragma once

// X(name, clause, kind)
#define SYNSPECT_JUDGE_CALL_RULES(X)                                    \
  X(kMust41, "MUST-41", kLiveness)                                      \
  X(kMust46, "MUST-46", kSafety)                                        \
  X(kHalfOpenText, "9293-3.5.1-c", kLiveness)                           \
  X(kOpenFailureTold, "9293-3.8.3-d", kSafety)                          \
  X(kPassiveOpenServes, "9293-3.10.1-a", kLiveness)                     \
  X(kOpenNoRemote, "9293-3.10.1-b", kSafety)                            \
  X(kOpenSendsSyn, "9293-3.10.1-c", kLiveness)                          \
  X(kListenOpens, "9293-3.10.1-f", kLiveness)                           \
  X(kListenOpenNoRemote, "9293-3.10.1-g", kSafety)                      \
  X(kOpenExists, "9293-3.10.1-h", kSafety)                              \
  X(kSendClosed, "9293-3.10.2-a", kSafety)                              \
  X(kListenSends, "9293-3.10.2-b", kLiveness)                           \
  X(kSendListen, "9293-3.10.2-c", kSafety)                              \
  X(kSendQueued, "9293-3.10.2-d", kLiveness)                            \
  X(kSendSegments, "9293-3.10.2-e", kLiveness)                          \
  X(kReceiveClosed, "9293-3.10.3-a", kSafety)                           \
  X(kReceiveEarly, "9293-3.10.3-b", kSafety)                            \
  X(kReceiveWaits, "9293-3.10.3-c", kSafety)                            \
  X(kReceiveRest, "9293-3.10.3-e", kSafety)                             \
  X(kReceiveClosing, "9293-3.10.3-f", kSafety)                          \
  X(kCloseClosed, "9293-3.10.4-a", kSafety)                             \
  X(kCloseListen, "9293-3.10.4-b", kLiveness)                           \
  X(kCloseSynSent, "9293-3.10.4-c", kLiveness)                          \
  X(kCloseSynReceived, "9293-3.10.4-d", kLiveness)                      \
  X(kCloseWaitsForText, "9293-3.10.4-e", kSafety)                       \
  X(kCloseAgain, "9293-3.10.4-i", kSafety)                              \
  X(kAbortClosed, "9293-3.10.5-a", kSafety)                             \
  X(kAbortListen, "9293-3.10.5-b", kLiveness)                           \
  X(kAbortSynSent, "9293-3.10.5-c", kSafety)                            \
  X(kAbortResets, "9293-3.10.5-d", kLiveness)                           \
  X(kAbortEnds, "9293-3.10.5-e", kSafety)                               \
  X(kAbortQuiet, "9293-3.10.5-f", kSafety)                              \
  X(kStatus, "9293-3.10.6-a", kSafety)                                  \
  X(kResetSynRcvdPassive, "9293-3.10.7.4-2-synrcvd-passive", kLiveness) \
  X(kResetSynRcvdActive, "9293-3.10.7.4-2-synrcvd-active", kLiveness)   \
  X(kResetEstab, "9293-3.10.7.4-2-estab", kLiveness)                    \
  X(kResetFinWait1, "9293-3.10.7.4-2-finwait1", kLiveness)              \
  X(kResetFinWait2, "9293-3.10.7.4-2-finwait2", kLiveness)              \
  X(kResetCloseWait, "9293-3.10.7.4-2-closewait", kLiveness)            \
  X(kResetClosing, "9293-3.10.7.4-2-closing", kLiveness)                \
  X(kResetLastAck, "9293-3.10.7.4-2-lastack", kLiveness)                \
  X(kResetTimeWait, "9293-3.10.7.4-2-timewait", kLiveness)
