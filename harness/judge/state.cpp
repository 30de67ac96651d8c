// Words and exit codes of the states.
#include "harness/judge/state.hpp"

#include <algorithm>
#include <stdexcept>

namespace assay::judge {

std::string_view to_string(State state) {
  switch (state) {
    case State::pass:
      return "pass";
    case State::fail:
      return "fail";
    case State::could_not_judge:
      return "could-not-judge";
    case State::wrong:
      return "wrong";
  }
  throw std::logic_error("State out of range");
}

State worst(State one, State other) {
  return std::max(one, other);
}

int exit_code_of(State state) {
  switch (state) {
    case State::pass:
      return 0;
    case State::fail:
      return 1;
    case State::could_not_judge:
      return 3;
    case State::wrong:
      return 4;
  }
  throw std::logic_error("State out of range");
}

}  // namespace assay::judge
