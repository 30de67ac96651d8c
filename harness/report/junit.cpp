// Every attribute that the schema requires is there. A time of 0 says that judging took none.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/junit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/report/foreign_text.hpp"
#include "harness/report/xml.hpp"

namespace assay::report {
namespace {

std::string finding(std::string_view element, const JunitCase& one) {
  return fmt::format("      <{0}{1}{2}>{3}</{0}>\n", element, xml_attribute("type", one.type),
                     xml_attribute("message", foreign_line(one.message)), xml_text(one.text));
}

std::string case_body(const JunitCase& one) {
  switch (one.outcome) {
    case JunitOutcome::passed:
      return "";
    case JunitOutcome::failed:
      return finding("failure", one);
    case JunitOutcome::error:
      return finding("error", one);
    case JunitOutcome::skipped:
      return fmt::format("      <skipped{}/>\n", xml_attribute("message", one.message));
  }
  return "";
}

std::string case_xml(const JunitCase& one, const std::string& class_name) {
  const std::string head =
      fmt::format("    <testcase{}{} time=\"0\"", xml_attribute("name", foreign_line(one.name)),
                  xml_attribute("classname", foreign_line(class_name)));
  const std::string body = case_body(one);
  return body.empty() ? head + "/>\n" : fmt::format("{}>\n{}    </testcase>\n", head, body);
}

std::ptrdiff_t count_of(const JunitSuite& suite, JunitOutcome outcome) {
  return std::count_if(suite.cases.begin(), suite.cases.end(),
                       [&](const JunitCase& one) { return one.outcome == outcome; });
}

// The schema wants no zone; the moment is UTC.
std::string without_zone(document::Timestamp moment) {
  std::string text = document::to_string(moment);
  text.pop_back();
  return text;
}

// The schema takes no empty name of a host, and a blank one for empty.
std::string host_of(const JunitSuite& suite) {
  const std::string host = foreign_line(suite.host);
  return host.find_first_not_of(' ') == std::string::npos ? "localhost" : host;
}

}  // namespace

JunitOutcome outcome_of(judge::State state) {
  switch (state) {
    case judge::State::pass:
      return JunitOutcome::passed;
    case judge::State::fail:
    case judge::State::wrong:
      return JunitOutcome::failed;
    case judge::State::could_not_judge:
      break;
  }
  return JunitOutcome::error;
}

std::string junit_head() {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
}

std::string junit_suite(const JunitSuite& suite, std::size_t id) {
  std::string xml = fmt::format(
      "  <testsuite{}{} package=\"assay\" id=\"{}\" timestamp=\"{}\" tests=\"{}\" "
      "failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"0\">\n    <properties>\n",
      xml_attribute("name", foreign_line(suite.name)), xml_attribute("hostname", host_of(suite)),
      id, without_zone(suite.started_at), suite.cases.size(), count_of(suite, JunitOutcome::failed),
      count_of(suite, JunitOutcome::error), count_of(suite, JunitOutcome::skipped));
  for (const auto& [name, value] : suite.properties) {
    xml += fmt::format("      <property{}{}/>\n", xml_attribute("name", name),
                       xml_attribute("value", value));
  }
  xml += "    </properties>\n";
  for (const auto& one : suite.cases) xml += case_xml(one, suite.class_name);
  return xml + "    <system-out></system-out>\n    <system-err></system-err>\n  </testsuite>\n";
}

std::string junit_tail() {
  return "</testsuites>\n";
}

}  // namespace assay::report
