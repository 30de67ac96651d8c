// Is each key of an object there once, at what it costs to look at a key or two?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace assay::json {

/// The keys of all objects that are open at once: one inside another.
class DistinctKeys {
 public:
  struct Object {
    std::size_t first = 0;    ///< its keys begin there
    std::uint64_t marks = 0;  ///< bit i: some key of it has mark i
  };

  Object open() const { return {.first = keys_.size()}; }

  /// False: it was there before. Of an object with many members only `close` tells.
  bool add(std::string_view key, Object& object) {
    const std::uint64_t mark = mark_of(key);
    const auto first = keys_.begin() + static_cast<std::ptrdiff_t>(object.first);
    const bool few = keys_.size() - object.first < kFew;
    if (few && (object.marks & mark) != 0 && std::find(first, keys_.end(), key) != keys_.end())
      return false;
    object.marks |= mark;
    keys_.push_back(key);
    return true;
  }

  /// False: a key was there twice. The innermost object first.
  bool close(const Object& object) {
    const auto first = keys_.begin() + static_cast<std::ptrdiff_t>(object.first);
    const bool few = keys_.size() - object.first <= kFew;
    if (!few) std::sort(first, keys_.end());
    const bool distinct = few || std::adjacent_find(first, keys_.end()) == keys_.end();
    keys_.erase(first, keys_.end());
    return distinct;
  }

 private:
  /// Among more, looking at each takes longer than sorting them.
  static constexpr std::size_t kFew = 64;

  static std::uint64_t mark_of(std::string_view key) {
    if (key.empty()) return 1;
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(key[at]); };
    const std::size_t mixed =
        key.size() + 7u * byte(0) + 13u * byte(key.size() / 2) + 29u * byte(key.size() - 1);
    return std::uint64_t{1} << mixed % 64;
  }

  std::vector<std::string_view> keys_;
};

}  // namespace assay::json
