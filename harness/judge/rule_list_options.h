// The rules about window scale, timestamps and SACK (RFC 7323, RFC 2018, RFC 2883).
#pragma once

// X(name, clause, kind)
#define SYNSPECT_JUDGE_OPTION_RULES(X)          \
  X(kSackPermittedOnSyn, "2018-2-1", kSafety)   \
  X(kSackBlock, "2018-3-1", kSafety)            \
  X(kSackUnpermitted, "2018-4-1", kSafety)      \
  X(kSackOnEach, "2018-4-3", kSafety)           \
  X(kNewestFirst, "2018-4-4", kSafety)          \
  X(kDuplicateOnly, "2883-4-1", kSafety)        \
  X(kDuplicateOnce, "2883-4-2", kSafety)        \
  X(kDuplicateEdges, "2883-4-3", kSafety)       \
  X(kScaleUnasked, "7323-2.2-2", kSafety)       \
  X(kScaleAnswered, "7323-2.3-1", kSafety)      \
  X(kScaleAtMost, "7323-2.3-4", kSafety)        \
  X(kEchoOfSyn, "7323-3.2-1", kSafety)          \
  X(kEcho, "7323-3.2-2", kSafety)               \
  X(kStampsUnasked, "7323-3.2-4", kSafety)      \
  X(kStampsStay, "7323-3.2-5", kSafety)         \
  X(kStampsOnReset, "7323-3.2-6", kSafety)      \
  X(kUnstampedText, "7323-3.2-7", kSafety)      \
  X(kStampsIgnored, "7323-3.2-9", kLiveness)    \
  X(kClockRuns, "7323-4.1-2", kTiming)          \
  X(kEchoEarliest, "7323-4.3-1", kSafety)       \
  X(kEchoAboveHole, "7323-4.3-2", kSafety)      \
  X(kEchoOfFilling, "7323-4.3-3", kSafety)      \
  X(kRecent, "7323-4.3-4", kSafety)             \
  X(kStampsModulo, "7323-5.2-1", kLiveness)     \
  X(kResetDespitePaws, "7323-5.2-3", kLiveness) \
  X(kPaws, "7323-5.3-r1", kLiveness)            \
  X(kPawsPasses, "7323-5.3-r4", kLiveness)      \
  X(kPawsForgets, "7323-5.5-1", kLiveness)      \
  X(kClockPace, "7323-5.4-2", kTiming)          \
  X(kClockForward, "7323-5.4-3", kSafety)
