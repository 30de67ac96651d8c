// The words of what several devices do together.
// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include "harness/core/words.hpp"

namespace assay {

std::string_view to_string(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::none:
      return "none";
    case Algorithm::ring:
      return "ring";
    case Algorithm::nvls:
      return "nvls";
    case Algorithm::one_shot:
      return "one_shot";
    case Algorithm::two_shot:
      return "two_shot";
    case Algorithm::multimem:
      return "multimem";
    case Algorithm::best:
      return "best";
  }
  throw std::logic_error("Algorithm out of range");
}

std::string_view to_string(Protocol protocol) {
  switch (protocol) {
    case Protocol::none:
      return "none";
    case Protocol::simple:
      return "simple";
    case Protocol::flagged:
      return "flagged";
  }
  throw std::logic_error("Protocol out of range");
}

std::string_view to_string(Operation operation) {
  switch (operation) {
    case Operation::none:
      return "none";
    case Operation::read:
      return "read";
    case Operation::write:
      return "write";
  }
  throw std::logic_error("Operation out of range");
}

std::string_view to_string(Pattern pattern) {
  switch (pattern) {
    case Pattern::none:
      return "none";
    case Pattern::pair:
      return "pair";
    case Pattern::all_pairs:
      return "all_pairs";
    case Pattern::batch:
      return "batch";
  }
  throw std::logic_error("Pattern out of range");
}

std::string_view to_string(Placement placement) {
  switch (placement) {
    case Placement::none:
      return "none";
    case Placement::in_place:
      return "in_place";
    case Placement::out_of_place:
      return "out_of_place";
  }
  throw std::logic_error("Placement out of range");
}

std::string_view to_string(Phase phase) {
  switch (phase) {
    case Phase::none:
      return "none";
    case Phase::start:
      return "start";
    case Phase::line:
      return "line";
    case Phase::step:
      return "step";
    case Phase::end:
      return "end";
  }
  throw std::logic_error("Phase out of range");
}

}  // namespace assay
