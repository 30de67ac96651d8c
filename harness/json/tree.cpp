// Between rows of nodes and nlohmann's values.
#include "harness/json/tree.hpp"

#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

namespace assay::json {
namespace {

using Json = nlohmann::json;

Node text_node(const std::string& text) {
  if (text.size() > Node::kMaximumTextBytes) throw std::length_error("a string is too long");
  return {{.text = text.data()}, 1, Node::kind_of(Type::string, text.size())};
}

Node plain_node(const Json& json) {
  switch (json.type()) {
    case Json::value_t::boolean:
      return {{.boolean = json.get<bool>()}, 1, Node::kind_of(Type::boolean)};
    case Json::value_t::number_integer:
      return {{.negative = json.get<std::int64_t>()}, 1, Node::kind_of(Type::negative)};
    case Json::value_t::number_unsigned:
      return {{.natural = json.get<std::uint64_t>()}, 1, Node::kind_of(Type::natural)};
    case Json::value_t::number_float:
      return {{.real = json.get<double>()}, 1, Node::kind_of(Type::real)};
    case Json::value_t::string:
      return text_node(json.get_ref<const std::string&>());
    default:
      return {{}, 1, Node::kind_of(Type::null)};
  }
}

void append(const Json& json, std::vector<Node>& nodes) {
  const std::size_t place = nodes.size();
  const auto extent = [&](std::size_t from) {
    if (nodes.size() > std::numeric_limits<std::uint32_t>::max())
      throw std::length_error("there are too many values");
    return static_cast<std::uint32_t>(nodes.size() - from);
  };
  if (!json.is_structured()) {
    nodes.push_back(plain_node(json));
    return;
  }
  const Type type = json.is_object() ? Type::object : Type::array;
  nodes.push_back({{.count = json.size()}, 1, Node::kind_of(type)});
  for (auto element = json.begin(); element != json.end(); ++element) {
    const std::size_t key = nodes.size();
    if (json.is_object()) nodes.push_back(text_node(element.key()));
    append(*element, nodes);
    if (json.is_object()) nodes[key].extent = extent(key);
  }
  nodes[place].extent = extent(place);
}

Json object_of(Value value) {
  Json json = Json::object();
  auto& members = json.get_ref<Json::object_t&>();
  for (const auto [key, member] : value.members())
    members.emplace(std::string(key), to_nlohmann(member));
  return json;
}

Json array_of(Value value) {
  Json json = Json::array();
  auto& elements = json.get_ref<Json::array_t&>();
  elements.reserve(value.size());
  for (const Value element : value.elements()) elements.push_back(to_nlohmann(element));
  return json;
}

}  // namespace

Tree::Tree(std::vector<Node> nodes, std::list<std::string> unescaped)
    : nodes_(std::move(nodes)), unescaped_(std::move(unescaped)) {}

Tree::Tree(const Json& json) {
  append(json, nodes_);
}

Tree::Tree(std::unique_ptr<const Json> json) : Tree(*json) {
  kept_ = std::move(json);
}

Tree::~Tree() = default;
Tree::Tree(Tree&&) noexcept = default;
Tree& Tree::operator=(Tree&&) noexcept = default;

Json to_nlohmann(Value value) {
  switch (value.type()) {
    case Type::null:
      return nullptr;
    case Type::boolean:
      return value.boolean();
    case Type::negative:
      return value.number<std::int64_t>();
    case Type::natural:
      return value.number<std::uint64_t>();
    case Type::real:
      return value.number<double>();
    case Type::string:
      return value.text();
    case Type::array:
      return array_of(value);
    case Type::object:
      return object_of(value);
  }
  throw std::logic_error("Type out of range");
}

}  // namespace assay::json
