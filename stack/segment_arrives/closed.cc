#include "stack/segment_arrives/closed.h"

#include "stack/send/emit.h"

namespace synspect::tcp {

namespace {

Segment reset_for(const Segment& segment) {
  if (segment.ack_flag) return reset_at(segment.ack);  // 9293-3.10.7.1-d, 9293-3.5.1-c
  Segment reset = reset_at(Seq{0});  // 9293-3.10.7.1-c, 9293-3.5.2-a, 9293-3.10.7.1-a
  reset.ack_flag = true;
  reset.ack = segment.seq + segment.length();
  return reset;
}

}  // namespace

std::optional<Segment> answer_in_closed(const Segment& segment, const Profile& profile) {
  if (segment.rst) return std::nullopt;  // 9293-3.10.7.1-b
  Segment reset = reset_for(segment);
  if (profile.timestamps && segment.options.timestamps) {
    reset.options.timestamps = {0, segment.options.timestamps->value};  // 7323-5.2-2
  }
  return reset;
}

}  // namespace synspect::tcp
