// What is asked for one key at a time.
#include "harness/json/value.hpp"

#include <fmt/format.h>

namespace assay::json {

std::optional<Value> Value::find(std::string_view key) const {
  return Finder(*this).find(key);
}

Value Value::at(std::string_view key) const {
  return Finder(*this).at(key);
}

void Value::fail(const char* why) {
  throw Unfit(why);
}

void Finder::fail(std::string_view key) {
  throw Unfit(fmt::format("lacks the key {}", key));
}

}  // namespace assay::json
