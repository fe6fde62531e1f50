#include "reports/junit.h"

#include <map>
#include <pugixml.hpp>
#include <sstream>
#include <utility>

#include "reports/text.h"
#include "reports/wording.h"

namespace synspect::reports {
namespace {

// XML 1.0 has no way to write most control characters.
std::string xml_text(std::string_view text) {
  std::string clean(text);
  for (char& c : clean) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') c = '?';
  }
  return clean;
}

class Suite {
 public:
  Suite(pugi::xml_node parent, const std::string& stack, const char* name)
      : node_{parent.append_child("testsuite")}, classname_{"synspect." + stack + "." + name} {
    node_.append_attribute("name") = (std::string("synspect.") + name).c_str();
    for (const char* count : {"tests", "failures", "errors", "skipped"}) {
      node_.append_attribute(count) = 0;
    }
  }

  pugi::xml_node add(const std::string& name) {
    const int times = ++names_[name];
    pugi::xml_node test = node_.append_child("testcase");
    test.append_attribute("classname") = classname_.c_str();
    const std::string unique = times == 1 ? name : name + " (" + std::to_string(times) + ")";
    test.append_attribute("name") = xml_text(unique).c_str();
    count("tests");
    return test;
  }
  void fail(pugi::xml_node test, const std::string& message, const std::string& text) {
    count("failures");
    mark(test, "failure", message, text);
  }
  void error(pugi::xml_node test, const std::string& message) {
    count("errors");
    mark(test, "error", message, message);
  }
  void skip(pugi::xml_node test, const std::string& message) {
    count("skipped");
    mark(test, "skipped", message, message);
  }

 private:
  void count(const char* what) {
    pugi::xml_attribute attribute = node_.attribute(what);
    attribute = attribute.as_int() + 1;
  }
  static void mark(pugi::xml_node test, const char* kind, const std::string& message,
                   const std::string& text) {
    pugi::xml_node node = test.append_child(kind);
    node.append_attribute("message") = xml_text(one_line(message)).c_str();
    node.text() = xml_text(text).c_str();
  }

  pugi::xml_node node_;
  std::string classname_;
  std::map<std::string, int> names_;
};

void add_traces(pugi::xml_node root, const gate::Assessment& all) {
  Suite suite{root, all.stack, "traces"};
  std::map<std::size_t, const gate::FailedTrace*> failed;
  for (const gate::FailedTrace& trace : all.failed) failed[trace.result] = &trace;
  for (std::size_t i = 0; i < all.results.size(); ++i) {
    const gate::Result& result = all.results[i];
    pugi::xml_node test = suite.add(result.path);
    const drive::Outcome& outcome = result.decisive().outcome;
    const std::string reason = place(result.path, outcome) + ": " + reason_of(result);
    switch (outcome.verdict) {
      case drive::Verdict::kPass:
        break;
      case drive::Verdict::kUnsupported:
        suite.skip(test, "unsupported: " + reason);
        break;
      case drive::Verdict::kError:
        suite.error(test, reason);
        break;
      case drive::Verdict::kFail: {
        const gate::FailedTrace& trace = *failed.at(i);
        if (trace.standing == gate::Standing::kViolation) {
          suite.fail(test, reason,
                     reason + "\n" + replay_command(all, result, result.decisive()) + "\n");
        } else {
          suite.skip(test, std::string(gate::to_string(trace.standing)) + ": " +
                               (trace.reason.empty() ? reason : trace.reason));
        }
        break;
      }
    }
  }
}

// All that was found against one clause.
std::string charges(const gate::Assessment& all, std::string_view clause) {
  std::string text;
  for (const gate::Issue& issue : all.issues) {
    if (issue.found.finding.clause.text() == clause) text += finding_text(all, issue, {});
  }
  for (const gate::FailedTrace& trace : all.failed) {
    const gate::Result& result = all.results[trace.result];
    for (const judge::ClauseId id : result.header.clauses) {
      if (id.text() == clause) {
        text += place(result.path, result.decisive().outcome) + ": " + reason_of(result) + "\n";
      }
    }
  }
  return text;
}

void add_clauses(pugi::xml_node root, const gate::Assessment& all) {
  Suite suite{root, all.stack, "clauses"};
  for (const gate::ClauseRow& row : all.clauses) {
    const std::string_view id = row.requirement->id.text();
    pugi::xml_node test = suite.add(std::string(id));
    const std::string message = std::string(judge::to_string(row.requirement->level)) + ": " +
                                std::string(row.requirement->summary);
    switch (row.verdict) {
      case gate::ClauseVerdict::kPass:
        break;
      case gate::ClauseVerdict::kFail:
        suite.fail(test, message, message + "\n" + charges(all, id));
        break;
      case gate::ClauseVerdict::kKnown:
      case gate::ClauseVerdict::kNotExercised:
        suite.skip(test, std::string(gate::to_string(row.verdict)) + ": " + message);
        break;
      case gate::ClauseVerdict::kAdvisory:
      case gate::ClauseVerdict::kRecorded: {
        const std::string text = charges(all, id);
        if (!text.empty()) test.append_child("system-out").text() = xml_text(text).c_str();
        break;
      }
    }
  }
  // A crash or a hang breaks no single clause.
  for (const gate::Issue& issue : all.issues) {
    if (!issue.found.finding.clause.text().empty()) continue;
    pugi::xml_node test = suite.add(title_of(issue.found.finding));
    if (issue.standing == gate::Standing::kKnown) {
      suite.skip(test, "known: " + issue.reason);
    } else {
      suite.fail(test, issue.found.finding.observed, finding_text(all, issue, {}));
    }
  }
}

void add_baseline(pugi::xml_node root, const gate::Assessment& all) {
  if (all.troubles.empty()) return;
  Suite suite{root, all.stack, "baseline"};
  for (const gate::BaselineTrouble& trouble : all.troubles) {
    const std::string message =
        std::string(gate::to_string(trouble.kind)) + ": " + trouble.entry.subject;
    suite.fail(suite.add(trouble.entry.subject), message, message);
  }
}

}  // namespace

std::string junit(const gate::Assessment& all) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("testsuites");
  root.append_attribute("name") = "synspect";
  add_traces(root, all);
  add_clauses(root, all);
  add_baseline(root, all);
  std::ostringstream text;
  document.save(text, " ");
  return text.str();
}

}  // namespace synspect::reports
