// What does one (sub)schema ask of a value? The compiled form of a JSON Schema, for QuickSchema.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "harness/json/pattern.hpp"
#include "harness/json/property_table.hpp"
#include "harness/json/value.hpp"

namespace assay::json {

/// Types as bits. Every integer is a number too.
enum TypeBit : unsigned {
  kNull = 1,
  kBoolean = 2,
  kInteger = 4,
  kFraction = 8,
  kString = 16,
  kArray = 32,
  kObject = 64,
  kEveryType = 127,
};

struct Bounds {
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
  double above = -std::numeric_limits<double>::infinity();
  double below = std::numeric_limits<double>::infinity();
};

struct Sizes {
  std::uint64_t least = 0, most = std::numeric_limits<std::uint64_t>::max();
};

/// One of an enum that holds no numbers.
struct Word {
  Type type = Type::null;  ///< null, boolean or string
  bool truth = false;
  std::string text = {};
};

struct Rule {
  using Rules = std::vector<const Rule*>;

  bool never = false;  ///< the schema `false`
  unsigned types = kEveryType;
  std::vector<Word> words;  ///< enum, or the one value of const; empty: any
  bool has_words = false;

  Bounds number;
  bool bounded = false;

  Sizes characters;
  std::vector<Pattern> patterns;  ///< none or one
  bool shaped = false;            ///< characters or patterns ask for something

  Sizes elements;
  bool unique = false;
  const Rule* element = nullptr;

  Sizes members;
  PropertyTable properties;  ///< and what is required
  std::vector<std::pair<Pattern, const Rule*>> property_patterns;
  const Rule* other_properties = nullptr;
  std::vector<std::pair<std::string, std::vector<std::string>>> needed_keys;  ///< dependencies
  std::vector<std::pair<std::string, const Rule*>> needed_rules;              ///< dependencies

  bool composed = false;  ///< any of these is there
  Rules all, any, one;    ///< empty: not asked for
  const Rule* none = nullptr;
  const Rule* condition = nullptr;
  const Rule* consequence = nullptr;
  const Rule* alternative = nullptr;
};

bool admits(const Rule& rule, Value value);

}  // namespace assay::json
