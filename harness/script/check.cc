#include "harness/script/check.h"

#include <algorithm>
#include <string>

#include "harness/script/failure.h"

namespace synspect::script {
namespace {

constexpr std::size_t kMaxOptionOctets = 40;  // RFC 9293 3.1: data offset is at most 15 words
constexpr std::uint64_t kSequenceSpace = std::uint64_t{1} << 32U;

struct OptionOctets {
  std::size_t operator()(option::Nop) const { return 1; }
  std::size_t operator()(option::Eol) const { return 1; }
  std::size_t operator()(option::Mss) const { return 4; }
  std::size_t operator()(option::WindowScale) const { return 3; }
  std::size_t operator()(option::SackPermitted) const { return 2; }
  std::size_t operator()(const option::Sack& sack) const { return 2 + 8 * sack.blocks.size(); }
  std::size_t operator()(option::Timestamps) const { return 10; }
  std::size_t operator()(const option::FastOpen& fo) const {
    return (fo.experimental ? 4U : 2U) + fo.cookie_hex.size() / 2;
  }
  std::size_t operator()(const option::Generic& gen) const { return 2 + gen.body_hex.size() / 2; }
  std::size_t operator()(const Unsupported&) const { return 0; }
};

[[nodiscard]] bool sends_no_stamp(const TcpOptionItem& item) {
  const auto* stamps = std::get_if<option::Timestamps>(&item);
  return stamps != nullptr && !stamps->val;
}

// Padding is the script's: silent padding would change what tests of illegal lengths mean.
void check_options(const OptionList& list, const Marks& marks) {
  std::size_t octets = list.raw_hex.size() / 2;
  for (const TcpOptionItem& item : list.items) {
    if (std::holds_alternative<Unsupported>(item)) return;  // of a length not known here
    octets += std::visit(OptionOctets{}, item);
  }
  if (octets > kMaxOptionOctets) {
    fail(marks.options, "TCP options of " + std::to_string(octets) + " octets; at most 40 fit");
  }
  if (octets % 4 != 0) {
    fail(marks.options,
         "TCP options of " + std::to_string(octets) + " octets, not a multiple of four",
         "pad with nop or eol");
  }
}

void check_sequence(const TcpPacket& packet, const Draft& draft, bool extension) {
  if (packet.seq_ignored) return;
  const std::uint64_t end = std::uint64_t{packet.seq} + packet.length;
  const bool wraps = extension && packet.seq_untranslated;
  const std::uint64_t expected = wraps ? end % kSequenceSpace : end;
  if (draft.seq_end != expected) {
    fail(draft.marks.seq_end, "the sequence range ends at " + std::to_string(draft.seq_end) +
                                  ", but " + std::to_string(packet.seq) + " + " +
                                  std::to_string(packet.length) + " is " +
                                  std::to_string(expected));
  }
}

void check_packet(const TcpPacket& packet, const Draft& draft, const Sequel& sequel) {
  const Marks& marks = draft.marks;
  const bool inbound = packet.direction == Direction::kInbound;
  check_sequence(packet, draft, sequel.extension);
  if (inbound && packet.seq_ignored) {
    fail(marks.seq, "'...' as a sequence number is for outbound packets only");
  }
  if (inbound && packet.ip.ecn == EcnMatch::kEct01) {
    fail(marks.ecn, "ect01 is for outbound packets only", "write ect0 or ect1");
  }
  if (inbound && packet.options.any) {
    fail(marks.options, "<...> is for outbound packets only", "list the options");
  }
  if (inbound && std::ranges::any_of(packet.options.items, sends_no_stamp)) {
    fail(marks.options, "'val ...' is for outbound packets only", "write TS val N");
  }
  if (inbound && !packet.window) {
    fail(marks.behind_sequence, "an inbound packet needs a window", "write win N");
  }
  check_options(packet.options, marks);
  if (!inbound && packet.extension.bad_checksum) {
    fail(marks.bad_checksum, "bad_checksum is for inbound packets only");
  }
  if (packet.extension.payload_hex && packet.extension.payload_hex->size() / 2 != packet.length) {
    fail(marks.payload, "a payload of " + std::to_string(packet.extension.payload_hex->size() / 2) +
                            " octets in a packet of length " + std::to_string(packet.length));
  }
}

// Section 6: which forms of time may stand before what.
void check_time_form(const Draft& draft) {
  const TimeSpec& time = draft.event.time;
  const bool plain = time.form == TimeForm::kAbsolute || time.form == TimeForm::kRelative;
  const auto* tcp = std::get_if<TcpPacket>(&draft.event.what);
  const auto* unsupported = std::get_if<Unsupported>(&draft.event.what);
  const bool outbound = (tcp != nullptr && tcp->direction == Direction::kOutbound) ||
                        (unsupported != nullptr && unsupported->text.starts_with('>'));
  if (!plain && !outbound) {
    fail(draft.marks.event,
         time.form == TimeForm::kAny ? "'*' as a time is for outbound packets only"
                                     : "a window of time is for outbound packets only",
         "give one time");
  }
  if (!plain && !time.from.macro && !time.to.macro && time.to.micros < time.from.micros) {
    fail(draft.marks.time_to, "the window ends before it begins");
  }
  if (!time.blocking_end) return;
  if (!std::holds_alternative<SystemCall>(draft.event.what) || !plain) {
    fail(draft.marks.blocking, "an end time (...END) is for system calls only");
  }
  if (!time.from.macro && !time.blocking_end->macro &&
      time.blocking_end->micros < time.from.micros) {
    fail(draft.marks.blocking, "the call returns before it is made",
         "after +T the end counts from the same base as T, not from T");
  }
}

void check_time_order(const Draft& draft, Sequel& sequel) {
  const TimeSpec& time = draft.event.time;
  const bool absolute = time.form == TimeForm::kAbsolute || time.form == TimeForm::kAbsoluteWindow;
  if (sequel.first) {
    const bool zero = (time.form == TimeForm::kAbsolute || time.form == TimeForm::kRelative) &&
                      !time.from.macro && time.from.micros == 0;
    if (!zero) {
      fail(draft.marks.event, "the first event must be at time 0", "write 0 or +0");
    }
  }
  if (absolute && sequel.previous_absolute && time.from.micros < *sequel.previous_absolute) {
    fail(draft.marks.event, "absolute times may not decrease");
  }
  sequel.first = false;
  sequel.previous_absolute =
      absolute ? std::optional<Micros>{time.from.micros} : std::optional<Micros>{};
}

}  // namespace

void check_event(const Draft& draft, Sequel& sequel) {
  check_time_form(draft);
  check_time_order(draft, sequel);
  if (const auto* packet = std::get_if<TcpPacket>(&draft.event.what)) {
    check_packet(*packet, draft, sequel);
  }
}

}  // namespace synspect::script
