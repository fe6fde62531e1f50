#include "stack/wire/options.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "stack/wire/octets.h"

namespace synspect::tcp {
namespace {

enum Kind : std::uint8_t {
  kEnd = 0,
  kNoOperation = 1,
  kMaximumSegmentSize = 2,
  kWindowScale = 3,
  kSackPermitted = 4,
  kSack = 5,
  kTimestamps = 8,
  kUserTimeout = 28,
  kFastOpen = 34,
  kExperiment = 254,  // RFC 6994: the experiment's number follows
};
constexpr std::size_t kMssLength = 4, kScaleLength = 3, kPermittedLength = 2,
                      kTimestampsLength = 10, kTimeoutLength = 4, kBlockLength = 8,
                      kExperimentLength = 4;
constexpr std::uint16_t kFastOpenExperiment = 0xf989;  // RFC 7413 8

void read_sack(std::span<const std::byte> body, SegmentOptions& options) {
  if (body.empty() || body.size() % kBlockLength != 0 || !options.sack.empty()) return;
  for (; !body.empty(); body = body.subspan(kBlockLength)) {
    options.sack.add({Seq{load32(body.data())}, Seq{load32(body.data() + 4)}});
  }
}

// 7413-4.1.1-a: of another size it is ignored.
void read_fast_open(std::span<const std::byte> cookie, bool experimental, SegmentOptions& options) {
  if (options.fast_open || !legal_cookie_size(cookie.size())) return;
  FastOpenOption& option = options.fast_open.emplace();
  option.size = static_cast<std::uint8_t>(cookie.size());
  option.experimental = experimental;
  std::ranges::copy(cookie, option.octets.begin());
}

// One option with its length octet; another length than the kind has makes it an unknown one.
void read_option(std::uint8_t kind, std::span<const std::byte> option, SegmentOptions& options) {
  const std::byte* const body = option.data() + 2;
  if (kind == kMaximumSegmentSize && option.size() == kMssLength && !options.mss) {
    options.mss = load16(body);
  } else if (kind == kTimestamps && option.size() == kTimestampsLength && !options.timestamps) {
    options.timestamps = Timestamps{load32(body), load32(body + 4)};
  } else if (kind == kSack) {
    read_sack(option.subspan(2), options);
  } else if (kind == kWindowScale && option.size() == kScaleLength && !options.window_scale) {
    options.window_scale = std::to_integer<std::uint8_t>(*body);
  } else if (kind == kSackPermitted && option.size() == kPermittedLength) {
    options.sack_permitted = true;
  } else if (kind == kUserTimeout && option.size() == kTimeoutLength && !options.user_timeout) {
    options.user_timeout = load16(body);
  } else if (kind == kFastOpen) {
    read_fast_open(option.subspan(2), false, options);
  } else if (kind == kExperiment && option.size() >= kExperimentLength &&
             load16(body) == kFastOpenExperiment) {
    read_fast_open(option.subspan(kExperimentLength), true, options);
  }
}

class Writer {
 public:
  explicit Writer(std::byte* out) : at_{out} {}

  void pad(std::size_t octets) {
    for (; octets > 0; --octets) *at_++ = std::byte{kNoOperation};
  }
  void mss(std::uint16_t mss) {
    head(kMaximumSegmentSize, kMssLength);
    store16(at_, mss);
    at_ += 2;
  }
  void window_scale(std::uint8_t shift) {
    head(kWindowScale, kScaleLength);
    *at_++ = std::byte{shift};
  }
  void sack_permitted() { head(kSackPermitted, kPermittedLength); }
  void timestamps(Timestamps timestamps) {
    head(kTimestamps, kTimestampsLength);
    store32(at_, timestamps.value);
    store32(at_ + 4, timestamps.echo);
    at_ += 8;
  }
  void user_timeout(std::uint16_t option) {
    head(kUserTimeout, kTimeoutLength);
    store16(at_, option);
    at_ += 2;
  }
  void fast_open(const FastOpenOption& option) {
    if (option.experimental) {
      head(kExperiment, kExperimentLength + option.size);
      store16(at_, kFastOpenExperiment);
      at_ += 2;
    } else {
      head(kFastOpen, 2U + option.size);
    }
    at_ = std::ranges::copy(option.cookie(), at_).out;
  }
  void sack(std::span<const SackBlock> blocks) {
    head(kSack, 2 + blocks.size() * kBlockLength);
    for (const SackBlock block : blocks) {
      store32(at_, block.begin.raw());
      store32(at_ + 4, block.end.raw());
      at_ += kBlockLength;
    }
  }

 private:
  void head(Kind kind, std::size_t length) {
    *at_++ = std::byte{kind};
    *at_++ = static_cast<std::byte>(length);
  }

  std::byte* at_;
};

// With its padding, which stands behind it.
std::size_t fast_open_size(const SegmentOptions& options) {
  if (!options.fast_open) return 0;
  const std::size_t size =
      (options.fast_open->experimental ? kExperimentLength : 2) + options.fast_open->size;
  return (size + 3) / 4 * 4;
}

std::size_t size_without_sack(const SegmentOptions& options) {
  const bool mss = options.mss.has_value(), scale = options.window_scale.has_value(),
             timestamps = options.timestamps.has_value();
  const std::size_t last = (options.user_timeout ? kTimeoutLength : 0) + fast_open_size(options);
  switch (options.layout) {
    case OptionLayout::kPadded:
      break;
    case OptionLayout::kLinux:
    case OptionLayout::kFreebsd:  // SACK-permitted takes the place of padding
      return (mss ? 4U : 0U) + (scale ? 4U : 0U) +
             (timestamps ? 12U : (options.sack_permitted ? 4U : 0U)) + last;
  }
  return (mss ? 4U : 0U) + (scale ? 4U : 0U) + (options.sack_permitted ? 4U : 0U) +
         (timestamps ? 12U : 0U) + last;
}

// How many blocks find room behind the rest.
std::size_t blocks_that_fit(const SegmentOptions& options) {
  const std::size_t room = kMostOptionOctets - size_without_sack(options);
  return room < 4 + kBlockLength ? 0 : std::min(options.sack.size(), (room - 4) / kBlockLength);
}

void write_padded(const SegmentOptions& options, Writer& writer) {
  if (options.mss) writer.mss(*options.mss);
  if (options.window_scale) {
    writer.pad(1);
    writer.window_scale(*options.window_scale);
  }
  if (options.sack_permitted) {
    writer.pad(2);
    writer.sack_permitted();
  }
  if (options.timestamps) {
    writer.pad(2);
    writer.timestamps(*options.timestamps);
  }
}

void write_permitted_and_timestamps(const SegmentOptions& options, Writer& writer) {
  if (options.sack_permitted) {
    writer.sack_permitted();
  } else {
    writer.pad(2);
  }
  writer.timestamps(*options.timestamps);
}

void write_linux(const SegmentOptions& options, Writer& writer) {
  if (options.mss) writer.mss(*options.mss);
  if (options.timestamps) {
    write_permitted_and_timestamps(options, writer);
  } else if (options.sack_permitted) {
    writer.pad(2);
    writer.sack_permitted();
  }
  if (options.window_scale) {
    writer.pad(1);
    writer.window_scale(*options.window_scale);
  }
}

void write_freebsd(const SegmentOptions& options, Writer& writer) {
  if (options.mss) writer.mss(*options.mss);
  if (options.window_scale) {
    writer.pad(1);
    writer.window_scale(*options.window_scale);
  }
  if (options.timestamps) {
    write_permitted_and_timestamps(options, writer);
  } else if (options.sack_permitted) {
    writer.sack_permitted();
    // Then the end of the list, twice: zeros are there. What follows needs padding instead.
    if (options.user_timeout || options.fast_open || !options.sack.empty()) writer.pad(2);
  }
}

}  // namespace

ParsedOptions parse_options(std::span<const std::byte> octets) {
  ParsedOptions parsed;
  while (!octets.empty()) {
    const auto kind = std::to_integer<std::uint8_t>(octets[0]);
    if (kind == kEnd) break;  // what follows is padding, whatever it holds
    if (kind == kNoOperation) {
      octets = octets.subspan(1);  // options may begin at any octet (MUST-64)
      continue;
    }
    const std::size_t length = octets.size() < 2 ? 0 : std::to_integer<std::size_t>(octets[1]);
    if (length < 2 || length > octets.size()) {
      parsed.malformed = true;
      break;
    }
    // MUST-6: whatever else it is, its length octet leads past it.
    read_option(kind, octets.first(length), parsed.options);
    octets = octets.subspan(length);
  }
  return parsed;
}

std::size_t options_size(const SegmentOptions& options) {
  if (options.none()) return 0;
  const std::size_t blocks = blocks_that_fit(options);
  return size_without_sack(options) + (blocks == 0 ? 0 : 4 + blocks * kBlockLength);
}

void write_options(const SegmentOptions& options, std::byte* out) {
  Writer writer{out};
  switch (options.layout) {
    case OptionLayout::kPadded:
      write_padded(options, writer);
      break;
    case OptionLayout::kLinux:
      write_linux(options, writer);
      break;
    case OptionLayout::kFreebsd:
      write_freebsd(options, writer);
      break;
  }
  if (options.user_timeout) writer.user_timeout(*options.user_timeout);
  if (options.fast_open) {
    writer.fast_open(*options.fast_open);
    // Cookies are of even size, as are both heads. Zeros are there: the end of the list.
    const bool ends = options.layout == OptionLayout::kFreebsd && options.sack.empty();
    const std::size_t head = options.fast_open->experimental ? kExperimentLength : 2;
    if (!ends && (head + options.fast_open->size) % 4 != 0) writer.pad(2);
  }
  const std::size_t blocks = blocks_that_fit(options);
  if (blocks == 0) return;
  writer.pad(2);
  writer.sack(options.sack.view().first(blocks));
}

}  // namespace synspect::tcp
