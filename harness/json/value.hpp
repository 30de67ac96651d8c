// What does a parsed text say at this place? Read-only, and no larger than a pointer.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace assay::json {

/// The kinds that nlohmann's parser tells apart: which integer type holds it is part of a number.
enum class Type : std::uint32_t {
  null,
  boolean,
  negative,  ///< integer below zero, and -0
  natural,   ///< integer without a sign
  real,      ///< with a fraction or an exponent, or too large for both
  string,
  array,
  object,
};

/// A value was asked for what it is not, or lacks.
class Unfit : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One value, or the key before one, in a row of them: an array is followed by its elements, an
/// object by a key, its value, and so on, each with all that is in it.
struct Node {
  union Content {
    bool boolean;
    std::int64_t negative;
    std::uint64_t natural;
    double real;
    const char* text;
    std::uint64_t count;  ///< elements or members
  };
  Content content;
  /// Nodes from here to the next sibling. Of a key: to the next key.
  std::uint32_t extent;
  /// Type in the lowest bits; above them the bytes of a string.
  std::uint32_t kind;

  static constexpr std::uint32_t kTypeBits = 3;
  static constexpr std::uint32_t kMaximumTextBytes = (1u << (32 - kTypeBits)) - 1;

  static constexpr std::uint32_t kind_of(Type type, std::size_t bytes = 0) {
    return static_cast<std::uint32_t>(type) | static_cast<std::uint32_t>(bytes) << kTypeBits;
  }
  Type type() const { return static_cast<Type>(kind & ((1u << kTypeBits) - 1)); }
  std::string_view text() const { return {content.text, kind >> kTypeBits}; }
  bool is_text(std::string_view wanted) const {
    return kind == kind_of(Type::string, wanted.size()) &&
           std::memcmp(content.text, wanted.data(), wanted.size()) == 0;
  }
};
static_assert(sizeof(Node) == 16);

template <class Item>
class Row;
struct Member;

class Value {
 public:
  explicit Value(const Node* node) : node_(node) {}

  Type type() const { return node_->type(); }
  bool is_null() const { return type() == Type::null; }
  bool is_string() const { return type() == Type::string; }
  bool is_array() const { return type() == Type::array; }
  bool is_object() const { return type() == Type::object; }
  bool is_number() const { return Type::negative <= type() && type() <= Type::real; }
  bool is(std::string_view text) const { return node_->is_text(text); }

  /// Throws Unfit unless it is one.
  std::string_view text() const {
    if (!is_string()) fail("is no string");
    return node_->text();
  }
  bool boolean() const {
    if (type() != Type::boolean) fail("is neither true nor false");
    return node_->content.boolean;
  }
  /// Converted as by static_cast. Throws Unfit unless it is a number.
  template <class Number>
  Number number() const {
    switch (type()) {
      case Type::negative:
        return static_cast<Number>(node_->content.negative);
      case Type::natural:
        return static_cast<Number>(node_->content.natural);
      case Type::real:
        return static_cast<Number>(node_->content.real);
      default:
        fail("is no number");
    }
  }

  /// Of an array or object, what is directly in it. Throws Unfit where it is neither.
  std::uint64_t size() const {
    if (!is_array() && !is_object()) fail("is neither array nor object");
    return node_->content.count;
  }
  /// Throws Unfit unless it is an array.
  Row<Value> elements() const;
  /// In the order of the text, each key once. Throws Unfit unless it is an object.
  Row<Member> members() const;
  /// Of an object; see Finder for many keys. Throws Unfit unless it is one.
  std::optional<Value> find(std::string_view key) const;
  /// Throws Unfit where the key is not there.
  Value at(std::string_view key) const;

  const Node* node() const { return node_; }

 private:
  [[noreturn]] static void fail(const char* why);

  const Node* node_;
};

struct Member {
  explicit Member(const Node* node) : key(node->text()), value(node + 1) {}

  std::string_view key;
  Value value;
};

/// What is directly in an array or object.
template <class Item>
class Row {
 public:
  class Iterator {
   public:
    explicit Iterator(const Node* node) : node_(node) {}
    Item operator*() const { return Item(node_); }
    Iterator& operator++() {
      node_ += node_->extent;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const Node* node_;
  };
  explicit Row(const Node* owner) : owner_(owner) {}
  Iterator begin() const { return Iterator(owner_ + 1); }
  Iterator end() const { return Iterator(owner_ + owner_->extent); }

 private:
  const Node* owner_;
};

inline Row<Value> Value::elements() const {
  if (!is_array()) fail("is no array");
  return Row<Value>(node_);
}

inline Row<Member> Value::members() const {
  if (!is_object()) fail("is no object");
  return Row<Member>(node_);
}

/// Finds the members of one object, quickly where they are asked for in the order of the text.
class Finder {
 public:
  /// Throws Unfit unless it is an object.
  explicit Finder(Value object) : object_(object.node()), next_(object_ + 1) { object.members(); }

  std::optional<Value> find(std::string_view key) {
    const Node* const found = search(key);
    if (found == nullptr) return std::nullopt;
    next_ = found + found->extent;
    return Value(found + 1);
  }
  /// Throws Unfit where the key is not there.
  Value at(std::string_view key) {
    const auto found = find(key);
    if (!found) fail(key);
    return *found;
  }
  /// Before the same key is asked for.
  bool contains(std::string_view key) {
    const Node* const found = search(key);
    if (found != nullptr) next_ = found;
    return found != nullptr;
  }

 private:
  const Node* search(std::string_view key) const {
    const Node* const end = object_ + object_->extent;
    for (const Node* node = next_; node != end; node += node->extent) {
      if (node->is_text(key)) return node;
    }
    for (const Node* node = object_ + 1; node != next_; node += node->extent) {
      if (node->is_text(key)) return node;
    }
    return nullptr;
  }
  [[noreturn]] static void fail(std::string_view key);

  const Node* object_;
  const Node* next_;  ///< key behind the last that was found
};

}  // namespace assay::json
