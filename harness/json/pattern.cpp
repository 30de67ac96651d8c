// A walk over the table, or std::regex.
#include "harness/json/pattern.hpp"

namespace assay::json {

Pattern::Pattern(const std::string& text) : table_(state_table_of(text)) {
  if (!table_) regex_.emplace(text);
  whole_ = text.find('$') != text.npos;
}

bool Pattern::admits(std::string_view text) const {
  if (!table_) return std::regex_search(text.begin(), text.end(), *regex_);
  std::size_t state = StateTable::kStart;
  for (const char c : text) {
    if (!whole_ && table_->accepts[state]) return true;
    state = table_->next[state * table_->classes + table_->class_of[static_cast<unsigned char>(c)]];
    if (state == StateTable::kNowhere) return false;
  }
  return table_->accepts[state];
}

}  // namespace assay::json
