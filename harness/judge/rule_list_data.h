// The rules about the flow of data: sizes, PUSH, small segments, acknowledgments, urgent data.
#pragma once

// X(name, clause, kind)
#define SYNSPECT_JUDGE_DATA_RULES(X)              \
  X(kMust1, "MUST-1", kLiveness)                  \
  X(kMust60, "MUST-60", kLiveness)                \
  X(kMust61, "MUST-61", kSafety)                  \
  X(kShld5, "SHLD-5", kSafety)                    \
  X(kShld28, "SHLD-28", kSafety)                  \
  X(kPushedLast, "9293-3.9.1.2-a", kSafety)       \
  X(kPushedAtOnce, "9293-3.8.6.2.1-b", kLiveness) \
  X(kWindowOfNewest, "9293-3.8.6-a", kSafety)     \
  X(kBlindDataTaken, "5961-5.2-1", kLiveness)     \
  X(kBlindData, "5961-5.2-2", kLiveness)          \
  X(kMay12, "MAY-12", kLiveness)                  \
  X(kMust17, "MUST-17", kLiveness)                \
  X(kMust38, "MUST-38", kSafety)                  \
  X(kMust39, "MUST-39", kSafety)                  \
  X(kMust59, "MUST-59", kSafety)                  \
  X(kShld7, "SHLD-7", kSafety)                    \
  X(kShld18, "SHLD-18", kTiming)                  \
  X(kShld19, "SHLD-19", kLiveness)                \
  X(kShld31, "SHLD-31", kLiveness)                \
  X(kNagle, "9293-3.7.4-a", kSafety)              \
  X(kFullAtOnce, "9293-3.8.6.2.1-a", kLiveness)   \
  X(kHalfAtOnce, "9293-3.8.6.2.1-c", kLiveness)   \
  X(kOverride, "9293-3.8.6.2.1-d", kTiming)       \
  X(kEdgeInSteps, "9293-3.8.6.2.2-a", kSafety)    \
  X(kAheadAckedAtOnce, "5681-3.2-1", kLiveness)   \
  X(kHoleAckedAtOnce, "5681-3.2-2", kLiveness)    \
  X(kMust30, "MUST-30", kSafety)                  \
  X(kMust32, "MUST-32", kLiveness)                \
  X(kMust62, "MUST-62", kSafety)                  \
  X(kOneMark, "9293-3.8.5-b", kSafety)            \
  X(kMarkWithinText, "9293-3.8.5-c", kSafety)     \
  X(kSenselessMark, "9293-3.8.5-d", kSafety)      \
  X(kUrgentGoesOut, "9293-3.10.2-g", kSafety)     \
  X(kUrgentTold, "9293-3.10.7.4-6a", kLiveness)   \
  X(kUrgentToldOnce, "9293-3.10.7.4-6b", kSafety) \
  X(kUrgentAfterFin, "9293-3.10.7.4-6c", kSafety)
