// System calls as text. Depth is bounded: the parser refuses more than kMaxDepth brackets.
#include "harness/script/print_parts.h"

namespace synspect::script {
namespace {

void put(std::string& out, const Expression& expression);

void put_all(std::string& out, const std::vector<Expression>& list, std::string_view separator) {
  for (const Expression& item : list) {
    if (&item != &list.front()) out += separator;
    put(out, item);
  }
}

void put(std::string& out, Integer integer) {
  if (integer.hex) {
    put_hex(out, static_cast<std::uint64_t>(integer.value));
  } else {
    out += std::to_string(integer.value);
  }
}

void put(std::string& out, const Member& member) {
  if (!member.name.empty()) {
    out += member.name;
    if (!member.argument.empty()) {
      out += '(';
      put_all(out, member.argument, ", ");
      out += ')';
    }
    out += '=';
  }
  put_all(out, member.value, ", ");
}

struct PutExpression {
  std::string& out;
  void operator()(Integer integer) const { put(out, integer); }
  void operator()(const Word& word) const { out += word.name; }
  void operator()(Ellipsis) const { out += "..."; }
  void operator()(const Quoted& quoted) const { put_quoted(out, quoted.octets); }
  void operator()(const BitOr& both) const { put_all(out, both.terms, "|"); }
  void operator()(const List& list) const {
    out += '[';
    put_all(out, list.items, ", ");
    out += ']';
  }
  void operator()(const Struct& structure) const {
    out += '{';
    for (const Member& member : structure.members) {
      if (&member != &structure.members.front()) out += ", ";
      put(out, member);
    }
    out += '}';
  }
  void operator()(const FunctionCall& function) const {
    out += function.name + '(';
    put_all(out, function.arguments, ", ");
    out += ')';
  }
};

void put(std::string& out, const Expression& expression) {
  std::visit(PutExpression{out}, expression.value);
}

}  // namespace

void put(std::string& out, const SystemCall& call) {
  out += call.name + '(';
  put_all(out, call.arguments, ", ");
  out += ") = ";
  put(out, call.result);
  if (!call.error.empty()) out += ' ' + call.error;
  if (!call.comment.empty()) out += " (" + call.comment + ')';
}

void put_hex(std::string& out, std::uint64_t value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string reversed;
  do {
    reversed += kDigits[value % 16];
    value /= 16;
  } while (value != 0);
  out += "0x";
  out.append(reversed.rbegin(), reversed.rend());
}

void put_quoted(std::string& out, std::string_view octets) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += '"';
  for (const char c : octets) {
    const auto octet = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (octet >= ' ' && octet < 0x7F) {
      out += c;
    } else {
      out += "\\x";
      out += kDigits[octet / 16];
      out += kDigits[octet % 16];
    }
  }
  out += '"';
}

}  // namespace synspect::script
