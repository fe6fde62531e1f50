// Plants a fault: writes a copy of one source file of the core in which one passage is replaced.
//
//   plant_fault SOURCE_ROOT FAULT_FILE --file             prints the source file that it changes
//   plant_fault SOURCE_ROOT FAULT_FILE --write OUTPUT     writes the changed copy
//
// A fault file reads: comment lines with `#`, `breaks: CLAUSE...`, `file: PATH`, then the passage
// after a line `--- correct` and its replacement after a line `--- faulty`. The passage must occur
// exactly once, so that a fault never silently stops being one when the core changes. Comments do
// not count, neither there nor in the core.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct Fault {
  std::string file;
  std::string correct;
  std::string faulty;
};

[[noreturn]] void die(const std::string& message) {
  std::cerr << "plant_fault: " << message << '\n';
  std::exit(1);
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) die("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

Fault read_fault(const std::string& path) {
  std::ifstream in(path);
  if (!in) die("cannot read " + path);
  Fault fault;
  std::string* passage = nullptr;
  for (std::string line; std::getline(in, line);) {
    if (line == "--- correct") {
      passage = &fault.correct;
    } else if (line == "--- faulty") {
      passage = &fault.faulty;
    } else if (passage != nullptr) {
      passage->append(line).push_back('\n');
    } else if (line.starts_with("file: ")) {
      fault.file = line.substr(6);
    } else if (!line.empty() && line[0] != '#' && !line.starts_with("breaks: ")) {
      die(path + ": what is '" + line + "'?");
    }
  }
  if (fault.file.empty() || fault.correct.empty()) {
    die(path + ": needs 'file:', '--- correct' and '--- faulty'");
  }
  return fault;
}

// A line of code less its comment, and where it stands.
struct Line {
  std::string_view code;
  std::size_t begin{}, end{};  // in the text, the line feed included
};

// Lines with nothing but a comment are left out. No string of the core contains `//`.
std::vector<Line> code_of(std::string_view text) {
  std::vector<Line> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t feed = text.find('\n', begin);
    const std::size_t end = feed == std::string_view::npos ? text.size() : feed + 1;
    std::string_view code = text.substr(begin, end - begin);
    code = code.substr(0, code.find("//"));
    const std::size_t last = code.find_last_not_of(" \n");
    if (last != std::string_view::npos) lines.push_back({code.substr(0, last + 1), begin, end});
    begin = end;
  }
  return lines;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) die("usage: plant_fault SOURCE_ROOT FAULT_FILE (--file | --write OUTPUT)");
  const Fault fault = read_fault(argv[2]);
  const std::string_view mode = argv[3];
  if (mode == "--file") {
    std::cout << fault.file;
    return 0;
  }
  if (mode != "--write" || argc != 5) die("unknown mode");
  std::string source = read_file(std::string(argv[1]) + "/" + fault.file);
  const std::vector<Line> lines = code_of(source);
  const std::vector<Line> correct = code_of(fault.correct);
  const auto first = std::ranges::search(lines, correct, {}, &Line::code, &Line::code);
  if (first.empty()) {
    die(std::string(argv[2]) + ": the correct passage is not in " + fault.file +
        "; the core has changed, so adapt the fault");
  }
  const std::ranges::subrange rest{std::next(first.begin()), lines.end()};
  if (!std::ranges::search(rest, correct, {}, &Line::code, &Line::code).empty()) {
    die(std::string(argv[2]) + ": the correct passage is more than once in " + fault.file);
  }
  const std::size_t begin = first.front().begin;
  source.replace(begin, first.back().end - begin, fault.faulty);
  std::ofstream out(argv[4], std::ios::binary);
  out << source;
  if (!out.flush()) die(std::string("cannot write ") + argv[4]);
  return 0;
}
