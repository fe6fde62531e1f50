#include "fuzzers/codec/datagram_inputs.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "fuzzers/inputs.h"
#include "harness/network/prng.h"

namespace synspect::codec {
namespace {

using network::Prng;
using Octets = std::vector<std::uint8_t>;

std::uint8_t octet(Prng& chance) { return static_cast<std::uint8_t>(chance.below(256)); }

void append(Octets& to, std::initializer_list<unsigned> octets) {
  for (const unsigned o : octets) to.push_back(static_cast<std::uint8_t>(o));
}
void append_by_chance(Octets& to, std::size_t count, Prng& chance) {
  for (std::size_t i = 0; i < count; ++i) to.push_back(octet(chance));
}

// One TCP option: those of the RFCs with their lengths, some with others, some unheard of.
void append_option(Octets& to, Prng& chance) {
  struct Known {
    std::uint8_t kind, length;
  };
  // MSS, window scale, SACK permitted, SACK, timestamps, MD5, TCP-AO, fast open, an experiment
  static constexpr Known kKnown[] = {{2, 4},  {3, 3},   {4, 2},  {5, 10}, {5, 18},
                                     {8, 10}, {19, 18}, {29, 4}, {34, 6}, {254, 8}};
  const std::uint64_t form = chance.below(16);
  if (form < 3) return append(to, {1});               // NOP
  if (form == 3) return append(to, {0});              // EOL
  if (form == 4) return append(to, {octet(chance)});  // no length octet, perhaps
  const Known& known = kKnown[chance.below(std::size(kKnown))];
  const bool wrong = form == 5;
  const std::uint8_t kind = form == 6 ? octet(chance) : known.kind;
  const std::uint8_t length = wrong ? static_cast<std::uint8_t>(chance.below(8)) : known.length;
  append(to, {kind, length});
  if (length > 2) append_by_chance(to, length - std::size_t{2}, chance);
}

Octets options(Prng& chance) {
  constexpr std::size_t kMost = 40;
  Octets made;
  if (!chance.one_in(4)) {
    for (std::uint64_t left = chance.below(6); left > 0; --left) append_option(made, chance);
  }
  while (made.size() % 4 != 0) made.push_back(chance.one_in(8) ? octet(chance) : std::uint8_t{0});
  if (made.size() > kMost) made.resize(kMost);
  return made;
}

// Without checksum.
void append_segment(Octets& to, Prng& chance) {
  const Octets option_octets = options(chance);
  append_by_chance(to, 4 + 4 + 4, chance);
  to.push_back(static_cast<std::uint8_t>((5 + option_octets.size() / 4) * 16 +
                                         (chance.one_in(8) ? chance.below(16) : 0)));
  append_by_chance(to, 1 + 2, chance);  // control bits, window
  append(to, {0, 0});
  append_by_chance(to, 2, chance);
  to.insert(to.end(), option_octets.begin(), option_octets.end());
  if (!chance.one_in(3)) append_by_chance(to, chance.below(24), chance);
}

void append_header4(Octets& to, Prng& chance) {
  const std::size_t option_words = chance.one_in(4) ? chance.below(11) : 0;
  append(to, {static_cast<unsigned>(0x45 + option_words), octet(chance), 0, 0});
  append_by_chance(to, 2, chance);
  append(to, {chance.one_in(2) ? 0x40U : 0U, 0U, octet(chance), 6U, 0U, 0U});
  append_by_chance(to, 8 + option_words * 4, chance);
}

void append_header6(Octets& to, Prng& chance) {
  static constexpr std::array<std::uint8_t, 6> kExtensions{60, 43, 60, 43, 0, 44};
  Octets chain;  // kinds of the extension headers, in order
  if (chance.one_in(3)) chain.push_back(0);
  if (chance.one_in(3)) {
    for (std::uint64_t left = chance.below(4); left > 0; --left) {
      chain.push_back(kExtensions[chance.below(chance.one_in(4) ? 6 : 4)]);
    }
  }
  chain.push_back(6);
  append(to, {static_cast<unsigned>(0x60 + chance.below(16))});
  append_by_chance(to, 3, chance);
  append(to, {0, 0, chain.front(), octet(chance)});
  append_by_chance(to, 32, chance);
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    const unsigned words = chain[i] != 44 && chance.one_in(3) ? 1 : 0;
    const unsigned segments_left = chance.one_in(6) ? octet(chance) : 0;
    append(to, {chain[i + 1], words, octet(chance), segments_left});
    append_by_chance(to, 4 + words * std::size_t{8}, chance);
  }
}

Octets made_anew(Prng& chance) {
  Octets made;
  if (chance.one_in(2)) {
    append_header4(made, chance);
  } else {
    append_header6(made, chance);
  }
  append_segment(made, chance);
  repair_length(made);
  repair_checksums(made);
  return made;
}

// A place in the datagram that some header gives a meaning to.
std::size_t place(const Octets& datagram, Prng& chance) {
  const std::size_t tcp = tcp_begins(datagram);
  // Version and IHL, length, flags, protocol, TTL; of IPv6 length and next header.
  static constexpr std::size_t kIp[] = {0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  // Data offset, control bits, checksum, then the options.
  static constexpr std::size_t kTcp[] = {12, 13, 16, 17, 18, 20, 21, 22, 23, 24, 25, 26, 27};
  switch (chance.below(4)) {
    case 0:
      return kIp[chance.below(std::size(kIp))];
    case 1:
      return tcp + kTcp[chance.below(std::size(kTcp))];
    case 2:
      return chance.below(std::max<std::size_t>(tcp, 1));
    default:  // of four numbers
      return chance.below(std::max<std::size_t>(datagram.size(), 1));
  }
}

std::uint8_t value(std::uint8_t old, Prng& chance) {
  static constexpr std::uint8_t kTelling[] = {0,  1,  2,  3,  4,  5,    6,  8,
                                              10, 40, 43, 44, 60, 0x7f, 255};
  switch (chance.below(4)) {
    case 0:
      return static_cast<std::uint8_t>(old ^ (1U << chance.below(8)));
    case 1:
      return static_cast<std::uint8_t>(old + (chance.one_in(2) ? 1U : 255U));
    case 2:
      return kTelling[chance.below(std::size(kTelling))];
    default:  // of four numbers
      return octet(chance);
  }
}

// Puts options in, or others in their place, with the data offset that they ask for.
void change_options(Octets& datagram, Prng& chance) {
  const std::size_t tcp = tcp_begins(datagram);
  if (datagram.size() < tcp + 20) return;
  const std::size_t old =
      std::min<std::size_t>(datagram[tcp + 12] / 16U < 5 ? 0 : datagram[tcp + 12] / 16U * 4U - 20U,
                            datagram.size() - tcp - 20);
  const Octets now = options(chance);
  const auto at = datagram.begin() + static_cast<std::ptrdiff_t>(tcp) + 20;
  datagram.insert(datagram.erase(at, at + static_cast<std::ptrdiff_t>(old)), now.begin(),
                  now.end());
  datagram[tcp + 12] =
      static_cast<std::uint8_t>((5 + now.size() / 4) * 16 + datagram[tcp + 12] % 16);
  repair_length(datagram);
}

void change(Octets& datagram, Prng& chance) {
  switch (chance.below(8)) {
    case 0:
      return change_options(datagram, chance);
    case 1:
      datagram.resize(chance.below(datagram.size() + 1));  // cut
      return;
    case 2:
      return append_by_chance(datagram, 1 + chance.below(12), chance);  // padding, or text
    default: {                                                          // of eight numbers
      const std::size_t at = place(datagram, chance);
      if (at < datagram.size()) datagram[at] = value(datagram[at], chance);
    }
  }
}

}  // namespace

std::size_t mutate_datagram(std::span<std::uint8_t> lent, std::size_t size, std::uint64_t seed) {
  Prng chance{seed};
  if (size < 20 || chance.one_in(16)) return put(made_anew(chance), lent);
  Octets datagram(lent.begin(),
                  lent.begin() + static_cast<std::ptrdiff_t>(std::min(size, lent.size())));
  for (std::uint64_t left = 1 + chance.below(4); left > 0; --left) change(datagram, chance);
  if (chance.one_in(2)) repair_length(datagram);
  if (!chance.one_in(8)) repair_checksums(datagram);
  return put(datagram, lent);
}

std::size_t cross_datagrams(std::span<const std::uint8_t> first,
                            std::span<const std::uint8_t> second, std::span<std::uint8_t> out,
                            std::uint64_t seed) {
  Prng chance{seed};
  const std::size_t head = tcp_begins(first), rest = tcp_begins(second);
  Octets datagram(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(head));
  datagram.insert(datagram.end(), second.begin() + static_cast<std::ptrdiff_t>(rest), second.end());
  repair_length(datagram);
  if (!chance.one_in(8)) repair_checksums(datagram);
  return put(datagram, out);
}

}  // namespace synspect::codec
