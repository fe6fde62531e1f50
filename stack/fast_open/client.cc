#include "stack/fast_open/client.h"

#include <algorithm>

#include "stack/wire/options.h"

namespace synspect::tcp {
void add_fast_open(Tcb& tcb, const FastOpening& opening, Effects& effects) {
  if (!tcb.send_queue.empty()) return;  // from an earlier life: in order or not at all
  Segment& syn = effects.transmit.back();
  syn.options.fast_open = opening.option;
  const std::size_t options = options_size(syn.options);
  if (options > kMostOptionOctets) {  // 7413-4.2.2-a
    syn.options.fast_open.reset();
    return;
  }
  tcb.fast_open = FastOpen::kTried;
  if (opening.option.asks()) return;  // 7413-4.2.1-a
  // 7413-4.2.2-b, 9293-3.7.1-b: within the server's MSS, options included.
  const std::size_t room = opening.mss - std::min<std::size_t>(opening.mss, options);
  const std::size_t length =
      std::min({opening.text.size(), room, std::size_t{tcb.profile->send_buffer}});
  if (length == 0) return;
  tcb.send_queue.append(opening.text.first(length));
  tcb.pushed = static_cast<std::uint32_t>(length);
  tcb.snd_nxt = tcb.snd_nxt + SeqLen{tcb.pushed};
  syn.payload = tcb.send_queue.view();
  syn.psh = true;  // MUST-61
  effects.octets = length;
}

void follow_syn_text(Tcb& tcb, Seq ack) {
  if (tcb.fast_open != FastOpen::kTried || ack == tcb.snd_nxt) return;
  tcb.recover = tcb.snd_nxt;
  tcb.resend_next = ack;
}

}  // namespace synspect::tcp
