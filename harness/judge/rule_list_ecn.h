// The rules about explicit congestion notification (RFC 3168).
#pragma once

// X(name, clause, kind)
#define SYNSPECT_JUDGE_ECN_RULES(X)         \
  X(kEcnUnasked, "3168-6.1.1-1", kSafety)   \
  X(kEcnSetupForm, "3168-6.1.1-2", kSafety) \
  X(kEctUnagreed, "3168-6.1.1-3", kSafety)  \
  X(kEcnPlainForm, "3168-6.1.1-6", kSafety) \
  X(kEctOnSyn, "3168-6.1.1-7", kSafety)     \
  X(kEct0Only, "3168-5-1", kSafety)         \
  X(kEctOnAck, "3168-6.1.4-1", kSafety)     \
  X(kEctResent, "3168-6.1.5-1", kSafety)    \
  X(kEctOnProbe, "3168-6.1.6-1", kSafety)   \
  X(kCwrAnswers, "3168-6.1.2-5", kSafety)   \
  X(kCwrResent, "3168-6.1.2-6", kSafety)    \
  X(kMarkEchoed, "3168-6.1.3-1", kSafety)   \
  X(kEchoStays, "3168-6.1.3-2", kSafety)    \
  X(kMarkEchoedAgain, "3168-6.1.3-3", kSafety)
